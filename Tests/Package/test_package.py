"""The Debian package, made of the debug executable: what is in it, that it runs without the toolchain, and what becomes of data."""

import os
import pathlib
import re
import shutil
import signal
import subprocess

import pytest

from machine import Machine

PROJECT = pathlib.Path(__file__).resolve().parents[2]
EXECUTABLE = pathlib.Path(os.environ.get("LIENTHONG_EXECUTABLE", PROJECT / ".build/debug/lienthong"))
CONFIGURATION = "/etc/lienthong/hub.yaml"
DATA = "/var/lib/lienthong/hub"


def output(*arguments: str) -> str:
    return subprocess.run(arguments, check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="session")
def package(tmp_path_factory) -> str:
    return output(
        str(PROJECT / "script/package"), "--executable", str(EXECUTABLE), "--compression", "none", "--output",
        str(tmp_path_factory.mktemp("package"))).strip()


@pytest.fixture(scope="session")
def toolchain() -> list[str]:
    """Where the loader finds the Swift runtime now."""
    found = re.search(r"=> (\S+)/usr/lib/swift/linux/", output("ldd", str(EXECUTABLE)))
    return [found[1]] if found else []


@pytest.fixture
def machine(toolchain):
    if os.geteuid() != 0:
        pytest.skip("NOT TESTED: installing the package needs root")
    machine = Machine(toolchain)
    yield machine
    machine.close()


def test_what_the_package_says_and_holds(package):
    fields = dict(re.findall(r"^ (\S+): (.*)$", output("dpkg-deb", "-I", package), re.M))
    assert fields["Package"] == "lienthong" and package.endswith(f"lienthong_{fields['Version']}_{fields['Architecture']}.deb")
    needed = {entry.split()[0] for entry in fields["Depends"].split(", ")}
    assert {"adduser", "ca-certificates", "libc6", "libsqlite3-0", "libxmlsec1-openssl", "tzdata"} <= needed
    rows = [row.split(None, 5) for row in output("dpkg-deb", "-c", package).splitlines()]
    assert {row[1] for row in rows} == {"root/root"}
    assert not [row for row in rows if row[0][5] == "w" or row[0][8] == "w" if row[0][0] != "l"]
    held = {row[5].split(" -> ")[0] for row in rows}
    for path in [
        "./usr/bin/lienthong", "./etc/lienthong/hub.yaml", "./usr/lib/systemd/system/lienthong-hub.service",
        "./usr/lib/systemd/system/lienthong-office@.service", "./usr/lib/systemd/system/lienthong-office-backup@.timer",
        "./usr/lib/systemd/system/lienthong-gateway@.service", "./usr/lib/systemd/system/lienthong-gateway-backup@.timer",
        "./usr/share/doc/lienthong/copyright", "./usr/share/doc/lienthong/examples/gateway.yaml",
        "./usr/share/doc/lienthong/changelog.gz", "./usr/share/doc/lienthong/operations.md.gz",
    ]:
        assert path in held
    assert output("dpkg-deb", "-I", package, "conffiles") == f"{CONFIGURATION}\n"


@pytest.mark.parametrize("server, file", [("hub", "hub.yaml"), ("office", "office.yaml"), ("gateway", "gateway.yaml")])
def test_every_setting_is_told_in_the_configuration(server, file):
    known = set(re.findall(r"^  --([a-z-]+)", output(str(EXECUTABLE), server, "serve", "--help"), re.M))
    told = set(re.findall(r"^#?([a-z-]+): ", (PROJECT / "Packaging" / file).read_text(), re.M))
    # What an office signs with and where its people sign in is no flag: it stands in the configuration or the environment only.
    keys = set()
    for source in ["SigningSettings.swift", "SignOnKeys.swift"] if server == "office" else []:
        text = (PROJECT / "Sources/lienthong/Office" / source).read_text()
        keys |= set(re.findall(r'"([a-z-]+)"', re.search(r"keys: Set = \[(.*?)\]", text, re.S)[1]))
    assert told == known - {"config", "help"} | keys


