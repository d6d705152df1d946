"""An office with 10,000 and with a million documents, as ordinary people use it: lists, search, a document, saving, two hundred at once.

`office demo-data` fills both folders; the offices answer in turn. The yardstick is the style sheet of the same server over the same
connection: what the client, HTTP and this machine take without any database.
Prints a table; with --json FILE it writes the figures too. Exit 1 when a bound is not kept.
"""

import argparse
import asyncio
import json
import pathlib
import random
import sys
import tempfile
import time

from yardsticks.office import Office, Visitor, fetch, form_fields, links, packed_kb
from yardsticks.tools import ROOT

MAXIMUM_MS = {"list": 50, "search": 100, "save": 100, "document": 100, "together": 200}
MAXIMUM_GROWTH = 2
MAXIMUM_PACKED_KB = 60
MAXIMUM_MB = 250

ROLES = ("clerk", "leader", "head", "officer")
QUESTIONS = ("125", "rà soát dự toán", "ra soat du toan", "việc giả lập 000777", "báo cáo", "uỷ ban")
PEOPLE_AT_ONCE, THINKING = 200, (2.0, 8.0)


def percentile(times, part):
    return sorted(times)[min(len(times) - 1, int(len(times) * part))]


class Measured:
    """Milliseconds by what was done in which office."""

    def __init__(self):
        self.times, self.packed = {}, {}

    def add(self, kind, what, office, milliseconds):
        self.times.setdefault((kind, what), {}).setdefault(office, []).append(milliseconds)

    def page(self, kind, what, office, answer):
        self.add(kind, what, office, answer[0])
        self.packed[what, office] = max(self.packed.get((what, office), 0), packed_kb(answer[1]))

    def rows(self):
        for (kind, what), offices in sorted(self.times.items()):
            yield kind, what, {name: {"p50": percentile(times, 0.5), "p95": percentile(times, 0.95), "count": len(times)}
                               for name, times in offices.items()}


def look(options, offices, visitors, measured):
    """Lists, first and deep pages, search, documents: each office in its turn."""
    for role in ROLES:
        paths = {}
        for name in offices:
            page = visitors[name, role].get("/incoming?view=all")[1]
            paths[name] = links(page, r"/(incoming|outgoing)\?view=[a-z-]+") + ["/incoming?view=all&page=40"]
        for path in [path for path in paths["large"] if path in paths["small"]]:
            for number in range(options.calls):
                for name in sorted(offices, reverse=number % 2 == 0):
                    measured.page("list", f"{role} {path}", name, visitors[name, role].get(path))
        for question in QUESTIONS:
            for number in range(options.calls):
                for name in sorted(offices, reverse=number % 2 == 0):
                    answer = visitors[name, role].get(f"/search?q={question.replace(' ', '+')}" if question.isascii() else
                                                      "/search?q=" + "".join(f"%{byte:02X}" for byte in question.encode()))
                    measured.page("search", f"{role} {question}", name, answer)
        for name in offices:
            documents = links(visitors[name, role].get("/incoming?view=all")[1], r"/incoming/[0-9a-f-]{36}")
            for path in documents[:options.calls]:
                measured.page("document", role, name, visitors[name, role].get(path))
    style = links(visitors["large", "clerk"].get("/incoming?view=all")[1], r"/assets/style\S*")[0]
    for number in range(options.calls * 5):
        for name in offices:
            measured.add("yardstick", "style sheet", name, visitors[name, "clerk"].get(style)[0])


def save(options, offices, visitors, measured):
    """The clerk registers, the officer begins and finishes."""
    for name in offices:
        clerk, officer = visitors[name, "clerk"], visitors[name, "officer"]
        for path in links(clerk.get("/incoming?view=to-register")[1], r"/incoming/[0-9a-f-]{36}")[:options.calls]:
            act = f"{path}/register"
            fields = {**form_fields(clerk.get(act)[1], act), "checked": "yes", "despite-duplicate": "yes"}
            milliseconds, done = clerk.post(act, fields)
            if done:
                measured.add("save", "register", name, milliseconds)
        for path in links(officer.get("/incoming?view=leading")[1], r"/incoming/[0-9a-f-]{36}")[:options.calls]:
            page = officer.get(path)[1]
            if f'action="{path}/begin"'.encode() in page:
                milliseconds, done = officer.post(f"{path}/begin", form_fields(page, f"{path}/begin"))
                if done:
                    measured.add("save", "begin", name, milliseconds)


