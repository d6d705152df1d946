#!/usr/bin/env python3
"""A document software of another vendor in miniature: it takes what the hub has for it and does what a trial asks of its people.

Written against docs/connect.md with Python's own library, so that nothing of LienThong's own clients is in it; packages are written and read by
`lienthong edxml`. It reads the variables of `vendor/env` and, from the file that is named, the sentences that `lienthong trial` prints.

    python3 software.py --wire api|vxp ASKED
"""

import argparse
import base64
import datetime
import hashlib
import hmac
import json
import os
import pathlib
import re
import signal
import ssl
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

E = os.environ
ZONE = datetime.timezone(datetime.timedelta(hours=7))
SIGNED = pathlib.Path(__file__).resolve().parents[1] / "documents/signed/hop-le-ca-nhan-va-co-quan.pdf"
REASON = "Văn bản gửi nhầm nơi nhận."


class API:
    """The hub's own API."""

    def __init__(self):
        self.trust = ssl.create_default_context(cafile=E["CA"])

    def call(self, method, path, body=None, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(
            E["HUB"] + path, method=method, data=body, headers={"Authorization": f"Bearer {E['TOKEN']}", **headers})
        with urllib.request.urlopen(request, context=self.trust, timeout=60) as answer:
            return answer.read()

    def waiting(self):
        # From the start each time: what was not acknowledged is listed again.
        return [item["deliveryId"] for item in json.loads(self.call("GET", "/v1/inbox?after=0&wait=1"))["items"]]

    def fetch(self, delivery):
        return self.call("GET", f"/v1/deliveries/{delivery}/package")

    def acknowledge(self, delivery, package):
        answer = {"sha256": hashlib.sha256(package).hexdigest(), "outcome": "done"}
        self.call("POST", f"/v1/deliveries/{delivery}/acknowledgement", json.dumps(answer).encode(),
                  Content_Type="application/json")

    def send(self, package, kind):
        digest = base64.b64encode(hashlib.sha256(package).digest()).decode()
        self.call("POST", "/v1/packages", package, Content_Type="application/edxml+xml",
                  Content_Digest=f"sha-256=:{digest}:")


class VXP:
    """The wire of the national axis."""

    def call(self, name, parameters, body=b"{}"):
        now = datetime.datetime.now(ZONE)
        pairs = {"systemid": E["SYSTEM"], **parameters, "timestamp": now.strftime("%d%m%YT%H%M%S+0000")}
        signed = json.dumps({f"XroadVnpt-{key}": value for key, value in pairs.items()}, separators=(",", ":"))
        headers = {f"XroadVnpt-{key}": value for key, value in pairs.items()}
        headers["XroadVnpt-sign-header-key"] = ";".join(pairs)
        headers["XroadVnpt-sign-header"] = signed
        headers["XroadVnpt-hash-header"] = hmac.new(E["TOKEN"].encode(), signed.encode(), hashlib.sha256).hexdigest()
        headers["Content-Type"] = "application/json"
        request = urllib.request.Request(f"{E['VXP']}/{name}", method="POST", data=body, headers=headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            told = json.loads(answer.read())
        if told["status"] != "OK":
            raise urllib.error.URLError(told["ErrorDesc"])
        return told

    def waiting(self):
        items = []
        for kind in ("edoc", "status"):
            told = self.call("getReceivedEdocList", {"servicetype": "eDoc", "messagetype": kind}, b"")
            items += [item["docId"] for item in told["data"]]
        if not items:
            time.sleep(0.5)
        return items

    def fetch(self, delivery):
        return base64.b64decode(self.call("getEdoc", {"docId": delivery})["data"])

    def acknowledge(self, delivery, package):
        self.call("updateStatus", {"docId": delivery, "status": "done"})

    def send(self, package, kind):
        digest = hashlib.sha256(package).hexdigest()
        self.call("sendEdoc", {"servicetype": "eDoc", "messagetype": kind, "hash-file": digest, "from": E["ORGAN"]},
                  package + b"\r\n")


class Software:
    """What the agency has, and what its people do."""

    def __init__(self, wire, folder):
        self.wire, self.folder = wire, pathlib.Path(folder)
        self.taken, self.came, self.sent = set(), {}, {}
        # Numbers of one day must not come twice, also after a new start.
        self.number = int(time.time()) % 10_000_000

    def take(self):
        for delivery in self.wire.waiting():
            package = self.wire.fetch(delivery)
            header = self.read(package)
            # Kept first, then acknowledged; what was kept before is only acknowledged again.
            is_new = delivery not in self.taken
            self.taken.add(delivery)
            self.wire.acknowledge(delivery, package)
            if is_new and header["kind"] in ("new", "replacement"):
                document = header["document"]
                self.came[f"{document['codeNumber']}/{document['codeNotation']}"] = header
                self.report(header, "01")

    def read(self, package):
        file = self.folder / "in.edxml"
        file.write_bytes(package)
        return json.loads(subprocess.run(
            ["lienthong", "edxml", "inspect", "--json", file], check=True, capture_output=True).stdout)

    def build(self, header, kind, *files):
        (self.folder / "header.json").write_text(json.dumps(header))
        package = self.folder / "out.edxml"
        attached = [word for file in files for word in ("--attach", str(file))]
        subprocess.run(["lienthong", "edxml", "build", self.folder / "header.json", *attached, "--out", package], check=True)
        self.wire.send(package.read_bytes(), kind)

    def own(self):
        return {"organId": E["ORGAN"], "organName": E["NAME"]}

    def report(self, header, status, reason=None):
        document = header["document"]
        told = {"responseFor": self.reference(header), "statusCode": status, "description": reason or "Trạng thái xử lý",
                "staff": {"department": "Văn thư", "staff": "Trần Thị Ví Dụ"}}
        self.build({"kind": "status", "from": self.own(), "status": told}, "status")

    @staticmethod
    def reference(header):
        document = header["document"]
        return {"organId": header["from"]["organId"], "code": f"{document['codeNumber']}/{document['codeNotation']}",
                "promulgationDate": document["promulgationDate"], "documentId": document["documentId"]}

    def publish(self, subject, organ, answers=None):
        self.number += 1
        document = {
            "codeNumber": str(self.number), "codeNotation": f"CV-{E['ORGAN']}", "place": "Hà Nội",
            "promulgationDate": datetime.datetime.now(ZONE).date().isoformat(), "subject": subject,
            "documentType": {"type": 2, "typeDetail": 18, "typeName": "Công văn"},
            "signer": {"competence": "TL.", "position": "Chánh Văn phòng", "fullName": "Phạm Giả Định"}}
        if answers:
            document["responseFor"] = [self.reference(answers)]
        header = {"kind": "new", "from": self.own(), "to": [{"organId": organ, "organName": "Nơi nhận"}],
                  "document": document, "business": {"docType": 0, "reason": "Văn bản mới", "paper": 0}}
        self.sent[subject] = header
        self.build(header, "edoc", SIGNED)

    def recall(self, subject):
        old = self.sent[subject]
        document = old["document"]
        day = document["promulgationDate"].replace("-", "/")
        name = f"{E['ORGAN']},{day},{document['codeNumber']}/{document['codeNotation']}"
        self.build({**old, "kind": "recall", "document": {**document, "documentId": name},
                    "business": {"docType": 1, "reason": "Văn bản có sai sót.", "documentId": name}}, "edoc")

    def do(self, asked):
        """One sentence of `lienthong trial` about this system."""
        acts = [
            ("Vào sổ văn bản đến (\\S+) ", lambda code: self.report(self.came[code], "03")),
            ("Trình, bút phê, phân công văn bản đến (\\S+) ", lambda code: self.report(self.came[code], "04")),
            ("Bắt đầu xử lý văn bản đến (\\S+) ", lambda code: self.report(self.came[code], "05")),
            ("Hoàn thành văn bản đến (\\S+) ", lambda code: self.report(self.came[code], "06")),
            ("Trả lại nơi gửi văn bản đến (\\S+) ", lambda code: self.report(self.came[code], "02", REASON)),
            ("Đồng ý trả lại văn bản đến (\\S+) ", lambda code: self.report(self.came[code], "15")),
            ("Từ chối yêu cầu thu hồi văn bản đến (\\S+) ", lambda code: self.report(self.came[code], "16", REASON)),
            ("Phát hành một văn bản có trích yếu “(.+)”, gửi (\\S+), ", self.publish),
            ("Phát hành văn bản trả lời (\\S+) .*, trích yếu “([^”]+)”\\.$", lambda code, subject: self.publish(
                subject, self.came[code]["from"]["organId"], self.came[code])),
            ("Gửi yêu cầu thu hồi văn bản đi có trích yếu “(.+)”\\.$", self.recall),
        ]
        for pattern, act in acts:
            found = re.match(pattern, asked)
            if found:
                return act(*found.groups())
        raise SystemExit(f"not understood: {asked}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--wire", choices=["api", "vxp"], default="api")
    parser.add_argument("asked", help="the file into which the trial's standard error goes")
    options = parser.parse_args()
    mine = f"→ Đề nghị {E['NAME']}: "
    # It ends when it is told to, also where whoever started it ignores or blocks the signal.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    with tempfile.TemporaryDirectory() as folder, open(options.asked, encoding="utf-8") as asked:
        software = Software(API() if options.wire == "api" else VXP(), folder)
        line, waiting = "", []
        while True:
            try:
                software.take()
                while piece := asked.readline():
                    line += piece
                    if line.endswith("\n"):
                        if line.startswith(mine):
                            waiting.append(line.strip().removeprefix(mine))
                        line = ""
                while waiting:
                    software.do(waiting[0])
                    waiting.pop(0)
            except KeyError as missing:
                # Asked about what is still on its way here: it is taken first.
                print(f"not here yet: {missing}", flush=True)
                time.sleep(0.2)
            except (OSError, urllib.error.URLError) as trouble:
                # A hub that is away comes back; nothing was acknowledged that is not kept.
                print(f"again: {trouble}", flush=True)
                time.sleep(1)


if __name__ == "__main__":
    main()
