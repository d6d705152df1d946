"""RabbitMQ from Debian, alone on this machine, TLS on the loopback address, its own epmd; nothing of it stays."""

import contextlib
import pathlib

from .tools import answers_tls, await_true, free_port, running

SERVER = next(iter(sorted(pathlib.Path("/usr/lib/rabbitmq/lib").glob("rabbitmq_server-*/sbin/rabbitmq-server"))),
              pathlib.Path("/usr/lib/rabbitmq/lib/rabbitmq_server/sbin/rabbitmq-server"))
NEEDED = {str(SERVER): "rabbitmq-server", "/usr/bin/epmd": "rabbitmq-server", "/usr/include/amqp_ssl_socket.h": "librabbitmq-dev"}


@contextlib.contextmanager
def serving(folder, certificates):
    """Runs a broker as shipped; yields (port, process)."""
    folder = pathlib.Path(folder)
    folder.mkdir()
    port, names_port, distribution_port = free_port(), free_port(), free_port()
    configuration = folder / "rabbitmq.conf"
    configuration.write_text(
        f"listeners.tcp = none\nlisteners.ssl.1 = 127.0.0.1:{port}\nssl_options.cacertfile = {certificates['ca']}\n"
        f"ssl_options.certfile = {certificates['cert']}\nssl_options.keyfile = {certificates['key']}\n"
        "ssl_options.verify = verify_none\nssl_options.fail_if_no_peer_cert = false\n")
    for name in ("advanced.config", "env.conf"):
        (folder / name).write_text("[].\n" if name.startswith("advanced") else "")
    (folder / "plugins").write_text("[].\n")
    environment = {
        "HOME": str(folder), "RABBITMQ_NODENAME": "bench@localhost", "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
        "RABBITMQ_LOG_BASE": str(folder / "log"), "RABBITMQ_CONFIG_FILE": str(configuration),
        "RABBITMQ_ADVANCED_CONFIG_FILE": str(folder / "advanced.config"), "RABBITMQ_CONF_ENV_FILE": str(folder / "env.conf"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"), "RABBITMQ_PID_FILE": str(folder / "pid"),
        "RABBITMQ_DIST_PORT": str(distribution_port), "ERL_EPMD_PORT": str(names_port), "ERL_EPMD_ADDRESS": "127.0.0.1",
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
    }
    with running(["epmd", "-address", "127.0.0.1", "-port", names_port], folder / "epmd.log", environment), \
            running([SERVER], folder / "rabbitmq.log", environment, patience=60) as process:
        def is_ready():
            if process.poll() is not None:
                raise SystemExit(f"RabbitMQ ended: {(folder / 'rabbitmq.log').read_text()[-2000:]}")
            return answers_tls(port)

        await_true("RabbitMQ", is_ready, 120)
        yield port, process
