"""Postfix from Debian with folders of its own, SMTP on the loopback address, delivery into Maildirs; nothing of it stays."""

import contextlib
import os
import pathlib
import pwd
import smtplib
import subprocess
import time

from .tools import await_true, free_port, running

PROGRAMS = pathlib.Path("/usr/lib/postfix/sbin")
NEEDED = {str(PROGRAMS / "master"): "postfix", "/usr/sbin/smtp-source": "postfix"}

SERVICES = """
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


class Postfix:
    """A running mail server and its mailboxes."""

    def __init__(self, folder, port, boxes, process):
        self.folder, self.port, self.boxes, self.process = folder, port, boxes, process

    def delivered(self):
        """Files in the mailboxes."""
        return sum(len(os.listdir(new)) for new in (self.folder / "mail").glob("*/new"))

    def send(self, message_bytes, sessions, count):
        """Mails of that size, `sessions` at once; seconds until all are accepted and until all lie in their mailboxes."""
        before, begun = self.delivered(), time.monotonic()
        share = count // self.boxes
        sources = [subprocess.Popen(
            ["smtp-source", "-d", "-s", str(max(1, sessions // self.boxes)), "-m", str(share), "-l", str(message_bytes), "-f", "gui@bench.example",
             "-t", f"r{box}@bench.example", f"127.0.0.1:{self.port}"], stdout=subprocess.DEVNULL) for box in range(self.boxes)]
        for source in sources:
            if source.wait() != 0:
                raise SystemExit("smtp-source failed")
        accepted = time.monotonic() - begun
        await_true("mails in their boxes", lambda: self.delivered() - before >= share * self.boxes, 600)
        seconds = time.monotonic() - begun
        return {"messages": share * self.boxes, "acceptedSeconds": accepted, "seconds": seconds, "perSecond": share * self.boxes / seconds,
                "acceptedPerSecond": share * self.boxes / accepted}


@contextlib.contextmanager
def serving(folder, boxes):
    """Runs a mail server as shipped, with `boxes` mailboxes r0, r1, …"""
    folder = pathlib.Path(folder)
    folder.mkdir()
    folder.chmod(0o755)
    user = pwd.getpwnam("postfix")
    nobody = pwd.getpwnam("nobody")
    for name in ("config", "queue", "data", "mail"):
        (folder / name).mkdir()
    os.chown(folder / "data", user.pw_uid, user.pw_gid)
    os.chown(folder / "mail", nobody.pw_uid, nobody.pw_gid)
    port, configuration = free_port(), folder / "config"
    (configuration / "boxes").write_text("".join(f"r{box}@bench.example r{box}/\n" for box in range(boxes)))
    (configuration / "main.cf").write_text(f"""compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
daemon_directory = {PROGRAMS}
command_directory = /usr/sbin
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = loopback-only
inet_protocols = ipv4
myhostname = bench.example
mydestination =
mynetworks = 127.0.0.0/8
alias_maps =
alias_database =
virtual_mailbox_domains = bench.example
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = texthash:{configuration}/boxes
virtual_uid_maps = static:{nobody.pw_uid}
virtual_gid_maps = static:{nobody.pw_gid}
virtual_mailbox_limit = 0
""")
    (configuration / "master.cf").write_text(SERVICES.format(port=port).lstrip())
    queue = folder / "queue"
    queue.chmod(0o755)
    for name in ("active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "private", "saved", "trace"):
        (queue / name).mkdir(mode=0o700)
        os.chown(queue / name, user.pw_uid, user.pw_gid)
    for name, mode in (("public", 0o710), ("maildrop", 0o730), ("pid", 0o755)):
        (queue / name).mkdir()
        (queue / name).chmod(mode)
        os.chown(queue / name, 0 if name == "pid" else user.pw_uid, 0 if name == "pid" else user.pw_gid)
    with running([PROGRAMS / "master", "-c", configuration, "-d"], folder / "master.log") as process:
        def is_ready():
            if process.poll() is not None:
                raise SystemExit(f"Postfix ended: {(folder / 'master.log').read_text()}")
            return answers(port)

        await_true("Postfix", is_ready)
        yield Postfix(folder, port, boxes, process)


def answers(port):
    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=5):
            return True
    except OSError:
        return False
