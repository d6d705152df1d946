"""PostgreSQL, alone or with a synchronous standby, in folders of their own on free ports of this machine."""

import contextlib
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile

from .tools import await_true, free_port

PROGRAMS = pathlib.Path("/usr/lib/postgresql/15/bin")
AS_OWNER = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []


def run(program, *arguments):
    """One of PostgreSQL's programs as who may run a server: not root. Answers what it prints."""
    command = [*AS_OWNER, PROGRAMS / program, *arguments]
    done = subprocess.run([str(word) for word in command], cwd="/", stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
    if done.returncode != 0:
        raise RuntimeError(f"{program} ended with {done.returncode}: {done.stderr[-1000:]}")
    return done.stdout.strip()


class Server:
    """One server: collation C, with its syncs."""

    def __init__(self, folder, standby_of=None, options=()):
        self.data, self.log, self.port = folder / "data", folder / "log", free_port()
        self.options = options
        if standby_of:
            source = f"host=127.0.0.1 port={standby_of.port} user=postgres application_name=standby"
            run("pg_basebackup", "-D", self.data, "-R", "-X", "stream", "-c", "fast", "-d", source)
        else:
            run("initdb", "-D", self.data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C")
        self.start()

    def start(self):
        settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=100", "shared_buffers=64MB", *self.options]
        given = " ".join([f"-p {self.port}", *(f"-c {setting}" for setting in settings)])
        # Its own log: the pipes of what starts it would otherwise stay open with the server.
        command = [*AS_OWNER, str(PROGRAMS / "pg_ctl"), "start", "-D", str(self.data), "-w", "-t", "60", "-s", "-l", str(self.log), "-o", given]
        subprocess.run(command, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)

    def stop(self, mode="immediate"):
        run("pg_ctl", "stop", "-D", self.data, "-m", mode, "-s")

    def kill(self):
        """SIGKILL to the server and all its children, as when the machine is lost."""
        parent = int((self.data / "postmaster.pid").read_text().split()[0])
        children = pathlib.Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        for process in [parent, *map(int, children)]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)

    def promote(self):
        run("pg_ctl", "promote", "-D", self.data, "-w", "-s")

    def ask(self, statement, database="postgres"):
        return run("psql", *self.session(database), "-c", statement)

    def client(self, database):
        """A command that does the statements of its input, and ends with the first that fails."""
        return [str(word) for word in (*AS_OWNER, PROGRAMS / "psql", *self.session(database), "-v", "ON_ERROR_STOP=1")]

    def session(self, database):
        return ["-h", "127.0.0.1", "-p", self.port, "-U", "postgres", "-d", database, "-X", "-A", "-t", "-q"]


def new_folder(*places):
    """A folder for servers, with folders in it."""
    # Not below a folder that only root may enter.
    folder = pathlib.Path(tempfile.mkdtemp(prefix="lienthong-pg-", dir="/tmp"))
    for place in (folder, *(folder / name for name in places)):
        place.mkdir(exist_ok=True)
        if AS_OWNER:
            shutil.chown(place, "postgres")
    return folder


@contextlib.contextmanager
def alone(options=()):
    """One server."""
    folder, server = new_folder(), None
    try:
        server = Server(folder, options=options)
        yield server
    finally:
        if server:
            server.stop()
        shutil.rmtree(folder)


@contextlib.contextmanager
def pair():
    """The primary, whose commits wait for the standby, and the standby."""
    folder, servers = new_folder("primary", "standby"), []
    try:
        servers.append(Server(folder / "primary"))
        servers.append(Server(folder / "standby", standby_of=servers[0]))
        primary, standby = servers
        # Not before the copy, which would bring it to the standby: nobody stands behind that one.
        primary.ask("ALTER SYSTEM SET synchronous_standby_names = 'standby'")
        primary.ask("SELECT pg_reload_conf()")
        await_true("the standby is synchronous", lambda: primary.ask("SELECT sync_state FROM pg_stat_replication") == "sync")
        yield primary, standby
    finally:
        for server in servers:
            with contextlib.suppress(RuntimeError):  # Killed, or stopped by a scene.
                server.stop()
        shutil.rmtree(folder)
