"""The hub beside RabbitMQ (quorum queues, publisher confirms), Postfix (queue to mailbox) and a ceiling in C, on the same machine in the same run.

The rounds of all of them are interleaved; figures are medians. Prints a table; with --json FILE it writes the figures too.
Exit 1 when a bound is not kept. What is not equal stands in README.md beside this file.
"""

import argparse
import contextlib
import json
import os
import pathlib
import statistics
import sys
import tempfile
import time

from yardsticks import postfix, rabbitmq
from yardsticks.contest import Contest
from yardsticks.hub import Hub, package
from yardsticks.tools import ROOT, certificates, compiled, first_match, need, printed_json, running

MINIMUM_OF_RABBITMQ = 1.0
MINIMUM_OF_CEILING = 0.25
MINIMUM_OF_POSTFIX = 5
MINIMUM_LARGE_PER_SECOND, MINIMUM_LARGE_OF_CEILING = 800, 0.3
MAXIMUM_P50, MAXIMUM_P99 = 2, 10

RECEIVERS = 8
# After a run that removed its files: ext4 without a journal makes new ones dearer for so long.
SECONDS_AFTER_REMOVAL = 45
# Bytes attached: with Base64, header and signature they make packages of about 20 kB and 400 kB.
SMALL, LARGE = 11_400, 296_000


