"""An office of ours with a year of an invented agency, and people who visit it."""

import asyncio
import contextlib
import datetime
import gzip
import hashlib
import html
import http.client
import pathlib
import re
import secrets
import sqlite3
import time
import urllib.parse

from .tools import first_match, memory_mb, printed_json, running

ORGAN = "H99"


class Office:
    """The folder with its documents; `serving` runs it."""

    def __init__(self, executable, folder, documents, people):
        self.executable, self.folder = str(executable), pathlib.Path(folder)
        self.data, self.log = self.folder / "data", self.folder / "office.log"
        self.folder.mkdir(parents=True, exist_ok=True)
        begun = time.monotonic()
        if not self.data.exists():
            printed_json([self.executable, "office", "demo-data", "--data", self.data, "--documents", documents, "--people", people, "--json"])
        self.made_seconds = time.monotonic() - begun
        self.database = self.data / "office.sqlite"

    def sessions(self, people):
        """Cookie headers of people who have signed in, without the tenth of a second that a password takes."""
        now = datetime.datetime.now(datetime.timezone.utc)
        stamp = lambda hours: (now + datetime.timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        cookies = {}
        with contextlib.closing(sqlite3.connect(self.database)) as database, database:
            for person in people:
                token = secrets.token_hex(32)
                database.execute(
                    "INSERT INTO session (token_hash, person_id, csrf, created_at, expires_at, seen_at) VALUES (?, ?, ?, ?, ?, ?)",
                    (hashlib.sha256(token.encode()).hexdigest(), person, secrets.token_hex(32), stamp(0), stamp(11), stamp(0)))
                cookies[person] = f"lienthong={token}"
        return cookies

    def people(self, role, limit):
        with contextlib.closing(sqlite3.connect(self.database)) as database:
            return [row[0] for row in database.execute("SELECT id FROM person WHERE role = ? ORDER BY id LIMIT ?", (role, limit))]

    @contextlib.contextmanager
    def serving(self, patience=300, hub=None):
        """`hub`: a hub of ours that is served, to which the office belongs as the system of its agency."""
        self.log.write_text("")
        command = [self.executable, "office", "serve", "--data", self.data, "--organ", ORGAN, "--listen", "127.0.0.1:0"]
        environment = None
        if hub:
            command += ["--hub", f"https://127.0.0.1:{hub.port}", "--hub-ca", hub.authority]
            environment = {"LIENTHONG_TOKEN": hub.tokens[ORGAN.lower()]}
        with running(command, self.log, environment) as process:
            self.port = int(first_match(self.log, r"^ready http://[^:]+:(\d+)", process, patience).group(1))
            self.process = process
            yield process

    def peak_mb(self):
        return memory_mb(self.process.pid, "VmHWM")


class Visitor:
    """One person with one open connection; after a pause it is opened anew, because the server ends what is idle."""

    IDLE_SECONDS = 10

    def __init__(self, office, cookie):
        self.connection = http.client.HTTPConnection("127.0.0.1", office.port, timeout=60)
        self.cookie, self.used = cookie, time.monotonic()

    def awake(self):
        if time.monotonic() - self.used > self.IDLE_SECONDS:
            self.connection.close()
            self.connection.connect()
        self.used = time.monotonic()

    def get(self, path):
        """Milliseconds, and the page."""
        self.awake()
        begun = time.perf_counter()
        self.connection.request("GET", path, headers={"Cookie": self.cookie})
        answer = self.connection.getresponse()
        body = answer.read()
        milliseconds = (time.perf_counter() - begun) * 1000
        if answer.status != 200:
            raise SystemExit(f"{path}: {answer.status}")
        return milliseconds, body

    def post(self, path, fields):
        """Milliseconds, and whether it was done."""
        body = urllib.parse.urlencode(fields)
        self.awake()
        begun = time.perf_counter()
        self.connection.request("POST", path, body, {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"})
        answer = self.connection.getresponse()
        answer.read()
        return (time.perf_counter() - begun) * 1000, answer.status == 303


def form_fields(page, action):
    """The hidden fields of the form that acts at `action`."""
    form = re.search(rf'<form[^>]*action="{re.escape(action)}"[^>]*>(.*?)</form>', page.decode(), re.S)
    if not form:
        raise SystemExit(f"no form for {action}")
    return dict(re.findall(r'<input type="hidden" name="(csrf|once|version)" value="([^"]*)">', form.group(1)))


def links(page, pattern):
    """The addresses in a page, each once, in order."""
    found = (html.unescape(address) for address in re.findall(r'href="([^"]+)"', page.decode()))
    return list(dict.fromkeys(address for address in found if re.fullmatch(pattern, address)))


def packed_kb(page):
    """As a browser would get it from a server that packs."""
    return len(gzip.compress(page, 6)) / 1000


async def fetch(port, cookie, path):
    """One page over a connection of its own; milliseconds."""
    begun = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read()
    while not reader.at_eof():
        answer += await reader.read()
    writer.close()
    if not answer.startswith(b"HTTP/1.1 200"):
        raise SystemExit(f"{path}: {answer[:60]!r}")
    return (time.perf_counter() - begun) * 1000
