"""The demo's servers and the system's Chromium, once for all tests; each test has its own browser context."""

import pathlib
import re
import subprocess
import time
import urllib.request

import pytest
from playwright.sync_api import sync_playwright

ROOT = pathlib.Path(__file__).resolve().parents[2]
PASSWORD = "lien-thong-2015"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]
BASE = 19460


def demo(folder, base, *options):
    """Runs the demo until the tests are over; gives the addresses of its two offices when it stays open."""
    command = [str(ROOT / ".build/debug/lienthong"), "demo", "--data", str(folder / "data"), "--port-base", str(base),
               "--samples", str(ROOT / "Samples"), *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    for line in process.stdout:
        if "Các trang đang mở" in line:
            break
    else:
        pytest.fail(f"the demo ended with {process.wait()}")
    yield {"g22": f"http://127.0.0.1:{base + 1}", "h29": f"http://127.0.0.1:{base + 2}"}
    process.terminate()
    process.wait(timeout=20)


@pytest.fixture(scope="session")
def offices(tmp_path_factory):
    """Two offices in which nothing has happened yet; their directory is there."""
    for addresses in demo(tmp_path_factory.mktemp("empty"), BASE, "--serve-only"):
        deadline = time.monotonic() + 60
        for address in addresses.values():
            while b'"provinces":63' not in urllib.request.urlopen(f"{address}/health", timeout=5).read():
                assert time.monotonic() < deadline, "the directory does not come"
                time.sleep(0.1)
        yield addresses


@pytest.fixture(scope="session")
def told(tmp_path_factory):
    """Two offices in which the whole story has happened."""
    yield from demo(tmp_path_factory.mktemp("told"), BASE + 10)


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", headless=True, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def browse(chromium):
    """Gives pages, signed in or not; at the end nothing may have been complained about on the console."""
    contexts, complaints = [], []
    # Chromium says so of every answer that is a refusal; the page says the rest.
    expected = re.compile("status of (403|404|422)")

    def open_page(addresses, user, width=1280, scheme="light", javascript=True, signed_in=True, colours=None):
        context = chromium.new_context(
            base_url=addresses[user.split(".")[1]], locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh",
            reduced_motion="reduce", color_scheme=scheme, forced_colors=colours,
            viewport={"width": width, "height": 900}, java_script_enabled=javascript)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text)
                if message.type in ("error", "warning") and not expected.search(message.text) else None)
        page.on("dialog", lambda dialog: complaints.append("a dialog: " + dialog.message))
        if not signed_in:
            return page
        page.goto("/sign-in")
        page.fill("#user", user)
        page.fill("#password", PASSWORD)
        page.click("form button[type=submit]")
        page.wait_for_url(lambda url: "/sign-in" not in url)
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