class Intakes:
    """Hub, broker and ceiling, running beside each other; each waits while another is under load."""

    def __init__(self, options, folder, stack):
        self.options, self.certificates = options, certificates(folder)
        self.programs = {name: compiled(name, folder, *libraries) for name, libraries in (
            ("hub_send", ("ssl", "crypto")), ("amqp_confirms", ("rabbitmq",)), ("ceiling_serve", ("ssl", "crypto")),
            ("ceiling_send", ("ssl", "crypto")))}
        self.hub = Hub(options.executable, folder / "hub", ["S0", "R0"])
        self.hub.connect("s0", ["S0"])
        self.hub_process = stack.enter_context(self.hub.serving())
        self.broker_port, self.broker = stack.enter_context(rabbitmq.serving(folder / "rabbitmq", self.certificates))
        files = self.certificates
        self.ceiling = stack.enter_context(running(
            [self.programs["ceiling_serve"], folder / "ceiling.data", files["cert"], files["key"], files["sender-public"]], folder / "ceiling.log"))
        self.ceiling_port = first_match(folder / "ceiling.log", r"ready (\d+)", self.ceiling).group(1)
        self.sent = 0

    def loads(self, message, count):
        threads, files, programs = self.options.senders, self.certificates, self.programs

        def hub(_):
            offset, self.sent = self.sent, self.sent + count
            return printed_json([programs["hub_send"], self.hub.port, self.hub.authority, self.hub.tokens["s0"], message, threads, count, offset])

        def broker(_):
            return printed_json([programs["amqp_confirms"], self.broker_port, files["ca"], message, threads, count, RECEIVERS])

        def ceiling(_):
            return printed_json([programs["ceiling_send"], self.ceiling_port, files["ca"], files["sender-key"], message, threads, count])

        return {"hub": (hub, self.hub_process), "rabbitmq": (broker, self.broker), "ceiling": (ceiling, self.ceiling)}

    def contest(self, message, count):
        for load, _ in self.loads(message, max(self.options.senders, count // 10)).values():
            load(0)
        contest = Contest(self.options.rounds)
        contest.run(self.loads(message, count))
        return contest


def bench(options, *arguments):
    return printed_json([options.executable, "bench", "exchange", "--json", "--senders", options.senders, *arguments])


def intake(options, folder):
    """Small and large packages; answers the two contests."""
    with contextlib.ExitStack() as stack:
        intakes = Intakes(options, folder, stack)
        small = package(options.executable, folder, "S0", ["R0"], SMALL, name="small")
        large = package(options.executable, folder, "S0", ["R0"], LARGE, name="large")
        sizes = [small.stat().st_size, large.stat().st_size]
        return intakes.contest(small, options.count), intakes.contest(large, max(options.senders, options.count // 8)), sizes


def exchange(options, folder, size):
    """Send → fetched → confirmed → the sender sees it, beside mail from the client's queue to the mailbox."""
    def hub(_):
        run = bench(options, "--size", SMALL, "--count", options.count, "--receivers", RECEIVERS)
        latencies = run["exchangeMilliseconds"]
        return {"messages": run["packages"], "perSecond": float(run["exchangesPerSecond"]), "p50": float(latencies["p50"]),
                "p99": float(latencies["p99"]), "serverMillisecondsEach": float(run["hubProcessorSeconds"]) * 1000 / run["packages"]}

    contest = Contest(options.rounds, SECONDS_AFTER_REMOVAL)
    with postfix.serving(folder / "postfix", RECEIVERS) as mail:
        mail.send(size, options.senders, max(RECEIVERS, options.count // 10))
        contest.run({"hub": (hub, None), "postfix": (lambda _: mail.send(size, options.senders, options.count), mail.process)})
    return contest


def half_load(options, maximum):
    """Answers at half of what the hub can take in; medians over the rounds."""
    rate = max(1, round(maximum / 2))
    runs = []
    for _ in range(options.rounds):
        runs.append(bench(options, "--size", SMALL, "--count", rate * options.seconds, "--receivers", 0, "--rate", rate)["sendMilliseconds"])
        time.sleep(SECONDS_AFTER_REMOVAL)
    return {"rate": rate, **{name: statistics.median(float(run[name]) for run in runs) for name in ("p50", "p99", "p999")}}


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--count", type=int, default=8000, help="messages of each round")
    options.add_argument("--senders", type=int, default=16, help="each with one message on its way")
    options.add_argument("--seconds", type=int, default=20, help="of each round at half load")
    options.add_argument("--executable", default=str(ROOT / ".build/release/lienthong"))
    options.add_argument("--json")
    options = options.parse_args()
    need({**rabbitmq.NEEDED, **postfix.NEEDED, "/usr/bin/cc": "gcc", "/usr/include/openssl/ssl.h": "libssl-dev", "/usr/bin/openssl": "openssl"})
    if os.geteuid() != 0:
        print("root is needed: Postfix works under users of its own", file=sys.stderr)
        sys.exit(69)
    with tempfile.TemporaryDirectory(prefix="lienthong-bench-") as name:
        folder = pathlib.Path(name)
        folder.chmod(0o755)  # Postfix works under users of its own
        small, large, sizes = intake(options, folder)
        small.show(f"intake of packages of {sizes[0]} bytes, {options.senders} connections")
        large.show(f"intake of packages of {sizes[1]} bytes")
        whole = exchange(options, folder, sizes[0])
        whole.show("sent → fetched → confirmed → seen by the sender; mail: sent → in the mailbox")
    half = half_load(options, small.median("hub"))
    ours = small.median("hub")
    figures = {
        "smallBytes": sizes[0], "largeBytes": sizes[1], "small": small.figures(), "large": large.figures(), "exchange": whole.figures(),
        "halfLoad": half, "ofRabbitMQ": ours / small.median("rabbitmq"), "ofCeiling": ours / small.median("ceiling"),
        "ofPostfix": whole.median("hub") / whole.median("postfix"), "largeOfCeiling": large.median("hub") / large.median("ceiling"),
    }
    kept = {
        "ofRabbitMQ": figures["ofRabbitMQ"] >= MINIMUM_OF_RABBITMQ, "ofCeiling": figures["ofCeiling"] >= MINIMUM_OF_CEILING,
        "ofPostfix": figures["ofPostfix"] >= MINIMUM_OF_POSTFIX,
        "large": large.median("hub") >= MINIMUM_LARGE_PER_SECOND or figures["largeOfCeiling"] >= MINIMUM_LARGE_OF_CEILING,
        "halfLoad": half["p50"] <= MAXIMUM_P50 and half["p99"] <= MAXIMUM_P99,
    }
    print(f"\nintake of small packages: {figures['ofRabbitMQ']:.2f} × RabbitMQ (at least {MINIMUM_OF_RABBITMQ}), "
          f"{figures['ofCeiling']:.0%} of the ceiling (at least {MINIMUM_OF_CEILING:.0%})")
    print(f"intake of large packages: {large.median('hub'):.0f} a second, {figures['largeOfCeiling']:.0%} of the ceiling "
          f"(at least {MINIMUM_LARGE_PER_SECOND} or {MINIMUM_LARGE_OF_CEILING:.0%})")
    print(f"whole exchange: {figures['ofPostfix']:.1f} × Postfix (at least {MINIMUM_OF_POSTFIX})")
    print(f"at half load ({half['rate']} a second): p50 {half['p50']:.2f} ms, p99 {half['p99']:.2f} ms (at most {MAXIMUM_P50} and {MAXIMUM_P99})")
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps({**figures, "kept": kept}, indent=2))
    sys.exit(0 if all(kept.values()) else 1)


if __name__ == "__main__":
    main()
