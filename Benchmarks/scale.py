"""A hub that holds much: ready after SIGKILL with a million packages; intake, inbox and tracking with ten million deliveries beside ten thousand, on
SQLite and on PostgreSQL.

The databases are filled directly (yardsticks/filled.py), then the real hub runs on them. The two hubs that are compared answer in turn.
Prints a table; with --json FILE it writes the figures too. Exit 1 when a bound is not kept.
"""

import argparse
import contextlib
import json
import pathlib
import statistics
import sys
import tempfile
import time

from yardsticks import postgres
from yardsticks.filled import Filling, PostgreSQLRows, SQLiteRows
from yardsticks.hub import FIRST_NUMBER, Hub, package
from yardsticks.tools import ROOT, memory_mb

MAXIMUM_READY_SECONDS = 5
MAXIMUM_GROWTH = {"SQLite": 1.5, "PostgreSQL": 1.25}
# Bytes attached: with Base64, header and signature they make packages of about 20 kB.
SIZE = 11_400

AGENCIES = [f"R{number}" for number in range(20)]
RECEIVERS_EACH, WAITING_EACH = 10, 50
# Of PostgreSQL, as a machine of its own would have it.
SERVER = ["shared_buffers=256MB", "max_wal_size=4GB"]
# Calls of one kind before the other hub is asked.
TURN = 10


def filled_hub(options, folder, packages, each, with_files, server=None):
    """A hub with so many packages, each to `each` agencies; with files the log is whole too. On a database of `server` where one is given."""
    name = folder.name
    if server:
        server.ask(f"CREATE DATABASE {name} TEMPLATE template0 LOCALE 'C' ENCODING 'UTF8'")
    hub = Hub(options.executable, folder, ["S0", *AGENCIES], f"postgres://postgres@127.0.0.1:{server.port}/{name}" if server else None)
    for organ in ["S0", *AGENCIES]:
        hub.connect(organ.lower(), [organ])
    begun = time.monotonic()
    filling = Filling(hub, "S0", AGENCIES, each, WAITING_EACH, whole_evidence=with_files)
    samples = filling.run(packages, PostgreSQLRows(server, name) if server else SQLiteRows(hub.database))
    if with_files:
        filling.write_files(real=options.check)
    size = int(server.ask(f"SELECT pg_database_size('{name}')")) if server else hub.database.stat().st_size
    print(f"  filled with {packages} packages, {packages * each} deliveries in {time.monotonic() - begun:.0f} s, database {size / 1e9:.2f} GB", flush=True)
    return hub, samples


def ready(options, folder):
    """Seconds from exec to `ready` after a SIGKILL, rounds and median; memory after the start."""
    hub, _ = filled_hub(options, folder / "ready", options.packages, 1, True)
    seconds, memory = [], 0
    for number in range(options.rounds + 1):
        with hub.serving("--expiry-days", "3650", patience=1800) as process:
            hub.caller("r0").get("/v1/inbox")
            memory = memory_mb(process.pid, "VmHWM")
            hub.kill()
        if number:  # the first start has the evidence of the filling to sign
            seconds.append(hub.ready_seconds)
    if options.check:
        print("  " + hub.command("check").replace("\n", "\n  "))
    return {"packages": options.packages, "seconds": seconds, "median": statistics.median(seconds), "peakMB": memory}


def timed(call, each):
    """Milliseconds of each call."""
    times = []
    for one in each:
        begun = time.perf_counter()
        call(one)
        times.append((time.perf_counter() - begun) * 1000)
    return times


