"""One package of 1 GB through the wire beside a server that only writes what it gets; 5 MB to 200 receivers.

Both ways by curl over TLS. Prints a table; with --json FILE it writes the figures too. Exit 1 when a bound is not kept.
"""

import argparse
import base64
import hashlib
import json
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

from yardsticks.hub import Hub, package
from yardsticks.tools import ROOT, certificates, compiled, first_match, memory_mb, need, running

MINIMUM_MEGABYTES_PER_SECOND = 200
MAXIMUM_GROWTH_MB = 16
MAXIMUM_BOXES_MILLISECONDS = 200


def renumber(file, number):
    """Gives a package another number in its place: another package of the same size. The number stands in the header, at the beginning."""
    with open(file, "r+b") as target:
        head = target.read(1 << 16)
        target.seek(0)
        target.write(head.replace(file_number(head), str(number).encode()))


def file_number(head):
    """The number as it stands in the document's code."""
    return head.split(b"<edXML:CodeNumber>")[1].split(b"<")[0]


def digest(file):
    with open(file, "rb") as source:
        return base64.b64encode(hashlib.file_digest(source, "sha256").digest()).decode()


def curl(authority, url, *options):
    """Seconds and the answer's code; what comes is thrown away."""
    run = subprocess.run(
        ["curl", "--silent", "--show-error", "--cacert", str(authority), "--output", "/dev/null", "--write-out", "%{time_total} %{http_code}",
         *map(str, options), url], capture_output=True, text=True)
    if run.returncode != 0:
        sys.exit(f"curl: {run.stderr}")
    seconds, code = run.stdout.split()
    return float(seconds), int(code)


class Wire:
    """The hub and the sink, both running."""

    def __init__(self, hub, process, sink_port, sink_authority):
        self.hub, self.process = hub, process
        self.base, self.sink, self.sink_authority = f"https://127.0.0.1:{hub.port}", f"https://127.0.0.1:{sink_port}/", sink_authority

    def call(self, system, path, *options, wanted):
        seconds, code = curl(self.hub.authority, self.base + path, "-H", f"Authorization: Bearer {self.hub.tokens[system]}", *options)
        if code != wanted:
            sys.exit(f"{path}: the hub answered {code}")
        return seconds

    def send(self, file):
        """In one piece, as any HTTP client can."""
        return self.call("s0", "/v1/packages", "-X", "POST", "-T", file, "-H", "Expect:", "-H", "Content-Type: application/edxml+xml",
                         "-H", f"Content-Digest: sha-256=:{digest(file)}:", wanted=201)

    def send_resumably(self, file):
        """As the gateway sends what is large: an upload that a cut line does not end."""
        head = subprocess.run(
            ["curl", "--silent", "--cacert", str(self.hub.authority), "--dump-header", "-", "--output", "/dev/null", "-X", "POST",
             "-H", f"Authorization: Bearer {self.hub.tokens['s0']}", "-H", f"Upload-Length: {file.stat().st_size}",
             "-H", f"Repr-Digest: sha-256=:{digest(file)}:", f"{self.base}/v1/uploads"], capture_output=True, text=True, check=True).stdout
        place = next(line.split(":", 1)[1].strip() for line in head.splitlines() if line.lower().startswith("location:"))
        return self.call("s0", place, "-X", "PATCH", "-T", file, "-H", "Expect:", "-H", "Upload-Offset: 0",
                            "-H", "Content-Type: application/partial-upload", wanted=201)

    def fetch(self, cursor):
        """The first delivery behind `cursor`; seconds and the next cursor."""
        item = self.hub.caller("r0").get(f"/v1/inbox?after={cursor}&limit=1")["items"][0]
        return self.call("r0", f"/v1/deliveries/{item['deliveryId']}/package", wanted=200), item["cursor"]

    def grown(self, act):
        """What `act` answers, and how far the hub's memory rose above what it had before, in MB."""
        # proc(5): 5 sets the peak back to what is resident now.
        pathlib.Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")
        before = memory_mb(self.process.pid)
        value = act()
        return value, memory_mb(self.process.pid, "VmHWM") - before


def through_the_wire(options, folder):
    files = certificates(folder)
    large = package(options.executable, folder, "S0", ["R0"], options.megabytes * 749_000, signed=False, name="large")
    small = package(options.executable, folder, "S0", ["R0"], 10_000, signed=False, name="small")
    renumber(small, 100000001)
    megabytes = large.stat().st_size / 1e6
    hub = Hub(options.executable, folder / "hub", ["S0", "R0"])
    hub.connect("s0", ["S0"])
    hub.connect("r0", ["R0"])
    sink = compiled("sink", folder, "ssl", "crypto")
    results = {name: [] for name in ("send", "resumable", "fetch", "sinkSend", "sinkFetch")}
    growth = {"send": [], "resumable": [], "fetch": []}
    with hub.serving("--maximum-package-megabytes", "4096") as process, \
            running([sink, folder / "sink.data", files["cert"], files["key"]], folder / "sink.log") as sink_process:
        wire = Wire(hub, process, first_match(folder / "sink.log", r"ready (\d+)", sink_process).group(1), files["ca"])
        wire.send(small)
        _, cursor = wire.fetch(0)
        for number in range(options.rounds):
            renumber(large, 200000001 + 2 * number)
            seconds, grew = wire.grown(lambda: wire.send(large))
            results["send"].append(megabytes / seconds)
            growth["send"].append(grew)
            results["sinkSend"].append(megabytes / curl(wire.sink_authority, wire.sink, "-T", large, "-H", "Expect:")[0])
            (seconds, cursor), grew = wire.grown(lambda: wire.fetch(cursor))
            results["fetch"].append(megabytes / seconds)
            growth["fetch"].append(grew)
            results["sinkFetch"].append(megabytes / curl(wire.sink_authority, wire.sink)[0])
            renumber(large, 200000002 + 2 * number)
            seconds, grew = wire.grown(lambda: wire.send_resumably(large))
            results["resumable"].append(megabytes / seconds)
            growth["resumable"].append(grew)
            _, cursor = wire.fetch(cursor)
    return {
        "megabytes": megabytes, "megabytesPerSecond": {name: statistics.median(values) for name, values in results.items()},
        "growthMB": {name: max(values) for name, values in growth.items()},
    }


