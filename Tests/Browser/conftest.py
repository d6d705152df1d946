"""The demo's servers and the system's Chromium, once for all tests; each test has its own browser context."""

import pathlib
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


@pytest.fixture(scope="session")
def offices(tmp_path_factory):
    data = tmp_path_factory.mktemp("demo") / "data"
    command = [str(ROOT / ".build/debug/lienthong"), "demo", "--serve-only", "--data", str(data), "--port-base", str(BASE),
               "--samples", str(ROOT / "Samples")]
    demo = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    addresses = {"g22": f"http://127.0.0.1:{BASE + 1}", "h29": f"http://127.0.0.1:{BASE + 2}"}
    deadline = time.monotonic() + 60
    for address in addresses.values():
        while True:
            try:
                body = urllib.request.urlopen(f"{address}/health", timeout=2).read()
                if b'"provinces":63' in body:
                    break
            except OSError:
                pass
            assert time.monotonic() < deadline, "the demo does not start"
            time.sleep(0.1)
    yield addresses
    demo.terminate()
    demo.wait(timeout=20)


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", headless=True, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium, offices):
    """Signs somebody in and gives the page; at the end nothing may have been complained about on the console."""
    contexts, complaints = [], []
    # Chromium says so of every form that must be corrected; the page says the rest.
    expected = "status of 422"

    def sign_in(user, width=1280, scheme="light", javascript=True):
        context = chromium.new_context(
            base_url=offices[user.split(".")[1]], locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", reduced_motion="reduce",
            color_scheme=scheme, viewport={"width": width, "height": 900}, java_script_enabled=javascript)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text)
                if message.type in ("error", "warning") and expected not in message.text else None)
        page.goto("/sign-in")
        page.fill("#user", user)
        page.fill("#password", PASSWORD)
        page.click("form button[type=submit]")
        page.wait_for_url(lambda url: "/sign-in" not in url)
        return page

    yield sign_in
    for context in contexts:
        context.close()
    assert complaints == []
