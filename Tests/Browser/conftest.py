"""The demo's servers and the system's Chromium, once for all tests; each test has its own browser contexts."""

import json
import os
import pathlib
import re
import ssl
import subprocess
import time
import urllib.request

import pytest
from playwright.sync_api import expect, sync_playwright

import checks
import screenshots
import stages
from checks import check_all_looks, spoken

# A busy machine takes its time; what is there is found at once.
expect.set_options(timeout=20_000)
ROOT = pathlib.Path(__file__).resolve().parents[2]
COMMAND = str(ROOT / ".build/debug/lienthong")
PASSWORD = "lien-thong-2015"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]
# Ports of its own for each process that runs tests: pytest-xdist calls them gw0, gw1 and so on.
BASE = 19460 + 100 * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])
# Chromium says so of every answer that is a refusal; the page says the rest.
REFUSALS = re.compile("status of (403|404|422)")


def pytest_addoption(parser):
    parser.addoption("--screens", type=pathlib.Path, help="a folder: each screen is kept there as a picture, with an index (docs/screens)")

    parser.addoption("--brief", action="store_true", help="axe looks at fewer sizes and colours; the long journeys go by keyboard and without script, not by mouse too")


def pytest_configure(config):
    if config.getoption("--brief"):
        checks.LOOKS.update(light=[1280, 320], dark=[1280])


def pytest_collection_modifyitems(config, items):
    if config.getoption("--brief"):
        by_mouse = [item for item in items if item.path.name == "test_journeys.py" and item.name.endswith("[mouse]")]
        items[:] = [item for item in items if item not in by_mouse]
        config.hook.pytest_deselected(items=by_mouse)


def pytest_terminal_summary(terminalreporter, config):
    """The index of the pictures, once all processes that run tests have ended."""
    folder = config.getoption("--screens")
    if folder and not hasattr(config, "workerinput"):
        missing = screenshots.finish(folder)
        if missing:
            terminalreporter.write_line("screens without a picture: " + ", ".join(missing), yellow=True)


@pytest.fixture
def screens(request):
    """Keeps a page as a picture, when somebody asked for pictures and the page is one of the screens."""
    folder = request.config.getoption("--screens")

    def keep(page, user, path):
        if folder:
            screenshots.take(folder, page, user, path)

    return keep