def grown(options, folder, server=None):
    """p50 and p99 of intake, inbox and tracking: small hub, large hub, in turn."""
    small, small_ids = filled_hub(options, folder / "small", options.small_deliveries // RECEIVERS_EACH, RECEIVERS_EACH, False, server)
    large, large_ids = filled_hub(options, folder / "large", options.deliveries // RECEIVERS_EACH, RECEIVERS_EACH, False, server)
    # To an agency whose inbox nobody asks for: it fills as packages come.
    model = package(options.executable, folder, "S0", AGENCIES[1:2], SIZE).read_bytes()
    times = {}
    with small.serving("--expiry-days", "3650", patience=600), large.serving("--expiry-days", "3650", patience=600):
        print(f"  ready after {small.ready_seconds:.1f} s and {large.ready_seconds:.1f} s")
        hubs = {"small": (small, small_ids), "large": (large, large_ids)}
        callers = {(name, system): hub.caller(system) for name, (hub, _) in hubs.items() for system in ("r0", "s0")}
        for number in range(options.calls // TURN + 1):
            for name in sorted(hubs, reverse=number % 2 == 0):
                ids = hubs[name][1]
                some = [ids[(number * TURN + index) % len(ids)] for index in range(TURN)]
                numbers = range(900_000_001 + number * TURN, 900_000_001 + (number + 1) * TURN)
                calls = {
                    "intake": timed(callers[name, "s0"].send, [model.replace(FIRST_NUMBER.encode(), str(one).encode()) for one in numbers]),
                    "inbox": timed(callers[name, "r0"].get, ["/v1/inbox?limit=50"] * TURN),
                    "tracking": timed(callers[name, "s0"].get, [f"/v1/packages/{package}" for package in some]),
                }
                if number:  # the first warms up
                    for call, measured in calls.items():
                        times.setdefault((call, name), []).extend(measured)
        assert len(callers["large", "r0"].get("/v1/inbox?limit=100")["items"]) == WAITING_EACH
        assert len(callers["small", "r0"].get("/v1/inbox?limit=100")["items"]) == WAITING_EACH
    figures = {}
    for call in ("intake", "inbox", "tracking"):
        row = {}
        for name in ("small", "large"):
            ordered = sorted(times[call, name])
            row[name] = {"p50": ordered[len(ordered) // 2], "p99": ordered[len(ordered) * 99 // 100]}
        row["growth"] = row["large"]["p50"] / row["small"]["p50"]
        figures[call] = row
    return figures


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--packages", type=int, default=1_000_000, help="stored when the hub starts")
    options.add_argument("--deliveries", type=int, default=10_000_000)
    options.add_argument("--small-deliveries", type=int, default=10_000)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--calls", type=int, default=1000)
    options.add_argument("--check", action="store_true", help="`hub check` on the filled hub, to see that it is a sound one")
    options.add_argument("--only", choices=["ready", "SQLite", "PostgreSQL"])
    options.add_argument("--folder", help="where the data lies meanwhile, but PostgreSQL's: some 10 GB; the temporary folder of the system otherwise")
    options.add_argument("--executable", default=str(ROOT / ".build/release/lienthong"))
    options.add_argument("--json")
    options = options.parse_args()
    figures, kept = {}, {}
    if options.only in (None, "ready"):
        with tempfile.TemporaryDirectory(prefix="lienthong-scale-", dir=options.folder) as name:
            figures["ready"] = row = ready(options, pathlib.Path(name))
        kept["ready"] = row["median"] <= MAXIMUM_READY_SECONDS
        print(f"ready {row['median']:.2f} s after SIGKILL with {row['packages']} packages (at most {MAXIMUM_READY_SECONDS}), "
              f"peak {row['peakMB']:.0f} MB")
    for engine in ("SQLite", "PostgreSQL"):
        if options.only not in (None, engine):
            continue
        with contextlib.ExitStack() as stack:
            name = stack.enter_context(tempfile.TemporaryDirectory(prefix="lienthong-scale-", dir=options.folder))
            server = stack.enter_context(postgres.alone(options=SERVER)) if engine == "PostgreSQL" else None
            figures[engine] = grown(options, pathlib.Path(name), server)
        for call, row in figures[engine].items():
            kept[f"{engine} {call}"] = row["growth"] <= MAXIMUM_GROWTH[engine]
            cells = ", ".join(f"{name} p50 {row[name]['p50']:.2f} p99 {row[name]['p99']:.2f} ms" for name in ("small", "large"))
            print(f"{engine}, {call}: {cells}: {row['growth']:.2f} times (at most {MAXIMUM_GROWTH[engine]})")
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps({**figures, "kept": kept}, indent=2))
    sys.exit(0 if all(kept.values()) else 1)


if __name__ == "__main__":
    main()
