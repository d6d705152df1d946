"""Intake of a hub on PostgreSQL beside pgbench: one node, two nodes, the same with a slow line to the database, the same with a small machine for each
node, and the hub on SQLite.

All in turn, each on an empty database, on the same machine in the same run; figures are medians of the rounds. Prints a table; with --json FILE
it writes the figures too. Exit 1 when a bound is not kept. What is not equal stands in README.md beside this file.
"""

import argparse
import contextlib
import json
import pathlib
import re
import sys
import tempfile

from yardsticks import postgres
from yardsticks.contest import Contest
from yardsticks.share import Shares
from yardsticks.tools import ROOT, compiled, first_match, free_port, need, printed_json, running

MINIMUM_OF_PGBENCH = 1.0
MINIMUM_OF_TWO_NODES = 1.5
# Bytes attached: with Base64, header and signature they make packages of about 20 kB.
SIZE = 11_400
PACKAGE_BYTES = 20_000
# Each way: a millisecond until a statement is answered.
DELAY_MICROSECONDS = 500
# Of one processor, for each node: server and senders keep the rest of the machine, as on machines of their own.
SHARE = 0.3


class Servers:
    """PostgreSQL as a machine of its own would have it, and a slow line to it."""

    def __init__(self, options, folder, stack):
        self.options = options
        self.server = stack.enter_context(postgres.alone(options=["shared_buffers=256MB", "max_wal_size=4GB"]))
        self.slow_port = free_port()
        log = folder / "delay.log"
        line = stack.enter_context(running([compiled("delay", folder), self.slow_port, self.server.port, DELAY_MICROSECONDS], log))
        first_match(log, "^ready", line)
        self.script = pathlib.Path(postgres.new_folder()) / "insert.sql"
        stack.callback(lambda: (self.script.unlink(), self.script.parent.rmdir()))
        self.script.write_text("INSERT INTO row (bytes) VALUES (decode(:bytes, 'hex'));\n")

    @contextlib.contextmanager
    def database(self, name):
        self.server.ask(f"CREATE DATABASE {name} TEMPLATE template0 LOCALE 'C' ENCODING 'UTF8'")
        try:
            yield
        finally:
            self.server.ask(f"DROP DATABASE {name} WITH (FORCE)")

    def pgbench(self, port):
        """Rows a second that as many clients commit, each with the bytes of a package, kept as they are. `p50` is the mean: pgbench tells no other."""
        with self.database("rows"):
            self.server.ask("CREATE TABLE row (number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, bytes BYTEA NOT NULL)", "rows")
            self.server.ask("ALTER TABLE row ALTER bytes SET STORAGE EXTERNAL", "rows")
            told = postgres.run("pgbench", "-h", "127.0.0.1", "-p", port, "-U", "postgres", "-n", "-M", "prepared", "-c", self.options.senders, "-j", 2,
                                "-t", max(1, self.options.count // self.options.senders), "-D", "bytes=" + "5a" * PACKAGE_BYTES, "-f", self.script, "rows")
        return {"perSecond": float(re.search(r"tps = ([0-9.]+)", told).group(1)), "p50": float(re.search(r"latency average = ([0-9.]+)", told).group(1))}

    def hub(self, port, nodes):
        if not port:
            return self.bench()
        with self.database("hub"):
            return self.bench("--database", f"postgres://postgres@127.0.0.1:{port}/hub", "--nodes", nodes)

    def small_hub(self, port, nodes):
        with Shares(["hub", "serve"], SHARE):
            return self.hub(port, nodes)

    def bench(self, *arguments):
        run = printed_json([self.options.executable, "bench", "exchange", "--json", "--receivers", 0, "--size", SIZE, "--count", self.options.count,
                            "--senders", self.options.senders, *arguments])
        return {"perSecond": float(run["packagesPerSecond"]), "p50": float(run["sendMilliseconds"]["p50"])}


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--count", type=int, default=4000, help="packages, or rows, of each round")
    options.add_argument("--senders", type=int, default=16, help="each with one package on its way")
    options.add_argument("--executable", default=str(ROOT / ".build/release/lienthong"))
    options.add_argument("--json")
    options = options.parse_args()
    if Shares.root() is None:
        sys.exit("no control groups can be made: as root, where /sys/fs/cgroup can be written")
    need({"/usr/bin/cc": "gcc", str(postgres.PROGRAMS / "pgbench"): "postgresql-15"})
    with tempfile.TemporaryDirectory(prefix="lienthong-bench-") as name, contextlib.ExitStack() as stack:
        servers = Servers(options, pathlib.Path(name), stack)
        near, far = servers.server.port, servers.slow_port
        loads = {
            "pgbench": lambda _: servers.pgbench(near), "one node": lambda _: servers.hub(near, 1), "two nodes": lambda _: servers.hub(near, 2),
            "pgbench, 1 ms": lambda _: servers.pgbench(far), "one node, 1 ms": lambda _: servers.hub(far, 1), "two nodes, 1 ms": lambda _: servers.hub(far, 2),
            "one small, 1 ms": lambda _: servers.small_hub(far, 1), "two small, 1 ms": lambda _: servers.small_hub(far, 2),
            "SQLite": lambda _: servers.hub(None, 1),
        }
        contest = Contest(options.rounds)
        contest.run({load: (run, None) for load, run in loads.items()})
    contest.show(f"intake, {options.senders} connections, {options.count} each, {options.rounds} rounds")
    of_pgbench = contest.median("one node") / contest.median("pgbench")
    of_two = contest.median("two small, 1 ms") / contest.median("one small, 1 ms")
    print(f"\none node: {of_pgbench:.2f} × pgbench (at least {MINIMUM_OF_PGBENCH}); two small nodes with 1 ms: {of_two:.2f} × one (at least {MINIMUM_OF_TWO_NODES})")
    kept = {"ofPgbench": of_pgbench >= MINIMUM_OF_PGBENCH, "twoNodes": of_two >= MINIMUM_OF_TWO_NODES}
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps({"rows": contest.figures(), "ofPgbench": of_pgbench, "twoNodes": of_two, "kept": kept}, indent=2))
    sys.exit(0 if all(kept.values()) else 1)


if __name__ == "__main__":
    main()
