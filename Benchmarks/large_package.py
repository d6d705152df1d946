"""Memory of hub and offices while one large package passes from G22 to H29, through the pages that people use.

Prints a table; with --json FILE it writes the figures too. The yardstick is the memory of the same servers at rest.
"""

import argparse
import http.client
import json
import os
import pathlib
import re
import subprocess
import tempfile
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[1]
PASSWORD = "lien-thong-2015"


class Person:
    """Somebody at the pages of an office."""

    def __init__(self, port, user):
        self.port, self.cookie = port, None
        self.post("/sign-in", {"next": "", "user": user, "password": PASSWORD})

    def request(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        headers = dict(headers or {})
        if self.cookie:
            headers["Cookie"] = self.cookie
        connection.request(method, path, body=body, headers=headers)
        answer = connection.getresponse()
        data = answer.read()
        if answer.getheader("Set-Cookie"):
            self.cookie = answer.getheader("Set-Cookie").split(";")[0]
        if answer.status == 303:
            return self.request("GET", answer.getheader("Location"))
        assert answer.status == 200, (path, answer.status, re.sub(r"<[^>]*>", " ", data.decode())[:500])
        return path, data.decode()

    def get(self, path):
        return self.request("GET", path)[1]

    def post(self, path, fields):
        return self.request("POST", path, urllib.parse.urlencode(fields, doseq=True),
                            {"Content-Type": "application/x-www-form-urlencoded"})

    @staticmethod
    def hidden(page, action):
        form = re.search(r'<form[^>]*action="%s"[^>]*>(.*?)</form>' % re.escape(action), page, re.S).group(1)
        return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))

    def act(self, page_path, action, fields=None):
        return self.post(action, {**self.hidden(self.get(page_path), action), **(fields or {})})

    def upload(self, path, file):
        action = f"{path}/attach"
        parts = [f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
                 for name, value in self.hidden(self.get(path), action).items()]
        parts.append(f'--b\r\nContent-Disposition: form-data; name="file"; filename="{file.name}"\r\n\r\n')
        head, tail = "".join(parts).encode(), b"\r\n--b--\r\n"

        def pieces():
            yield head
            with open(file, "rb") as source:
                while piece := source.read(1 << 18):
                    yield piece
            yield tail

        size = len(head) + file.stat().st_size + len(tail)
        self.request("POST", action, pieces(), {"Content-Type": "multipart/form-data; boundary=b", "Content-Length": str(size)})


def memory(pid, name):
    return int(re.search(rf"{name}:\s+(\d+) kB", pathlib.Path(f"/proc/{pid}/status").read_text()).group(1)) // 1024


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--megabytes", type=int, default=300)
    options.add_argument("--executable", default=str(ROOT / ".build/release/lienthong"))
    options.add_argument("--json")
    options = options.parse_args()
    base = 21460
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "lon.pdf"
        with open(file, "wb") as target:
            for _ in range(options.megabytes):
                target.write(os.urandom(1 << 20))
        demo = subprocess.Popen([options.executable, "demo", "--serve-only", "--data", f"{folder}/data", "--port-base", str(base),
                                 "--maximum-package-megabytes", str(options.megabytes * 2), "--samples", str(ROOT / "Samples")],
                                stdout=subprocess.DEVNULL)
        try:
            for port in (base + 1, base + 2):
                for _ in range(600):
                    try:
                        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
                        connection.request("GET", "/health")
                        if b'"provinces":63' in connection.getresponse().read():
                            break
                    except OSError:
                        pass
                    time.sleep(0.1)
            children = pathlib.Path(f"/proc/{demo.pid}/task/{demo.pid}/children").read_text().split()
            names = {}
            for pid in subprocess.run(["pgrep", "-P", str(demo.pid)], capture_output=True, text=True).stdout.split() or children:
                command = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
                names["hub" if " hub " in command else "G22" if "G22" in command else "H29"] = int(pid)
            rest = {name: memory(pid, "VmRSS") for name, pid in names.items()}
            start = time.monotonic()
            officer, leader, clerk = (Person(base + 1, user) for user in ("chuyenvien.g22", "lanhdao.g22", "vanthu.g22"))
            form = officer.get("/outgoing/new")
            approver = re.search(r'<option value="([^"]+)"[^>]*>Lê Minh Họa', form).group(1)
            path, _ = officer.act("/outgoing/new", "/outgoing", {
                "type": "Công văn", "subject": "Tệp lớn", "notation": "VPCP-KSTT", "urgency": "0", "steering": "1", "due": "",
                "approver": approver, "recipients": "H29"})
            officer.act(path, f"{path}/submit")
            leader.act(path, f"{path}/approve")
            clerk.act(f"{path}/number", f"{path}/number")
            clerk.upload(path, file)
            clerk.act(f"{path}/publish", f"{path}/publish")
            receiver = Person(base + 2, "vanthu.h29")
            while "data-document-id" not in receiver.get("/incoming?view=to-register"):
                assert time.monotonic() - start < 600, "the package does not arrive"
                time.sleep(0.2)
            seconds = time.monotonic() - start
            rows = {name: {"restMiB": rest[name], "peakMiB": memory(pid, "VmHWM")} for name, pid in names.items()}
        finally:
            demo.terminate()
            demo.wait(timeout=30)
    print(f"{options.megabytes} MiB from draft to the receiver's list: {seconds:.1f} s")
    for name, row in rows.items():
        print(f"{name:4} at rest {row['restMiB']:4} MiB, peak {row['peakMiB']:4} MiB")
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps({"megabytes": options.megabytes, "seconds": seconds, "memory": rows}))


main()
