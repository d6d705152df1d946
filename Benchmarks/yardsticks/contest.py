"""Loads that take turns on the same machine in the same run."""

import statistics
import time

from .tools import processor_seconds


class Contest:
    """Rounds of several loads, one after the other in turn, each with the processor time of its server."""

    def __init__(self, rounds, pause=1):
        """`pause`: seconds after each load; what a server puts off until nobody asks is not to fall on the next one."""
        self.rounds, self.pause, self.results = rounds, pause, {}

    def run(self, loads):
        """`loads`: name → (call that answers a result with `perSecond`, process of the server or None)."""
        for number in range(self.rounds):
            for name, (load, process) in loads.items():
                before = processor_seconds(process) if process else 0
                result = load(number)
                if process:
                    result["serverMillisecondsEach"] = (processor_seconds(process) - before) * 1000 / result["messages"]
                self.results.setdefault(name, []).append(result)
                time.sleep(self.pause)

    def median(self, name, key="perSecond"):
        return statistics.median(result[key] for result in self.results[name])

    def figures(self):
        return {name: {key: statistics.median(result[key] for result in results) for key in results[0]} for name, results in self.results.items()}

    def show(self, title):
        print(f"\n{title}\n{'':16} {'a second':>10} {'p50 ms':>9} {'p99 ms':>9} {'server ms each':>15}")
        for name, row in self.figures().items():
            cells = [f"{row[key]:.{places}f}" if key in row else "-"
                     for key, places in (("perSecond", 0), ("p50", 2), ("p99", 2), ("serverMillisecondsEach", 3))]
            print(f"{name:16} {cells[0]:>10} {cells[1]:>9} {cells[2]:>9} {cells[3]:>15}")
