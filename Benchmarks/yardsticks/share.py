"""Processes that get no more than a share of one processor each, as if each had a small machine of its own (control groups, version 1 or 2; root)."""

import contextlib
import os
import pathlib
import threading
import time

PERIOD_MICROSECONDS = 20_000


class Shares:
    """While it lasts, every process under this one whose arguments begin with `words` (behind its program) is held to `share` processors."""

    def __init__(self, words, share):
        self.words, self.share, self.root_folder = [word.encode() for word in words], share, self.root()
        self.groups, self.held, self.ended = [], set(), threading.Event()

    @staticmethod
    def root():
        """The folder in which groups with a processor quota can be made; None: nowhere."""
        for root in (pathlib.Path("/sys/fs/cgroup/cpu"), pathlib.Path("/sys/fs/cgroup")):
            group = root / f"lienthong-probe-{os.getpid()}"
            with contextlib.suppress(OSError):
                group.mkdir()
                try:
                    if (group / "cpu.cfs_quota_us").exists() or (group / "cpu.max").exists():
                        return root
                finally:
                    group.rmdir()
        return None

    def __enter__(self):
        self.watcher = threading.Thread(target=self.watch, daemon=True)
        self.watcher.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.watcher.join()
        for group in self.groups:
            for _ in range(100):
                with contextlib.suppress(OSError):
                    group.rmdir()
                    break
                time.sleep(0.05)

    def watch(self):
        while not self.ended.is_set():
            for process in self.descendants():
                if process not in self.held and self.arguments(process)[1:1 + len(self.words)] == self.words:
                    self.hold(process)
            self.ended.wait(0.02)

    def hold(self, process):
        group = self.root_folder / f"lienthong-{os.getpid()}-{process}"
        group.mkdir()
        self.groups.append(group)
        quota = int(self.share * PERIOD_MICROSECONDS)
        if (group / "cpu.max").exists():
            (group / "cpu.max").write_text(f"{quota} {PERIOD_MICROSECONDS}")
        else:
            (group / "cpu.cfs_period_us").write_text(str(PERIOD_MICROSECONDS))
            (group / "cpu.cfs_quota_us").write_text(str(quota))
        (group / "cgroup.procs").write_text(str(process))
        self.held.add(process)

    @staticmethod
    def arguments(process):
        with contextlib.suppress(OSError):
            return pathlib.Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
        return []

    @staticmethod
    def descendants():
        children = {}
        for entry in pathlib.Path("/proc").iterdir():
            if entry.name.isdigit():
                with contextlib.suppress(OSError, IndexError, ValueError):
                    parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                    children.setdefault(parent, []).append(int(entry.name))
        found, left = [], [os.getpid()]
        while left:
            for child in children.get(left.pop(), []):
                found.append(child)
                left.append(child)
        return found
