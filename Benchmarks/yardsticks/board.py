"""What a leader's board is made of: directives to 87 agencies with their reports and tasks in the folder of an office, and a page of the board that
stays open."""

import contextlib
import datetime
import http.client
import random
import re
import sqlite3
import threading
import time

from .office import ORGAN

AGENCIES = [f"R{number}" for number in range(87)]
# The name of an agency, as the hub's directory has it too.
NAME = "Cơ quan {}"
STEPS = ["03", "04", "05", "06"]
STEP_CODES = ["received", "assigned", "in-progress", "finished"]
# Of ten directives so many have tasks; lines of one directive.
WITH_TASKS, TASKS_EACH, RECEIVERS_EACH = 8, 5, 2
# Receivers of a document that is no directive.
OTHERS_EACH = 10
DAYS = 365


def stamp(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")


@contextlib.contextmanager
def opened(office):
    with contextlib.closing(sqlite3.connect(office.database)) as database:
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -400000"):
            database.execute(f"PRAGMA {pragma}").fetchall()
        yield database
        database.commit()
        database.execute("PRAGMA journal_mode = WAL").fetchall()


class Filling:
    """A year of issued documents: `lines` lines of the board, and documents that are no directives up to `deliveries` receivers in all."""

    def __init__(self, database, seed=1):
        self.database, self.random = database, random.Random(seed)
        self.now = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None, microsecond=0)
        self.leaders = [row[0] for row in database.execute("SELECT id FROM person WHERE role = 'leader' ORDER BY id LIMIT 20")]
        self.officer = database.execute("SELECT id, unit_id FROM person WHERE role = 'officer' ORDER BY id LIMIT 1").fetchone()
        for code in AGENCIES:
            database.execute("INSERT OR IGNORE INTO organ (code, name, short_name, kind, folded) VALUES (?, ?, ?, 'other', ?)",
                             (code, NAME.format(code), code, f"co quan {code.lower()} {code.lower()}"))

    def run(self, lines, deliveries):
        """Answers how many lines and receivers there are."""
        made, received, number = 0, 0, 0
        while made < lines:
            tasks = TASKS_EACH if number % 10 < WITH_TASKS else 0
            self.document(f"bench-{number:07d}", steering=2, receivers=RECEIVERS_EACH, tasks=tasks)
            made, received, number = made + (tasks or RECEIVERS_EACH), received + RECEIVERS_EACH, number + 1
        while received < deliveries:
            self.document(f"bench-{number:07d}", steering=1, receivers=OTHERS_EACH, tasks=0)
            received, number = received + OTHERS_EACH, number + 1
        return made, received

    def document(self, document, steering, receivers, tasks):
        issued = self.now - datetime.timedelta(minutes=self.random.randrange(DAYS * 1440))
        self.outgoing(document, issued, steering, self.due(issued), None, None)
        organs = self.random.sample(AGENCIES, receivers)
        for index, organ in enumerate(organs):
            reports, at = [], issued
            for status in ["01", *STEPS][:self.random.choice([0, 1, 2, 3, 4, 5, 5, 5, 5, 5, 5])]:
                at += datetime.timedelta(hours=self.random.randrange(1, 150))
                if at > self.now:
                    break
                reports.append((status, stamp(at)))
            status, when = reports[-1] if reports else (None, None)
            receiver = f"{document}-{index}"
            self.receiver(receiver, document, organ, issued, status, when)
            if steering == 2:
                self.database.executemany(
                    "INSERT INTO handling_report (delivery_id, recipient_id, status, reported_at, received_at, verdict)"
                    " VALUES (?, ?, ?, ?, ?, 'advanced')", [(f"{receiver}-{status}", receiver, status, at, at) for status, at in reports])
        for index in range(tasks):
            self.database.execute(
                "INSERT INTO directive_task (id, outgoing_id, ordinal, text, lead_organ, due_date, comes_back, added_at)"
                " VALUES (?, ?, ?, ?, ?, ?, 'report', ?)",
                (f"{document}-t{index}", document, index + 1, f"Nhiệm vụ thứ {index + 1}", organs[index % receivers], self.due(issued), stamp(issued)))

    def due(self, issued):
        return None if self.random.random() < 0.1 else (issued + datetime.timedelta(days=self.random.randrange(5, 90))).date().isoformat()

    def outgoing(self, document, issued, steering, due, number, document_id):
        self.database.execute(
            "INSERT INTO outgoing (id, state, drafter_id, unit_id, approver_id, type_name, subject, notation, number, promulgation_date, document_id,"
            " urgency, steering, due_date, created_at, published_at) VALUES (?, 'published', ?, ?, ?, 'Công văn', ?, 'DO', ?, ?, ?, ?, ?, ?, ?, ?)",
            (document, *self.officer, self.random.choice(self.leaders), "V/v đo bảng theo dõi", number,
             document_id.split(",")[1].replace("/", "-") if document_id else issued.date().isoformat(), document_id,
             int(self.random.random() < 0.2), steering, due, stamp(issued), stamp(issued)))

    def receiver(self, receiver, document, organ, issued, status=None, when=None):
        self.database.execute(
            "INSERT INTO recipient (id, outgoing_id, organ_code, organ_name, transport, sent_at, status, status_at, status_received_at, added_at)"
            " VALUES (?, ?, ?, ?, 'delivered', ?, ?, ?, ?, ?)",
            (receiver, document, organ, NAME.format(organ), stamp(issued), status, when, when, stamp(issued)))


