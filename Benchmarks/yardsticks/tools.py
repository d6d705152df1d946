"""What the benchmarks share: programs that must be there, C programs, processes that are ended again, certificates."""

import contextlib
import json
import os
import pathlib
import re
import signal
import socket
import ssl
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def need(files):
    """Exit 69 when one of the files is missing: says which packages of Debian bring them."""
    missing = sorted({package for file, package in files.items() if not pathlib.Path(file).exists()})
    if missing:
        print(f"missing: apt-get install --no-install-recommends {' '.join(missing)}", file=sys.stderr)
        sys.exit(69)


def compiled(name, folder, *libraries):
    """The C program `name`.c beside this file, built into `folder`."""
    program = pathlib.Path(folder) / name
    if not program.exists():
        subprocess.run(["cc", "-O2", "-Wall", "-Wextra", "-Werror", "-o", program, HERE / f"{name}.c", *(f"-l{l}" for l in libraries), "-lpthread"],
                       check=True)
    return program


def printed_json(command):
    """What a program prints, as JSON; ends with its last words when it fails."""
    run = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if run.returncode != 0:
        sys.exit(f"{pathlib.Path(str(command[0])).name} failed: {run.stderr.strip()}")
    return json.loads(run.stdout)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def await_true(what, condition, seconds=60):
    """Until `condition()` is true; exits when it does not become so."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            sys.exit(f"waited {seconds} s in vain: {what}")
        time.sleep(0.05)


@contextlib.contextmanager
def running(command, log, environment=None, patience=30):
    """A process in a group of its own, which is ended with all that it started."""
    with open(log, "ab") as output:
        process = subprocess.Popen([str(part) for part in command], stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                   start_new_session=True, env={**os.environ, **(environment or {})})
    try:
        yield process
    finally:
        end_group(process, patience)


def end_group(process, patience=30):
    """SIGTERM, then SIGKILL, to the process and what it started."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        try:
            process.wait(timeout=patience)
        except subprocess.TimeoutExpired:
            continue


def first_match(log, pattern, process, seconds=60):
    """The first match of `pattern` in what `process` wrote into `log`."""
    found = []

    def look():
        if process.poll() is not None:
            sys.exit(f"{process.args[0]} ended: {pathlib.Path(log).read_text()[-2000:]}")
        match = re.search(pattern, pathlib.Path(log).read_text(), re.M)
        found[:] = [match] if match else []
        return bool(match)

    await_true(f"{pattern} in {log}", look, seconds)
    return found[0]


def certificates(folder):
    """An authority and a certificate for this machine (ECDSA P-256), and a key of a sender; for one run."""
    folder = pathlib.Path(folder)

    def openssl(*arguments):
        subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)

    files = {name: folder / f"{name}.pem" for name in ("ca", "ca-key", "cert", "key", "sender-key", "sender-public")}
    for name in ("ca-key", "key", "sender-key"):
        openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", files[name])
        files[name].chmod(0o644)  # servers of other users read them; they live as long as the run
    openssl("req", "-x509", "-key", files["ca-key"], "-subj", "/CN=Bench CA", "-days", "2", "-out", files["ca"])
    request, names = folder / "request.pem", folder / "names"
    openssl("req", "-new", "-key", files["key"], "-subj", "/CN=localhost", "-out", request)
    names.write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
    openssl("x509", "-req", "-in", request, "-CA", files["ca"], "-CAkey", files["ca-key"], "-CAcreateserial", "-days", "2",
            "-extfile", names, "-out", files["cert"])
    openssl("pkey", "-in", files["sender-key"], "-pubout", "-out", files["sender-public"])
    return files


def answers_tls(port):
    """Whether somebody speaks TLS there."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as plain, context.wrap_socket(plain):
            return True
    except OSError:
        return False


def memory_mb(pid, name="VmRSS"):
    """`VmRSS` or `VmHWM` (the peak) of a process in MB (2^20)."""
    return int(re.search(rf"{name}:\s+(\d+) kB", pathlib.Path(f"/proc/{pid}/status").read_text()).group(1)) / 1024


def processor_seconds(process):
    """User and system time so far of all that runs in the group of `process`, with the children that have ended."""
    ticks = 0
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[2]) == process.pid:
                ticks += sum(int(fields[index]) for index in range(11, 15))
    return ticks / os.sysconf("SC_CLK_TCK")