def test_systemd_understands_the_units(tmp_path):
    if not shutil.which("systemd-analyze"):
        pytest.skip("NOT TESTED: systemd-analyze is missing")
    for unit in (PROJECT / "Packaging").glob("*.service"):
        # The executable is not installed here.
        copy = tmp_path / unit.name
        copy.write_text(unit.read_text().replace("/usr/bin/lienthong", "/bin/true"))
        done = subprocess.run(["systemd-analyze", "verify", str(copy)], capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")
        done = subprocess.run(
            ["systemd-analyze", "security", "--offline=true", "--threshold=15", "--no-pager", str(copy)],
            capture_output=True, text=True)
        assert done.returncode == 0, done.stdout


def test_a_hub_is_installed_used_removed_and_comes_back(machine, package):
    shutil.copy(package, machine.root / "tmp/lienthong.deb")
    assert not (machine.root / "var/lib/lienthong").exists(), "the package is installed on this machine"
    machine.run("dpkg", "-i", "/tmp/lienthong.deb")
    assert machine.run("stat", "-c", "%U %G %a", DATA).stdout == "lienthong lienthong 700\n"
    assert machine.run("stat", "-c", "%U %G %a", "/etc/lienthong").stdout == "root lienthong 750\n"
    # The toolchain is hidden: everything comes from the package and from Debian.
    executable = machine.run("readlink", "-f", "/usr/bin/lienthong").stdout.strip()
    assert "not found" not in machine.run("ldd", executable).stdout
    shutil.copy(PROJECT / "Samples/directory/organs.csv", machine.root / "tmp/organs.csv")

    def lienthong(*arguments: str):
        return machine.run("lienthong", *arguments, user="lienthong")

    lienthong("hub", "organ", "import", "/tmp/organs.csv", "--data", DATA)
    token = lienthong("hub", "system", "add", "g22", "--organ", "G22", "--data", DATA).stdout.split()[-1]
    machine.run("sed", "-i", "s/^listen: .*/listen: 127.0.0.1:0/", CONFIGURATION)
    hub = machine.start("lienthong", "hub", "serve", "--config", CONFIGURATION, user="lienthong")
    try:
        def curl(path: str, *options: str):
            return machine.run("curl", "--fail", "--silent", "--cacert", f"{DATA}/tls/ca.pem", *options, hub.address + path)

        assert '"status":"ready"' in curl("/health").stdout
        assert curl("/v1/organs?limit=1", "-H", f"Authorization: Bearer {token}").stdout.startswith('{"next":')
        # A key and a certificate instead of the token.
        machine.run("install", "-d", "-o", "lienthong", "-m", "0700", "/tmp/enrolled")
        lienthong("hub", "enrol", "g22", "--out", "/tmp/enrolled/new", "--data", DATA)
        curl("/v1/inbox", "--cert", "/tmp/enrolled/new/g22.pem", "--key", "/tmp/enrolled/new/g22.key")
        hub.send_signal(signal.SIGHUP)
        assert '"status":"ready"' in curl("/health").stdout
        lienthong("hub", "check", "--data", DATA)
        hub.send_signal(signal.SIGTERM)
        assert hub.wait(timeout=60) == 0, hub.stderr.read()
    finally:
        hub.kill()

    # What the operator changed and what the hub keeps outlive the package.
    machine.run("dpkg", "--remove", "lienthong")
    assert not (machine.root / "usr/bin/lienthong").is_symlink()
    machine.run("dpkg", "-i", "/tmp/lienthong.deb")
    assert "listen: 127.0.0.1:0" in machine.run("cat", CONFIGURATION).stdout
    lienthong("hub", "check", "--data", DATA)
    assert lienthong("hub", "system", "list", "--data", DATA).stdout.startswith("g22\tenabled\tG22")

    told = machine.run("dpkg", "--purge", "lienthong").stderr
    assert "/var/lib/lienthong" in told
    assert machine.run("test", "-e", CONFIGURATION, status=1)
    machine.run("test", "-s", f"{DATA}/hub.sqlite")
    machine.run("getent", "passwd", "lienthong")
