"""Makes the first inputs of the fuzz targets from the samples: packages with short files, and ZIPs."""

import base64
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]


def main(target):
    folder = pathlib.Path(target)
    for name in ("reader", "splicer", "attachment"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    packages = sorted((ROOT / "Samples").glob("packages/*.edxml")) + sorted((ROOT / "Samples").glob("bad/*.edxml"))
    for file in packages:
        # Long Base64 hides the structure from the fuzzer.
        short = re.sub(rb"(?<=Encoded>)[A-Za-z0-9+/=\s]{200,}", b"VsSDbg==", file.read_bytes())
        if len(short) < 20_000:
            for name in ("reader", "splicer"):
                (folder / name / file.name).write_bytes(short)
        for index, text in enumerate(re.findall(rb"Encoded[^>]*>([A-Za-z0-9+/=\s]{200,200000})<", file.read_bytes())):
            try:
                content = base64.b64decode(text)
            except ValueError:
                continue
            if len(content) < 60_000 and content.startswith(b"PK"):
                (folder / "attachment" / f"{file.stem}-{index}").write_bytes(b"\x01" + content)
    for first, text in ((0, b"VsSDbg=="), (8, b" VsS\nDbg= ="), (0, b"&#86;sSDbg=="), (2, b"<![CDATA[VsSDbg==]]>")):
        (folder / "attachment" / f"text-{first}-{len(text)}").write_bytes(bytes([first]) + text)


main(sys.argv[1])
