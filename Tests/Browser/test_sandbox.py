"""The page of the sandbox's switches: in every look, by keyboard, without JavaScript."""

import json
import re
import subprocess

import pytest

from checks import check, check_all_looks
from conftest import COMMAND, ROOT


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory):
    data = tmp_path_factory.mktemp("sandbox") / "box"
    process = subprocess.Popen(
        [COMMAND, "sandbox", "--data", str(data), "--port-base", "0", "--samples", str(ROOT / "Samples"), "--json"],
        stdout=subprocess.PIPE, text=True)
    try:
        line = process.stdout.readline()
        assert line, f"the sandbox ended with {process.wait()}"
        yield json.loads(line)
    finally:
        process.terminate()
        process.wait(timeout=60)


@pytest.fixture
def visit(sandbox, chromium):
    contexts = []

    def open_page(**options):
        contexts.append(chromium.new_context(base_url=sandbox["switches"], reduced_motion="reduce", **options))
        page = contexts[-1].new_page()
        page.goto("/")
        return page

    yield open_page
    for context in contexts:
        context.close()


def row(page, title):
    return page.locator("tr", has_text=title)


def press(page, button):
    button.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_the_page_is_accessible_and_fits(visit, screens):
    page = visit()
    assert page.locator("h1").inner_text() == "Hộp cát"
    check_all_looks(page, "the sandbox")
    screens(page, "sandbox", "/")


@pytest.mark.parametrize("javascript", [True, False])
def test_switches_and_clock_work_with_the_keyboard(visit, javascript):
    page = visit(java_script_enabled=javascript, viewport={"width": 320, "height": 700})
    for title in ["Trục bảo trì", "Báo hai lần"]:
        press(page, row(page, title).locator("button"))
        assert "Đang bật" in row(page, title).inner_text()
        press(page, row(page, title).locator("button"))
        assert "Đang tắt" in row(page, title).inner_text()
    page.fill("#hours", "30")
    press(page, page.get_by_role("button", name="Cho đồng hồ đi tới"))
    assert "Đi trước giờ thật 30 giờ." in page.locator("#dong-ho").inner_text()
    press(page, page.get_by_role("button", name="Về giờ thật"))
    assert "Giờ thật." in page.locator("#dong-ho").inner_text()


def test_a_wrong_number_of_hours_is_told_beside_its_field(visit):
    page = visit()
    page.fill("#hours", "0")
    press(page, page.get_by_role("button", name="Cho đồng hồ đi tới"))
    assert page.title().startswith("Lỗi: ")
    assert re.search("Số giờ phải từ 1", page.locator("#hours-loi").inner_text())
    check(page, "the sandbox, wrong hours")
