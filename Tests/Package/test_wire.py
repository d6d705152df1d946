"""The network of `script/failover` that falls silent does so, and HAProxy's configuration there is that of docs/scale.md."""

import contextlib
import pathlib
import select
import socket
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Benchmarks"))

from yardsticks import haproxy  # noqa: E402
from yardsticks.wire import Wire  # noqa: E402


@pytest.fixture
def server():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(30)
        yield listener


@pytest.fixture
def wire(server):
    with contextlib.closing(Wire([server.getsockname()[1]])) as wire:
        yield wire


@pytest.fixture
def ends(server, wire):
    """A connection through the wire: the caller's end and the server's."""
    with call(server, wire) as near, server.accept()[0] as far:
        far.settimeout(30)
        near.sendall(b"a")
        far.sendall(b"b")
        assert (far.recv(9), near.recv(9)) == (b"a", b"b")
        yield near, far


def call(server, wire):
    return socket.create_connection(("127.0.0.1", wire.ports[server.getsockname()[1]]), timeout=30)


def is_quiet(end):
    return not select.select([end], [], [], 0.3)[0]


def test_what_is_said_in_a_silence_arrives_when_it_goes_on(ends, wire):
    near, far = ends
    wire.silence()
    near.sendall(b"1")
    far.sendall(b"2")
    assert is_quiet(near) and is_quiet(far)
    wire.go_on()
    assert (far.recv(9), near.recv(9)) == (b"1", b"2")


def test_an_end_in_a_silence_is_not_told(ends, wire):
    near, far = ends
    wire.silence()
    near.close()
    assert is_quiet(far)
    wire.go_on()
    assert far.recv(9) == b""


def test_what_is_said_in_a_silence_is_lost_with_a_cut(ends, server, wire):
    near, far = ends
    wire.silence()
    near.sendall(b"1")
    assert is_quiet(far)
    wire.cut()
    assert (far.recv(9), near.recv(9)) == (b"", b"")
    with call(server, wire) as again:
        again.sendall(b"3")
        with server.accept()[0] as there:
            assert there.recv(9) == b"3"


def test_a_new_connection_in_a_silence_is_taken_and_reaches_nobody(server, wire):
    wire.silence()
    with call(server, wire):
        assert is_quiet(server)
        wire.go_on()
        server.accept()[0].close()


def test_a_server_that_was_unplugged_is_refused(server, wire):
    wire.unplug(server.getsockname()[1])
    with pytest.raises(ConnectionRefusedError):
        call(server, wire)


def test_haproxy_takes_the_configuration(tmp_path):
    file = tmp_path / "haproxy.cfg"
    file.write_text(haproxy.configuration(8460, 8404, {"node0": 8461, "node1": 8462}, ROOT / "Samples/pki/issuing-ca.cert.pem"))
    assert "option httpchk GET /health" in haproxy.recommended() and "listen" not in haproxy.recommended()
    told = subprocess.run([haproxy.PROGRAM, "-c", "-f", file], capture_output=True, text=True)
    assert told.returncode == 0, told.stderr
