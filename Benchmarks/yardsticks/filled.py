"""Fills a hub that does not run, as if it had worked for long: rows, evidence, files."""

import base64
import datetime
import hashlib
import os
import sqlite3
import subprocess

BATCH = 5000
# Of the time before now.
DAYS = 20


class SQLiteRows:
    """Rows of `hub.sqlite`, written past all safety."""

    def __init__(self, file):
        self.database = sqlite3.connect(file)
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -800000", "locking_mode = EXCLUSIVE"):
            self.database.execute(f"PRAGMA {pragma}").fetchall()

    def value(self, query):
        return self.database.execute(query).fetchone()[0]

    def insert(self, table, columns, rows):
        self.database.executemany(f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * len(columns.split(',')))})", rows)

    def finish(self, statement):
        self.database.execute(statement)
        self.database.commit()
        self.database.execute("PRAGMA journal_mode = WAL").fetchall()
        self.database.close()


class PostgreSQLRows:
    """Rows of a database of `server` (`postgres.Server`), copied in one session that neither waits for the disk nor asks references and triggers."""

    def __init__(self, server, database):
        self.server, self.database = server, database
        self.session = subprocess.Popen(server.client(database), stdin=subprocess.PIPE, text=True, cwd="/")
        self.session.stdin.write("SET session_replication_role = replica;\nSET synchronous_commit = off;\n")

    def value(self, query):
        return self.server.ask(query, self.database)

    def insert(self, table, columns, rows):
        self.session.stdin.write(f"COPY {table} ({columns}) FROM STDIN;\n")
        for row in rows:
            self.session.stdin.write("\t".join("\\N" if value is None else str(value) for value in row) + "\n")
        self.session.stdin.write("\\.\n")

    def finish(self, statement):
        self.session.stdin.write(f"{statement};\nVACUUM ANALYZE;\nCHECKPOINT;\n")
        self.session.stdin.close()
        if self.session.wait() != 0:
            raise RuntimeError(f"psql ended with {self.session.returncode}")


class Log:
    """The Merkle tree of the evidence log (RFC 9162), going on where the hub's own ends. Entries come as canonical JSON."""

    def __init__(self, rows):
        self.size = int(rows.value("SELECT COUNT(*) FROM evidence_event"))
        self.events, self.nodes, self.complete = [], [], {}
        for level in range(self.size.bit_length()):
            if self.size >> level & 1:
                found = rows.value(f"SELECT hash FROM evidence_node WHERE level = {level} AND idx = {(self.size >> level) - 1}")
                self.complete[level] = base64.b64decode(found)

    def append(self, name, package, delivery, entry, sender=None):
        """`sender`: of what a sender is told."""
        self.events.append((self.size, name, package, delivery, entry, sender))
        level, position, node = 0, self.size, hashlib.sha256(b"\0" + entry.encode()).digest()
        self.nodes.append((level, position, base64.b64encode(node).decode()))
        while position & 1:
            node = hashlib.sha256(b"\1" + self.complete.pop(level) + node).digest()
            level, position = level + 1, position >> 1
            self.nodes.append((level, position, base64.b64encode(node).decode()))
        self.complete[level] = node
        self.size += 1