def to_many(options, folder):
    """5 MB to many receivers who all wait: from the first byte sent until the last of them is answered."""
    organs = [f"R{number}" for number in range(options.receivers)]
    hub = Hub(options.executable, folder / "hub", ["S0", *organs])
    hub.connect("s0", ["S0"])
    for organ in organs:
        hub.connect(organ.lower(), [organ])
    file = package(options.executable, folder, "S0", organs, 3_700_000, signed=False, name="many")
    tokens = folder / "tokens"
    tokens.write_text("".join(f"{hub.tokens[organ.lower()]}\n" for organ in organs))
    waiter = compiled("inbox_wait", folder, "ssl", "crypto")
    body, content_digest = file.read_bytes(), digest(file)
    with hub.serving():
        log = folder / "wait.log"
        with running([waiter, hub.port, hub.authority, tokens], log) as process:
            first_match(log, "^waiting", process)
            caller = hub.caller("s0")
            caller.get("/v1/inbox")
            time.sleep(0.5)  # the last of them asked a moment ago
            begun = time.monotonic()
            caller.connection.request("POST", "/v1/packages", body=body, headers={
                **caller.headers, "Content-Type": "application/edxml+xml", "Content-Digest": f"sha-256=:{content_digest}:"})
            answer = caller.connection.getresponse()
            answer.read()
            receipt = time.monotonic()
            if answer.status != 201:
                sys.exit(f"the hub answered {answer.status}")
            process.wait(timeout=60)
            match = re.search(r"^answered (\d+) (\S+) (\S+)", log.read_text(), re.M)
            if not match:
                sys.exit(f"the receivers were not told: {log.read_text()}")
    copies = [path for path in (hub.data / "content/files").rglob("*") if path.is_file()]
    return {
        "receivers": int(match.group(1)), "bytes": len(body), "receiptMilliseconds": (receipt - begun) * 1000,
        "firstBoxMilliseconds": (float(match.group(2)) - begun) * 1000, "lastBoxMilliseconds": (float(match.group(3)) - begun) * 1000,
        "copies": len(copies), "storedBytes": sum(path.stat().st_size for path in copies),
    }


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--megabytes", type=int, default=1000, help="of the large package")
    options.add_argument("--receivers", type=int, default=200)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--executable", default=str(ROOT / ".build/release/lienthong"))
    options.add_argument("--json")
    options = options.parse_args()
    need({"/usr/bin/curl": "curl", "/usr/bin/cc": "gcc", "/usr/include/openssl/ssl.h": "libssl-dev", "/usr/bin/openssl": "openssl"})
    with tempfile.TemporaryDirectory(prefix="lienthong-large-") as name:
        wire = through_the_wire(options, pathlib.Path(name))
    boxes = []
    for _ in range(options.rounds):
        with tempfile.TemporaryDirectory(prefix="lienthong-many-") as name:
            boxes.append(to_many(options, pathlib.Path(name)))
    many = {key: statistics.median(box[key] for box in boxes) for key in boxes[0]}
    speed, growth = wire["megabytesPerSecond"], wire["growthMB"]
    kept = {
        "speed": min(speed["send"], speed["resumable"], speed["fetch"]) >= MINIMUM_MEGABYTES_PER_SECOND,
        "memory": max(growth.values()) <= MAXIMUM_GROWTH_MB,
        "boxes": many["lastBoxMilliseconds"] <= MAXIMUM_BOXES_MILLISECONDS, "copies": many["copies"] == 1,
    }
    print(f"{wire['megabytes']:.0f} MB through the wire (at least {MINIMUM_MEGABYTES_PER_SECOND} MB/s, the hub's memory grows by at most "
          f"{MAXIMUM_GROWTH_MB} MB)")
    for name, beside in (("send", "sinkSend"), ("resumable", "sinkSend"), ("fetch", "sinkFetch")):
        print(f"{name:10} {speed[name]:6.0f} MB/s, bare server {speed[beside]:6.0f}: ratio {speed[name] / speed[beside]:.2f}; "
              f"memory +{growth[name]:.1f} MB")
    print(f"{many['bytes'] / 1e6:.1f} MB to {many['receivers']:.0f} receivers: receipt after {many['receiptMilliseconds']:.0f} ms, first box "
          f"{many['firstBoxMilliseconds']:.0f} ms, last box {many['lastBoxMilliseconds']:.0f} ms (at most {MAXIMUM_BOXES_MILLISECONDS}); "
          f"{many['copies']:.0f} stored copy of {many['storedBytes'] / 1e6:.1f} MB")
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps({"wire": wire, "many": many, "kept": kept}, indent=2))
    sys.exit(0 if all(kept.values()) else 1)


if __name__ == "__main__":
    main()
