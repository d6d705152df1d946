"""A hub of ours in a folder of its own, and packages for it."""

import base64
import contextlib
import hashlib
import http.client
import json
import os
import pathlib
import signal
import ssl
import subprocess
import time

from .tools import ROOT, first_match, running

DATE = "2024-03-12"
FIRST_NUMBER = "100000000"
HEADER = "code,oldCode,name,shortName,kind,parent,validFrom,validTo,successor,email\n"


class Hub:
    """Folder, agencies, one system for each agency with its token; `serving` runs it."""

    def __init__(self, executable, folder, organs, address=None):
        """`address`: of a database on PostgreSQL; else the folder holds one."""
        self.executable, self.folder = str(executable), pathlib.Path(folder)
        self.folder.mkdir(parents=True)
        self.data, self.log = self.folder / "data", self.folder / "hub.log"
        self.place = ["--data", str(self.data), *(["--database", address] if address else [])]
        self.database, self.authority = self.data / "hub.sqlite", self.data / "tls/ca.pem"
        directory = self.folder / "organs.csv"
        directory.write_text(HEADER + "".join(f"{o},,Cơ quan {o},,other,,,,,\n" for o in organs))
        self.command("organ", "import", directory)
        self.tokens = {}

    def command(self, *arguments):
        run = subprocess.run([self.executable, "hub", *map(str, arguments), *self.place], check=True, capture_output=True, text=True)
        return run.stdout.strip()

    def connect(self, system, organs):
        """Adds a system for `organs`."""
        wanted = [part for organ in organs for part in ("--organ", organ)]
        self.tokens[system] = self.command("system", "add", system, *wanted).splitlines()[-1]

    @contextlib.contextmanager
    def serving(self, *options, patience=60):
        """Runs the hub; yields its process. `self.port` and `self.ready_seconds`, from exec to `ready`, are known then."""
        self.log.write_text("")
        begun = time.monotonic()
        command = [self.executable, "hub", "serve", *self.place, "--listen", "127.0.0.1:0", "--calls-per-second", "1000000", *options]
        with running(command, self.log) as process:
            self.port = int(first_match(self.log, r"^ready https://[^:]+:(\d+)", process, patience).group(1))
            self.ready_seconds = time.monotonic() - begun
            self.process = process
            yield process

    def kill(self):
        """SIGKILL, as when the power fails."""
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def caller(self, system):
        return Caller(self, system)


class Caller:
    """Calls the hub as one system, over one connection that stays open."""

    def __init__(self, hub, system):
        context = ssl.create_default_context(cafile=str(hub.authority))
        self.connection = http.client.HTTPSConnection("127.0.0.1", hub.port, context=context, timeout=120)
        self.headers = {"Authorization": f"Bearer {hub.tokens[system]}"}

    def get(self, path):
        """The answer as JSON."""
        return self.call("GET", path, None, {}, 200)

    def send(self, package):
        """The receipt of the bytes of a package."""
        digest = base64.b64encode(hashlib.sha256(package).digest()).decode()
        return self.call("POST", "/v1/packages", package, {"Content-Type": "application/edxml+xml", "Content-Digest": f"sha-256=:{digest}:"}, 201)

    def call(self, method, path, body, headers, wanted):
        self.connection.request(method, path, body, {**self.headers, **headers})
        answer = self.connection.getresponse()
        told = answer.read()
        if answer.status != wanted:
            raise RuntimeError(f"{path}: {answer.status} {told[:500]}")
        return json.loads(told)


def package(executable, folder, sender, receivers, file_bytes, signed=True, name="package"):
    """A package file whose number the loads replace; signed as the field signs, with `file_bytes` random bytes attached."""
    folder = pathlib.Path(folder)
    content, target, header = folder / f"{name}.bin", folder / f"{name}.edxml", folder / f"{name}.json"
    with open(content, "wb") as out:
        rest = file_bytes
        while rest > 0:
            rest -= out.write(os.urandom(min(rest, 1 << 20)))
    header.write_text(json.dumps({
        "kind": "new", "from": {"organId": sender, "organName": "Nơi gửi"},
        "to": [{"organId": receiver, "organName": "Nơi nhận"} for receiver in receivers],
        "document": {
            "codeNumber": FIRST_NUMBER, "codeNotation": "DO", "promulgationDate": DATE, "place": "Hà Nội",
            "documentType": {"type": 2, "typeDetail": 18, "typeName": "Công văn"}, "subject": "Đo sức tải của trục liên thông",
            "signer": {"fullName": "Lê Minh Họa"},
        }}))
    keys = ROOT / "Samples/pki"
    signature = ["--sign", keys / "agency-g22.key.pem", "--certificate", keys / "agency-g22.cert.pem"] if signed else []
    subprocess.run([str(p) for p in [executable, "edxml", "build", header, "--attach", content, "--out", target, *signature]], check=True)
    content.unlink()
    return target


