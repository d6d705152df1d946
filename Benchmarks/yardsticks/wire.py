"""A network between a node and servers on this machine that can fall silent: what is said is swallowed, and nobody is told."""

import contextlib
import socket
import threading


class Wire:
    """Listens for each server at a port of its own (`ports`, by the server's) and hands on connections, both ways."""

    def __init__(self, servers):
        self.flows, self.lock, self.sockets = threading.Event(), threading.Lock(), set()
        self.flows.set()
        self.listeners = {server: socket.create_server(("127.0.0.1", 0)) for server in servers}
        self.ports = {server: listener.getsockname()[1] for server, listener in self.listeners.items()}
        for server, listener in self.listeners.items():
            threading.Thread(target=self.accept, args=(listener, server), daemon=True).start()

    def silence(self):
        """From now on nothing goes through, no end of a connection either. New ones are taken, as a network would that lost the answers."""
        self.flows.clear()

    def go_on(self):
        """What was held back arrives."""
        self.flows.set()

    def cut(self):
        """Ends all connections, at both ends; what was held back is lost. New ones go through."""
        with self.lock:
            for end in self.sockets:
                self.shut(end)
        self.flows.set()

    def unplug(self, server):
        """Refuses connections to a server that is lost, as its machine would: libpq goes on to the next host only then."""
        self.shut(self.listeners[server])

    def close(self):
        for listener in self.listeners.values():
            self.shut(listener)
            listener.close()
        self.cut()

    def accept(self, listener, server):
        with contextlib.suppress(OSError):  # Shut.
            while True:
                near, _ = listener.accept()
                threading.Thread(target=self.connect, args=(near, server), daemon=True).start()

    def connect(self, near, server):
        with near, self.held(near):
            self.flows.wait()
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", server)) as far, self.held(far):
                for end in (near, far):
                    end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                back = threading.Thread(target=self.carry, args=(far, near), daemon=True)
                back.start()
                self.carry(near, far)
                back.join()

    def carry(self, source, sink):
        """Until one side ends; the other is then ended too."""
        with contextlib.suppress(OSError):
            while data := source.recv(1 << 16):
                self.flows.wait()
                sink.sendall(data)
        self.flows.wait()
        self.shut(source)
        self.shut(sink)

    @contextlib.contextmanager
    def held(self, end):
        with self.lock:
            self.sockets.add(end)
        try:
            yield
        finally:
            with self.lock:
                self.sockets.discard(end)

    @staticmethod
    def shut(end):
        with contextlib.suppress(OSError):  # It has ended already.
            end.shutdown(socket.SHUT_RDWR)