def fill(office, lines, deliveries):
    """Fills the folder once; answers the seconds."""
    begun = time.monotonic()
    with opened(office) as database:
        if database.execute("SELECT COUNT(*) FROM outgoing WHERE id = 'bench-0000000'").fetchone()[0] == 0:
            Filling(database).run(lines, deliveries)
    return time.monotonic() - begun


def add_directive(office, code, document_id):
    """One that went to all agencies a moment ago and of which nobody has reported."""
    with opened(office) as database:
        filling = Filling(database)
        filling.outgoing(code, filling.now, 2, None, int(code.split("/")[0]), document_id)
        for index, organ in enumerate(AGENCIES):
            filling.receiver(f"{code}-{index}", code, organ, filling.now)


class OpenBoard:
    """The board of a leader who keeps it open: told by the page's own channel that something changed, it asks again as its script does."""

    # As in the script of the pages: a moment after it was told, one request at a time.
    PAUSE = 0.05

    def __init__(self, office, cookie):
        self.office, self.cookie = office, cookie
        self.told, self.stopped = threading.Event(), threading.Event()
        # Seconds and how many steps all lines together have gone, each time the page was asked.
        self.seen, self.loads = [], []
        self.threads = [threading.Thread(target=target, daemon=True) for target in (self.listen, self.follow)]

    def start(self):
        for thread in self.threads:
            thread.start()

    def stop(self):
        self.stopped.set()
        self.told.set()
        self.threads[1].join(timeout=60)

    def listen(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.office.port, timeout=600)
        connection.request("GET", "/live", headers={"Cookie": self.cookie})
        answer = connection.getresponse()
        if answer.status != 200:
            raise SystemExit(f"/live: {answer.status}")
        while not self.stopped.is_set():
            line = answer.readline()
            if not line:
                return
            if line.startswith(b"event: change"):
                self.told.set()

    def follow(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.office.port, timeout=60)
        while not self.stopped.is_set():
            self.told.wait()
            time.sleep(self.PAUSE)
            self.told.clear()
            begun = time.monotonic()
            connection.request("GET", "/board", headers={"Cookie": self.cookie, "X-Fragment": "#dau #bang #danh-muc"})
            answer = connection.getresponse()
            page = answer.read().decode()
            if answer.status != 200:
                raise SystemExit(f"/board: {answer.status}")
            self.loads.append((time.monotonic() - begun) * 1000)
            self.seen.append((time.monotonic(), steps(page)))


def steps(page):
    """How many steps all lines of a page of the board have gone together: each report of a step adds one."""
    total = 0
    for index, code in enumerate(STEP_CODES):
        found = re.search(rf'href="/board/lines\?step={code}">(\d+)</a>', page)
        if not found:
            raise SystemExit(f"the board says nothing of the step {code}")
        total += (index + 1) * int(found.group(1))
    return total
