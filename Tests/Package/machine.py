"""A machine of one test: this one's file system, seen through an overlay. Whatever is installed, made or removed in it is gone afterwards."""

import os
import pathlib
import subprocess
import tempfile

# The toolchain is hidden: what is installed must run without it.
SETUP = """
set -e
mount -t tmpfs tmpfs "$0"
mkdir "$0/upper" "$0/work" "$0/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$0/upper,workdir=$0/work" "$0/root"
mount -t proc proc "$0/root/proc"
mount --rbind /dev "$0/root/dev"
mount -t tmpfs tmpfs "$0/root/tmp"
mount -t tmpfs tmpfs "$0/root/run"
for hidden in "$@"; do mount -t tmpfs tmpfs "$0/root$hidden"; done
echo ready
read -r _ || true
"""


class Machine:
    def __init__(self, hidden: list[str]):
        self.folder = tempfile.mkdtemp(prefix="lienthong-machine-")
        self.holder = subprocess.Popen(
            ["unshare", "--mount", "--propagation", "private", "bash", "-c", SETUP, self.folder, *hidden],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.holder.stdout.readline() == "ready\n", "the machine was not made"
        self.root = pathlib.Path(f"/proc/{self.holder.pid}/root{self.folder}/root")

    def close(self):
        self.holder.stdin.close()
        self.holder.wait(timeout=30)
        os.rmdir(self.folder)

    def command(self, *arguments: str, user: str | None = None) -> list[str]:
        as_user = []
        if user:
            as_user = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", "--no-new-privs"]
        inside = ["chroot", f"{self.folder}/root", "env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8"]
        return ["nsenter", f"--mount=/proc/{self.holder.pid}/ns/mnt", *inside, *as_user, *arguments]

    def run(self, *arguments: str, user: str | None = None, status: int = 0, text: str | None = None):
        done = subprocess.run(self.command(*arguments, user=user), input=text, capture_output=True, text=True, timeout=120)
        assert done.returncode == status, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    def start(self, *arguments: str, user: str) -> subprocess.Popen:
        """A server, which has told its address."""
        server = subprocess.Popen(
            self.command(*arguments, user=user), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = server.stdout.readline()
        assert line.startswith("ready "), line + server.stderr.read()
        server.address = line.split()[1]
        return server
