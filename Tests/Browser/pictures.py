"""Takes the pictures of the README: `.venv/bin/python Tests/Browser/pictures.py [FOLDER]`, docs/pictures when none is named.

Runs the demo's story in a folder of its own and looks at its pages.
"""

import pathlib
import sys
import tempfile

from playwright.sync_api import sync_playwright

from conftest import FLAGS, PASSWORD, ROOT, demo
from screenshots import painted
from stages import Desk, Sender

BASE = 19480


def sign_in(browser, address, user, width, height):
    context = browser.new_context(base_url=address, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", color_scheme="light",
                                  reduced_motion="reduce", viewport={"width": width, "height": height})
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("#user", user)
    page.fill("#password", PASSWORD)
    page.click("form button[type=submit]")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    return page


def take(folder, browser, offices):
    folder.mkdir(parents=True, exist_ok=True)
    page = sign_in(browser, offices["g22"], "lanhdao.g22", 1280, 600)
    page.goto("/board?view=steps")
    page.screenshot(path=folder / "board.png")

    page = sign_in(browser, offices["g22"], "lanhdao.g22", 390, 980)
    page.goto("/board?view=steps")
    page.screenshot(path=folder / "phone.png")

    # One more document, so that the receiver has something to register.
    people = ("chuyenvien.g22", "lanhdao.g22", "vanthu.g22")
    sender = Sender(*(Desk(sign_in(browser, offices["g22"], user, 1280, 600).request) for user in people))
    subject = "V/v báo cáo kết quả gửi, nhận văn bản điện tử quý IV"
    sender.publish(sender.ready(sender.draft(subject), "signed/hop-le-ca-nhan-va-co-quan.pdf"))
    page = sign_in(browser, offices["h29"], "vanthu.h29", 1280, 720)
    page.goto(Desk(page.request).found(subject) + "/register", wait_until="domcontentloaded")
    assert painted(page, seconds=20), "the viewer does not paint the file"
    page.screenshot(path=folder / "incoming.png")


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "docs/pictures")
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", headless=True, args=FLAGS)
        for offices in demo(pathlib.Path(data) / "data", BASE):
            take(folder, browser, offices)
        browser.close()


if __name__ == "__main__":
    main()
