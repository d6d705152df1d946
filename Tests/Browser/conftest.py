"""The demo's servers and the system's Chromium, once for all tests; each test has its own browser contexts."""

import json
import pathlib
import re
import ssl
import subprocess
import time
import urllib.request

import pytest
from playwright.sync_api import sync_playwright

import stages
from checks import spoken

ROOT = pathlib.Path(__file__).resolve().parents[2]
COMMAND = str(ROOT / ".build/debug/lienthong")
PASSWORD = "lien-thong-2015"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]
BASE = 19460


def pytest_addoption(parser):
    parser.addoption("--screens", help="a folder: every page is kept there as a picture (docs/screens)")


@pytest.fixture
def screens(request):
    """Keeps a page as a picture, when somebody asked for pictures: light, 1280 px wide, the first window."""
    folder = request.config.getoption("--screens")

    def keep(page, user, path):
        if not folder:
            return
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1280, "height": 900})
        name = re.sub(r"[^a-z0-9]+", "-", f"{user.split('.')[0]}{path}".lower()).strip("-")
        page.screenshot(path=pathlib.Path(folder) / f"{name}.jpg", type="jpeg", quality=60)

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


@pytest.fixture(scope="session")
def offices(tmp_path_factory):
    """Two offices in which nothing has happened yet; their directory is there."""
    for addresses in demo(tmp_path_factory.mktemp("empty") / "data", BASE, "--serve-only"):
        deadline = time.monotonic() + 60
        for address in addresses.values():
            while b'"provinces":63' not in urllib.request.urlopen(f"{address}/health", timeout=5).read():
                assert time.monotonic() < deadline, "the directory does not come"
                time.sleep(0.1)
        yield addresses


@pytest.fixture(scope="session")
def launch():
    """Starts browsers, with further flags when a test wants another one than everybody's."""
    with sync_playwright() as playwright:
        yield lambda *flags: playwright.chromium.launch(
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


@pytest.fixture(scope="session")
def told(tmp_path_factory, chromium, cookies):
    """Two offices in which the whole story has happened, and documents that stand at every other step of their way."""
    folder = tmp_path_factory.mktemp("told") / "data"
    for addresses in demo(folder, BASE + 10):
        contexts = []

        def request_of(user):
            address = addresses[user.split(".")[1]]
            contexts.append(chromium.new_context(base_url=address, storage_state=cookies(address, user)))
            return contexts[-1].request

        places = stages.fill(request_of, close_organ(folder), refuse(folder, BASE + 10))
        for context in contexts:
            context.close()
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


@pytest.fixture
def browse(chromium, cookies):
    """Gives pages, signed in or not; at the end nothing may have been complained about on the console."""
    contexts, complaints = [], []
    # Chromium says so of every answer that is a refusal; the page says the rest.
    expected = re.compile("status of (403|404|422)")

    def open_page(addresses, user, width=1280, scheme="light", javascript=True, signed_in=True, colours=None):
        address = addresses[user.split(".")[1]]
        context = chromium.new_context(
            base_url=address, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", reduced_motion="reduce",
            color_scheme=scheme, forced_colors=colours, viewport={"width": width, "height": 900},
            java_script_enabled=javascript, storage_state=cookies(address, user) if signed_in else None)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(spoken(message))
                if message.type in ("error", "warning") and not expected.search(message.text) else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: (complaints.append("a dialog: " + dialog.message), dialog.dismiss()))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def visit(browse, offices):
    return lambda user, **options: browse(offices, user, **options)


@pytest.fixture
def look(browse, told):
    return lambda user, **options: browse(told, user, **options)