async def together(office, cookies, seconds):
    """People who open a page, read it for some seconds, and open the next. Milliseconds of each page."""
    times, end = [], time.monotonic() + seconds

    async def person(identity, cookie):
        choice = random.Random(identity)
        await asyncio.sleep(choice.uniform(0, THINKING[1]))
        role = identity.split("-")[1]
        first = {"head": "to-assign", "officer": "leading", "clerk": "to-register", "leader": "to-direct"}[role]
        while time.monotonic() < end:
            path = choice.choice([f"/incoming?view={first}", "/incoming?view=all", "/outgoing?view=all", "/search?q=bao+cao", "/account"])
            times.append(await fetch(office.port, cookie, path))
            await asyncio.sleep(choice.uniform(*THINKING))

    await asyncio.gather(*(person(identity, cookie) for identity, cookie in cookies.items()))
    return times


def run(options, folder):
    sizes = {"small": (options.small_documents, options.small_people), "large": (options.documents, options.people)}
    offices = {name: Office(options.executable, folder / name, *size) for name, size in sizes.items()}
    for name, office in offices.items():
        print(f"  {name}: {sizes[name][0]} documents, {sizes[name][1]} people, made in {office.made_seconds:.0f} s, "
              f"database {office.database.stat().st_size / 1e9:.2f} GB", flush=True)
    measured, visitors = Measured(), {}
    everybody = {name: [p for role, count in (("officer", 150), ("head", 30), ("clerk", 10), ("leader", 10)) for p in office.people(role, count)]
                 for name, office in offices.items()}
    cookies = {name: office.sessions(set(everybody[name]) | {f"demo-{role}-1" for role in ROLES}) for name, office in offices.items()}
    with offices["small"].serving(), offices["large"].serving():
        for name, office in offices.items():
            for role in ROLES:
                visitors[name, role] = Visitor(office, cookies[name][f"demo-{role}-1"])
                visitors[name, role].get("/incoming?view=all")
        look(options, offices, visitors, measured)
        save(options, offices, visitors, measured)
        for name, office in offices.items():
            people = {person: cookies[name][person] for person in everybody[name][:PEOPLE_AT_ONCE]}
            for milliseconds in asyncio.run(together(office, people, options.seconds)):
                measured.add("together", f"{PEOPLE_AT_ONCE} people", name, milliseconds)
        peaks = {name: office.peak_mb() for name, office in offices.items()}
    return measured, peaks, {name: office.made_seconds for name, office in offices.items()}


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--documents", type=int, default=1_000_000)
    options.add_argument("--people", type=int, default=5_000)
    options.add_argument("--small-documents", type=int, default=10_000)
    options.add_argument("--small-people", type=int, default=300)
    options.add_argument("--calls", type=int, default=20, help="of each page")
    options.add_argument("--seconds", type=int, default=60, help="for which people work at once")
    options.add_argument("--folder", help="where the data lies: some 12 GB; kept when it is given, and used again")
    options.add_argument("--executable", default=str(ROOT / ".build/release/lienthong"))
    options.add_argument("--json")
    options = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="lienthong-office-") as scratch:
        measured, peaks, made = run(options, pathlib.Path(options.folder or scratch))
    kept, rows = {}, []
    for kind, what, row in measured.rows():
        large, small = row.get("large"), row.get("small")
        growth = large["p50"] / small["p50"] if large and small else None
        rows.append({"kind": kind, "what": what, **row, "growth": growth})
        cells = ", ".join(f"{name} p50 {row[name]['p50']:.1f} p95 {row[name]['p95']:.1f} ms" for name in ("small", "large") if name in row)
        print(f"{kind:10} {what:44} {cells}" + (f", {growth:.1f} times" if growth else ""))
        if kind in MAXIMUM_MS and large:
            kept[f"{kind} {what}"] = large["p95"] <= MAXIMUM_MS[kind] and (growth is None or kind == "together" or growth <= MAXIMUM_GROWTH)
    heaviest = max(measured.packed.items(), key=lambda item: item[1])
    kept["page"], kept["memory"] = heaviest[1] <= MAXIMUM_PACKED_KB, peaks["large"] <= MAXIMUM_MB
    print(f"heaviest page, packed: {heaviest[1]:.0f} kB ({heaviest[0][0]}) (at most {MAXIMUM_PACKED_KB}); "
          f"memory: {peaks['small']:.0f} and {peaks['large']:.0f} MB (at most {MAXIMUM_MB})")
    for name in sorted(name for name, value in kept.items() if not value):
        print(f"not kept: {name}")
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps(
            {"rows": rows, "heaviestPageKB": heaviest[1], "peakMB": peaks, "madeSeconds": made, "kept": kept}, indent=2))
    sys.exit(0 if all(kept.values()) else 1)


if __name__ == "__main__":
    main()
