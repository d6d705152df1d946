"""Reading packages: speed against xmllint on the same file, memory for a package of 1 GB, statuses a second.

Prints a table; with --json FILE it writes the figures too. Exit 1 when a bound is not kept.
"""

import argparse
import base64
import json
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
NAMESPACE = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
MAXIMUM_RATIO = 1.5
MAXIMUM_MEGABYTES = 40
MINIMUM_STATUSES = 20_000


def write_package(path, megabytes):
    """A sound package with one file of 400 kB and one of `megabytes`, both random, nothing zipped."""
    sizes = [400_000, megabytes * 1_000_000]
    e = lambda name, text: f"<edXML:{name}>{text}</edXML:{name}>"
    references = "".join(
        e("Reference", e("AttachmentName", f"{i}.bin") + e("ContentType", "application/octet-stream") + e("ContentId", f"cid:ID{i}"))
        for i in range(len(sizes)))
    message = (
        e("From", e("OrganId", "G22") + e("OrganName", "Văn phòng Chính phủ"))
        + e("To", e("OrganId", "H29") + e("OrganName", "Ủy ban nhân dân Thành phố Hồ Chí Minh"))
        + e("Code", e("CodeNumber", "90001") + e("CodeNotation", "VPCP-TH"))
        + e("PromulgationInfo", e("PromulgationDate", "2024/03/12"))
        + e("DocumentType", e("Type", "2") + e("TypeDetail", "18") + e("TypeName", "Công văn"))
        + e("Subject", "Đo tốc độ đọc gói tin") + e("DocumentId", "G22,2024/03/12,90001/VPCP-TH"))
    traces = (
        e("TraceHeader", e("OrganId", "G22") + e("Timestamp", "2024/03/12 09:00:00"))
        + e("Bussiness", e("BussinessDocType", "0") + e("BussinessDocReason", "Văn bản mới")))
    with open(path, "wb") as target:
        target.write((
            f'<?xml version="1.0" encoding="UTF-8"?>\n<edXML xmlns="{NAMESPACE}"><edXML:edXMLEnvelope xmlns:edXML="{NAMESPACE}">'
            + e("edXMLHeader", e("MessageHeader", message) + e("TraceHeaderList", traces))
            + "<edXML:edXMLBody><edXML:edXMLManifest version=\"1.0\">" + references
            + "</edXML:edXMLManifest></edXML:edXMLBody></edXML:edXMLEnvelope><AttachmentEncoded>").encode())
        for index, size in enumerate(sizes):
            target.write((
                f"<Attachment><ContentType>application/octet-stream</ContentType><ContentId>cid:ID{index}</ContentId>"
                "<ContentTransferEncoded>").encode())
            while size > 0:
                piece = min(size, 3 << 18)
                target.write(base64.b64encode(os.urandom(piece)))
                size -= piece
            target.write(
                f"</ContentTransferEncoded><AttachmentName>{index}.bin</AttachmentName></Attachment>".encode())
        target.write("</AttachmentEncoded></edXML>\n".encode())


def run(command):
    """Seconds on the wall and peak memory in MB of one process."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - start
    if status != 0:
        sys.exit(f"{command} failed")
    return seconds, usage.ru_maxrss / 1000


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--megabytes", type=int, default=100)
    options.add_argument("--large-megabytes", type=int, default=749, help="of the file in the large package: 749 make 1 GB")
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--executable", default=str(ROOT / ".build/release/lienthong"))
    options.add_argument("--json")
    options = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "goi.edxml"
        write_package(file, options.megabytes)
        read = [options.executable, "edxml", "inspect", str(file), "--json"]
        lint = ["xmllint", "--huge", "--stream", "--noout", str(file)]
        times = {"read": [], "xmllint": []}
        for command in (read, lint):
            run(command)
        for _ in range(options.rounds):
            times["read"].append(run(read)[0])
            times["xmllint"].append(run(lint)[0])
        ours, theirs = (statistics.median(times[name]) for name in ("read", "xmllint"))
        write_package(file, options.large_megabytes)
        large_bytes = file.stat().st_size
        large_seconds, memory = run(read)
    measured = subprocess.run(
        [options.executable, "edxml", "measure", str(ROOT / "Samples/packages/status-03.edxml")],
        check=True, capture_output=True, text=True)
    statuses = json.loads(measured.stdout)["packagesPerSecond"]
    figures = {
        "readSeconds": ours, "xmllintSeconds": theirs, "ratio": ours / theirs, "largeBytes": large_bytes,
        "largeSeconds": large_seconds, "largePeakMB": memory, "statusesPerSecond": statuses,
    }
    kept = {
        "ratio": figures["ratio"] <= MAXIMUM_RATIO,
        "memory": memory < MAXIMUM_MEGABYTES,
        "statuses": statuses >= MINIMUM_STATUSES,
    }
    print(f"read {ours:.3f} s, xmllint {theirs:.3f} s: ratio {ours / theirs:.2f} (at most {MAXIMUM_RATIO})")
    print(f"{large_bytes / 1e9:.2f} GB in {large_seconds:.2f} s, peak {memory:.1f} MB (below {MAXIMUM_MEGABYTES})")
    print(f"{statuses:.0f} statuses for each second of one core (at least {MINIMUM_STATUSES})")
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps({**figures, "kept": kept}, indent=2))
    sys.exit(0 if all(kept.values()) else 1)


if __name__ == "__main__":
    main()
