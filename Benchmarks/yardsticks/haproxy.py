"""HAProxy before nodes of this machine, as docs/scale.md recommends it."""

import contextlib
import csv
import pathlib
import re
import urllib.request

from .tools import ROOT, await_true, free_port, running

PROGRAM = pathlib.Path("/usr/sbin/haproxy")


def recommended():
    """The `defaults` of docs/scale.md, word for word: times, looks at `/health`, what becomes of connections."""
    return re.search(r"^defaults$.*?(?=^listen )", (ROOT / "docs/scale.md").read_text(), re.M | re.S).group()


def configuration(port, page, nodes, authority):
    """`nodes`: ports by name; `authority`: the file of their certificates' issuer."""
    check = f"check check-ssl verify required ca-file {authority} verifyhost localhost"
    servers = "".join(f"    server {name} 127.0.0.1:{at} {check}\n" for name, at in nodes.items())
    return f"""global
    log stdout format raw local0
    maxconn 400

{recommended()}listen nodes
    # Connections that stay open are counted while they last.
    option contstats
    bind 127.0.0.1:{port}
{servers}
listen page
    mode http
    bind 127.0.0.1:{page}
    stats enable
    stats uri /
"""


class Balancer:
    """HAProxy while it runs. Callers go to `port`."""

    def __init__(self):
        self.port, self.page = free_port(), free_port()

    @contextlib.contextmanager
    def serving(self, folder, nodes, authority):
        """Until the end of the block; nodes are there already. Exits when it does not answer or does not know them."""
        file, log = folder / "haproxy.cfg", folder / "haproxy.log"
        file.write_text(configuration(self.port, self.page, nodes, authority))
        with running([PROGRAM, "-db", "-f", file], log) as process:
            def answers():
                if process.poll() is not None:
                    raise RuntimeError(f"HAProxy ended: {log.read_text()[-2000:]}")
                with contextlib.suppress(OSError):
                    return len(table(self.page)) == len(nodes)

            await_true(f"HAProxy knows {len(nodes)} nodes", answers)
            yield self

    def left(self):
        """Nodes to which it sends nobody now."""
        return [row["svname"] for row in table(self.page) if not row["status"].startswith("UP")]


def table(page):
    """What HAProxy counted and thinks of each node, by its own names of columns."""
    with urllib.request.urlopen(f"http://127.0.0.1:{page}/;csv", timeout=10) as answer:
        rows = list(csv.DictReader(answer.read().decode().removeprefix("# ").splitlines()))
    return [row for row in rows if row["svname"] not in ("FRONTEND", "BACKEND")]


def work(page):
    """A line for each node: what it carried."""
    return [f"  {row['svname']}: {row['stot']} connections, {int(row['bin']) >> 10} kB in, {int(row['bout']) >> 10} kB out" for row in table(page)]
