"""Judging the XML signature of a package of 20 kB, against xmlsec1 doing the same in a loop within one process.

Prints a table; with --json FILE it writes the figures too. Exit 1 when the bound is not kept. Seconds are those of the processor.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
KEYS = ROOT / "Samples/pki"
MAXIMUM_RATIO = 2

HEADER = {
    "kind": "new",
    "from": {"organId": "G22", "organName": "Văn phòng Chính phủ"},
    "to": [{"organId": "H29", "organName": "Ủy ban nhân dân Thành phố Hồ Chí Minh"}],
    "document": {
        "codeNumber": "90001", "codeNotation": "VPCP-TH", "promulgationDate": "2024-03-12", "place": "Hà Nội",
        "documentType": {"type": 2, "typeDetail": 18, "typeName": "Công văn"}, "subject": "Đo tốc độ kiểm tra chữ ký",
        "signer": {"fullName": "Lê Minh Họa"},
    },
}


def write_package(executable, folder, signer):
    """A signed package of some 20 kB."""
    header, content, package = folder / "header.json", folder / "content.bin", folder / f"{signer}.edxml"
    header.write_text(json.dumps(HEADER))
    content.write_bytes(os.urandom(10_000))
    subprocess.run(
        [executable, "edxml", "build", header, "--attach", content, "--out", package,
         "--sign", KEYS / f"{signer}.key.pem", "--certificate", KEYS / f"{signer}.cert.pem"], check=True)
    return package


def processor_seconds(command):
    """User and system time of one process."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{command} failed")
    return usage.ru_utime + usage.ru_stime


def xmlsec_seconds(package, repeats):
    """For one verification; the start of the process does not count."""
    command = ["xmlsec1", "--verify", "--trusted-pem", KEYS / "trusted-roots.pem", "--untrusted-pem", KEYS / "intermediates.pem"]
    once, often = (processor_seconds([*command, "--repeat", str(n), package]) for n in (1, repeats + 1))
    return (often - once) / repeats


def our_seconds(executable, package):
    run = subprocess.run(
        [executable, "edxml", "measure", package, "--signature", "--trust", KEYS, "--seconds", "1"],
        check=True, capture_output=True, text=True)
    figures = json.loads(run.stdout)
    return figures["seconds"] / figures["packages"]


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--repeats", type=int, default=1000)
    options.add_argument("--executable", default=str(ROOT / ".build/release/lienthong"))
    options.add_argument("--json")
    options = options.parse_args()
    ours, theirs = [], []
    with tempfile.TemporaryDirectory() as folder:
        package = write_package(options.executable, pathlib.Path(folder), "agency-g22")
        size = package.stat().st_size
        for _ in range(options.rounds):
            ours.append(our_seconds(options.executable, package))
            theirs.append(xmlsec_seconds(package, options.repeats))
    ours, theirs = statistics.median(ours), statistics.median(theirs)
    ratio = ours / theirs
    print(f"{size} bytes: judged in {ours * 1e6:.0f} µs, xmlsec1 in {theirs * 1e6:.0f} µs: ratio {ratio:.2f} (at most {MAXIMUM_RATIO})")
    kept = ratio <= MAXIMUM_RATIO
    if options.json:
        figures = {"bytes": size, "seconds": ours, "xmlsecSeconds": theirs, "ratio": ratio, "kept": kept}
        pathlib.Path(options.json).write_text(json.dumps(figures, indent=2))
    sys.exit(0 if kept else 1)


if __name__ == "__main__":
    main()
