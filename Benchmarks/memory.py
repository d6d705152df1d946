"""The hub's memory under load for some minutes: the highest and its slope. It is not an hour: --seconds 3600 is one.

Prints a table; with --json FILE it writes the figures too. Exit 1 when a bound is not kept.
"""

import argparse
import json
import pathlib
import statistics
import sys

from yardsticks.tools import ROOT, printed_json

MAXIMUM_MB = 150
# What the slope of the second half would come to over a million packages.
MAXIMUM_MB_PER_MILLION = 10


def run(options, count):
    return printed_json([options.executable, "bench", "exchange", "--json", "--count", count, "--memory-every-seconds", 1])


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--seconds", type=int, default=600, help="about so long")
    options.add_argument("--executable", default=str(ROOT / ".build/release/lienthong"))
    options.add_argument("--json")
    options = options.parse_args()
    each_second = float(run(options, 2000)["exchangesPerSecond"])
    result = run(options, max(2000, round(each_second * options.seconds)))
    looks = [(float(seconds), float(megabytes)) for seconds, megabytes in result["hubMemory"]]
    half = looks[len(looks) // 2:]
    times, sizes = [look[0] for look in half], [look[1] for look in half]
    seconds = looks[-1][0]
    slope = statistics.linear_regression(times, sizes).slope
    per_million = slope / (result["packages"] / seconds) * 1e6
    figures = {
        "packages": result["packages"], "seconds": seconds, "peakMB": result["hubPeakMegabytes"], "mbPerHour": slope * 3600,
        "mbPerMillionPackages": per_million, "looks": looks,
    }
    kept = {"peak": result["hubPeakMegabytes"] <= MAXIMUM_MB, "slope": per_million <= MAXIMUM_MB_PER_MILLION}
    duration = f"{seconds:.0f} s" if seconds >= 3500 else f"{seconds:.0f} s (not an hour)"
    print(f"{result['packages']} exchanges in {duration}: peak {figures['peakMB']} MB (at most {MAXIMUM_MB}); "
          f"second half {slope * 3600:+.1f} MB an hour, {per_million:+.1f} MB a million packages (at most {MAXIMUM_MB_PER_MILLION})")
    for index in range(0, len(looks), max(1, len(looks) // 10)):
        print(f"  {looks[index][0]:6.0f} s {looks[index][1]:7.1f} MB")
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps({**figures, "kept": kept}, indent=2))
    sys.exit(0 if all(kept.values()) else 1)


if __name__ == "__main__":
    main()