class Filling:
    """Packages of the agency `sender` and its system, each to `each` of `organs` in turn. All are confirmed but `waiting_each` for each agency,
    spread over the time. The system of an agency has its code in small letters.

    Without `whole_evidence` the log tells only that the packages were taken in: enough for the hub to start and answer, not for `hub check`.
    """

    def __init__(self, hub, sender, organs, each, waiting_each, whole_evidence):
        self.hub, self.sender, self.organs, self.each = hub, sender, organs, each
        self.waiting_each, self.whole_evidence = waiting_each, whole_evidence
        self.hashes = {}

    def run(self, packages, rows):
        """Writes `rows`; answers some 200 package ids, spread over the time."""
        self.log = Log(rows)
        self.cursor = int(rows.value("SELECT last_cursor FROM inbox_position"))
        self.every = max(1, packages * self.each // len(self.organs) // self.waiting_each)
        self.seen, self.waiting = dict.fromkeys(self.organs, 0), dict.fromkeys(self.organs, 0)
        self.packages, self.deliveries, samples = [], [], []
        begin = int((datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=DAYS)).timestamp() * 1000)
        for number in range(packages):
            package = self.add(number, begin + (DAYS - 1) * 86_400_000 * number // packages)
            if number % max(1, packages // 200) == 0:
                samples.append(package)
            if len(self.packages) == BATCH or number == packages - 1:
                self.flush(rows)
        rows.finish(f"UPDATE inbox_position SET last_cursor = {self.cursor}")
        return samples

    def add(self, number, milliseconds):
        """One package, its deliveries, their events."""
        second = datetime.datetime.fromtimestamp(milliseconds // 1000, datetime.timezone.utc)
        at = f"{second:%Y-%m-%dT%H:%M:%S}.{milliseconds % 1000:03d}Z"
        package, content, code = identifier(milliseconds, number, 1), self.content(number), f"{100000001 + number}/DO"
        sha256, document, sender = hashlib.sha256(content).hexdigest(), f"{self.sender},2024/03/12,{code}", self.sender
        system, turn = sender.lower(), number * self.each
        self.hashes.setdefault(sha256[:2], []).append((sha256, number))
        to = [self.organs[(turn + index) % len(self.organs)] for index in range(self.each)]
        self.packages.append((package, system, sender, "new", document, code, "2024-03-12", 0, sha256, len(content), at))
        named = ",".join(f'"{organ}"' for organ in to)
        self.log.append("SubmissionAcceptance", package, None, (
            f'{{"at":"{at}","documentCode":"{code}","documentId":"{document}","event":"SubmissionAcceptance","from":"{sender}","kind":"new",'
            f'"packageId":"{package}","promulgationDate":"2024-03-12","sha256":"{sha256}","sizeBytes":{len(content)},"system":"{system}",'
            f'"to":[{named}],"urgency":0}}'))
        for index, organ in enumerate(to):
            self.cursor += 1
            delivery = identifier(milliseconds, turn + index, 2)
            waits = self.seen[organ] % self.every == 0 and self.waiting[organ] < self.waiting_each
            self.seen[organ] += 1
            self.waiting[organ] += waits
            self.deliveries.append((delivery, self.cursor, package, organ, "initial" if waits else "done", at))
            if self.whole_evidence:
                self.log.append("ContentConsignment", package, delivery, (
                    f'{{"at":"{at}","cursor":{self.cursor},"deliveryId":"{delivery}","event":"ContentConsignment","packageId":"{package}",'
                    f'"to":"{organ}"}}'), sender)
                if not waits:
                    self.log.append("ContentHandover", package, delivery, (
                        f'{{"at":"{at}","deliveryId":"{delivery}","event":"ContentHandover","packageId":"{package}","sha256":"{sha256}",'
                        f'"system":"{organ.lower()}","to":"{organ}"}}'), sender)
        return package

    @staticmethod
    def content(number):
        return f"package {number}\n".encode()

    def flush(self, rows):
        packages = "id, system_id, from_organ, kind, document_id, document_code, promulgation_date, urgency, sha256, size_bytes, received_at"
        for table, columns, written in (
                ("package", packages, self.packages), ("delivery", "id, cursor, package_id, organ, transport, transport_at", self.deliveries),
                ("evidence_event", "idx, name, package_id, delivery_id, entry, sender", self.log.events),
                ("evidence_node", "level, idx, hash", self.log.nodes)):
            rows.insert(table, columns, written)
            written.clear()

    def write_files(self, real):
        """A file for each package: the real one, or one of a few under another name, which is quicker made and removed again."""
        for name, hashes in self.hashes.items():
            folder = f"{self.hub.data}/content/files/{name}"
            os.makedirs(folder, exist_ok=True)
            for index, (sha256, number) in enumerate(hashes):
                # ext4 allows 65,000 names for a file.
                if real or index % 50_000 == 0:
                    with open(f"{folder}/{sha256}", "wb") as file:
                        file.write(self.content(number))
                    first = sha256
                else:
                    os.link(f"{folder}/{first}", f"{folder}/{sha256}")


def identifier(milliseconds, number, kind):
    """UUID version 7 that grows with time and number."""
    digits = f"{milliseconds:012x}7{number >> 20 & 0xFFF:03x}8{kind:03x}{number:012x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