def demo(folder, base, *options):
    """Runs the demo until the tests are over; gives the addresses of its two offices when it stays open."""
    command = [COMMAND, "demo", "--data", str(folder), "--port-base", str(base), "--samples", str(ROOT / "Samples"), *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        for line in process.stdout:
            if "Các trang đang mở" in line:
                break
        else:
            pytest.fail(f"the demo ended with {process.wait()}")
        yield {"g22": f"http://127.0.0.1:{base + 1}", "h29": f"http://127.0.0.1:{base + 2}"}
    finally:
        process.terminate()
        process.wait(timeout=30)


def serve_office(folder, organ, port=0, environment={}):
    """Runs one office without a hub until the tests are over; gives its address."""
    process = subprocess.Popen(
        [COMMAND, "office", "serve", "--data", str(folder), "--organ", organ, "--listen", f"127.0.0.1:{port}"],
        stdout=subprocess.PIPE, text=True, env={**os.environ, **environment})
    try:
        ready = next((line for line in process.stdout if line.startswith("ready ")), None)
        assert ready, f"the office ended with {process.wait()}"
        yield ready.split()[1]
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture(scope="session")
def offices(tmp_path_factory):
    """Two offices in which nothing has happened yet; their directory is there."""
    folder = tmp_path_factory.mktemp("empty") / "data"
    for addresses in demo(folder, BASE, "--serve-only"):
        deadline = time.monotonic() + 60
        for address in addresses.values():
            while b'"provinces":63' not in urllib.request.urlopen(f"{address}/health", timeout=5).read():
                assert time.monotonic() < deadline, "the directory does not come"
                time.sleep(0.1)
        yield {**addresses, "folder": folder}


@pytest.fixture(scope="session")
def playwright():
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def launch(playwright):
    """Starts browsers, with further flags when a test wants another one than everybody's."""
    return lambda *flags: playwright.chromium.launch(
        executable_path="/usr/bin/chromium", headless=True, args=[*FLAGS, *flags])


@pytest.fixture(scope="session")
def chromium(launch):
    browser = launch()
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def cookies(chromium):
    """Signs people in, each once for all tests: gives the state of a browser that is signed in."""
    known = {}

    def state(address, user):
        if (address, user) not in known:
            context = chromium.new_context(base_url=address, locale="vi-VN")
            page = context.new_page()
            page.goto("/sign-in")
            page.fill("#user", user)
            page.fill("#password", PASSWORD)
            page.click("form button[type=submit]")
            page.wait_for_url(lambda url: "/sign-in" not in url)
            known[address, user] = context.storage_state()
            context.close()
        return known[address, user]

    return state


def sit_down(playwright, cookies, addresses):
    """Gives desks of people who are signed in, without a window; afterwards they are cleared."""
    requests = []

    def desk(user):
        address = addresses[user.split(".")[1]]
        requests.append(playwright.request.new_context(base_url=address, storage_state=cookies(address, user)))
        return stages.Desk(requests[-1])

    yield desk
    for request in requests:
        request.dispose()


@pytest.fixture(scope="session")
def told(tmp_path_factory, playwright, cookies):
    """Two offices in which the whole story has happened, and documents that stand at every other step of their way."""
    folder = tmp_path_factory.mktemp("told") / "data"
    for addresses in demo(folder, BASE + 10):
        for desk in sit_down(playwright, cookies, addresses):
            places = stages.fill(desk, close_organ(folder), refuse(folder, BASE + 10))
        yield {**addresses, "places": places}


def close_organ(folder):
    """Gives what splits an agency in two in the hub's directory, as its administrator would; the offices hear of it later."""
    def close(code, name):
        table = folder / "closed.csv"
        head = (ROOT / "Samples/directory/organs.csv").read_text().splitlines()[0]
        values = {"code": code, "name": name, "shortName": name, "kind": "other", "validTo": "2024-06-30",
                  "successor": "H29.90 H29.91"}
        table.write_text(head + "\n" + ",".join(values.get(column, "") for column in head.split(",")) + "\n")
        subprocess.run([COMMAND, "hub", "organ", "import", "--data", str(folder / "hub"), str(table)],
                       check=True, capture_output=True)
    return close


def refuse(folder, port):
    """Gives what connects an agency's system to the hub, which cannot take the first package that waits for it."""
    def refuse_first(code, reason):
        token = subprocess.run([COMMAND, "hub", "system", "add", code.lower(), "--organ", code, "--data", str(folder / "hub")],
                               check=True, capture_output=True, text=True).stdout.strip()
        trust = ssl.create_default_context(cafile=str(folder / "hub/tls/ca.pem"))

        def call(path, body=None):
            request = urllib.request.Request(f"https://127.0.0.1:{port}{path}", body,
                                             {"Authorization": f"Bearer {token}", "Content-Type": "application/json"})
            return urllib.request.urlopen(request, context=trust, timeout=40).read()

        item = json.loads(call("/v1/inbox?after=0&wait=30"))["items"][0]
        answer = {"sha256": item["sha256"], "outcome": "fail", "code": "bad-zip", "reason": reason}
        call(f"/v1/deliveries/{item['deliveryId']}/acknowledgement", json.dumps(answer).encode())
    return refuse_first


def listen(page):
    """Keeps what is complained about in a window: on its console, by its scripts, in a dialog."""
    complaints = []
    page.on("console", lambda message: complaints.append(spoken(message))
            if message.type in ("error", "warning") and not REFUSALS.search(message.text) else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: (complaints.append("a dialog: " + dialog.message), dialog.dismiss()))
    return complaints


def context_of(browser, address, width=1280, scheme="light", javascript=True, colours=None, state=None):
    return browser.new_context(
        base_url=address, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", reduced_motion="reduce",
        color_scheme=scheme, forced_colors=colours, viewport={"width": width, "height": 900},
        java_script_enabled=javascript, storage_state=state)


@pytest.fixture
def browse(chromium, cookies):
    """Gives windows of their own, signed in or not; at the end nothing may have been complained about on the console."""
    contexts, complaints = [], []

    def open_page(addresses, user, signed_in=True, **options):
        address = addresses[user.split(".")[1]]
        contexts.append(context_of(chromium, address, state=cookies(address, user) if signed_in else None, **options))
        page = contexts[-1].new_page()
        complaints.append(listen(page))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert sum(complaints, []) == []


@pytest.fixture(scope="session")
def windows(chromium, cookies):
    """Signed-in windows that stay open from test to test, each with its complaints."""
    known = {}

    def window(address, user, colours):
        if (address, user, colours) not in known:
            page = context_of(chromium, address, colours=colours, state=cookies(address, user)).new_page()
            known[address, user, colours] = page, listen(page)
        return known[address, user, colours]

    yield window
    for page, _ in known.values():
        page.context.close()


@pytest.fixture
def glance(windows, told):
    """Gives a person's window for tests that change nothing: to open one costs as much as some pages. It is left empty, so that
    nothing goes on in it, and nothing may have been complained about."""
    used = []

    def window(user, colours=None):
        page, complaints = windows(told[user.split(".")[1]], user, colours)
        page.set_viewport_size({"width": 1280, "height": 900})
        page.emulate_media(color_scheme="light")
        used.append((page, complaints))
        return page

    yield window
    found = []
    for page, complaints in used:
        page.goto("about:blank")
        found += complaints
        complaints.clear()
    assert found == []


@pytest.fixture
def look_over(glance, told, screens):
    """Looks at a page in every look."""
    def over(user, path):
        page = glance(user)
        assert page.goto(stages.address(told, path), wait_until="domcontentloaded").status == 200
        check_all_looks(page, f"{user} {path}")
        screens(page, user, path)

    return over


@pytest.fixture
def visit(browse, offices):
    return lambda user, **options: browse(offices, user, **options)


@pytest.fixture
def look(browse, told):
    return lambda user, **options: browse(told, user, **options)


@pytest.fixture
def desk(playwright, cookies, offices):
    """Desks in the offices of `visit`."""
    yield from sit_down(playwright, cookies, offices)


@pytest.fixture(scope="session")
def keys(playwright, cookies, offices):
    """The offices of `visit` sign and seal."""
    for desk in sit_down(playwright, cookies, offices):
        stages.give_keys(desk)
        yield


@pytest.fixture
def told_desk(playwright, cookies, told):
    """Desks in the offices of `look`."""
    yield from sit_down(playwright, cookies, told)
