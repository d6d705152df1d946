"""After an office came back from a backup the clerk says which number was the last, by mouse, with the keyboard, without JavaScript."""

import datetime
import re
import subprocess

import pytest

from checks import check_all_looks
from conftest import COMMAND, serve_office, sit_down
from hands import WAYS, Hand
from stages import Sender

BOOK = f"out-{datetime.date.today().year}"


def number(sender, subject):
    """The number that the next document gets."""
    page = sender.clerk.request.get(sender.number(sender.draft(subject))).text()
    return int(re.search(r"(\d+)/VPCP-KSTT", page)[1])


@pytest.fixture
def restored(tmp_path, desk, offices):
    """An office that was lost after it had given out one number more than its backup knows: its address, the numbers."""
    sender = Sender.at(desk)
    known = number(sender, "V/v trước bản sao lưu")
    copy, folder = str(tmp_path / "g22.backup"), str(tmp_path / "g22")
    subprocess.run([COMMAND, "office", "backup", "--data", str(offices["folder"] / "g22"), "--to", copy], check=True)
    last = number(sender, "V/v sau bản sao lưu")
    subprocess.run([COMMAND, "office", "restore", "--data", folder, copy], check=True)
    for address in serve_office(folder, "G22"):
        yield {"g22": address}, known, last


@pytest.mark.parametrize("way", WAYS)
def test_no_number_is_given_twice(browse, playwright, cookies, restored, way):
    addresses, known, last = restored
    clerk = Hand(browse(addresses, "vanthu.g22", javascript=way != "no script"), way)
    clerk.open(f"/registers/out?book={BOOK}").go("Kiểm tra sổ")
    assert "Chờ xác nhận số cuối" in clerk.main.inner_text()
    clerk.go("Xác nhận số cuối…")
    if way == "mouse":
        check_all_looks(clerk.page, "the last number of a restored book")
    clerk.fill("last", str(known - 1)).go("Xác nhận")
    assert clerk.page.locator(".errors").count() == 1, "the backup knows more"
    if way == "mouse":
        check_all_looks(clerk.page, "the last number of a restored book, wrong")
    clerk.fill("last", str(last)).go("Xác nhận")
    text = clerk.main.inner_text()
    assert "Đã cấp sau bản sao lưu" in text and "Sổ liên tục" in text and "Chờ xác nhận" not in text
    # The looks before leave a narrow window, where the list of the side is folded.
    clerk.page.set_viewport_size({"width": 1280, "height": 900})
    clerk.go("Số sau phục hồi", ".side")
    series = f"last-copies-{datetime.date.today().year}"
    if way == "mouse":
        check_all_looks(clerk.page, "what waits beside the books")
    clerk.fill(series, "x").go("Xác nhận")
    assert clerk.page.locator(".errors").count() == 1, "no number"
    clerk.fill(series, "2").go("Xác nhận")
    assert clerk.page.locator(f"[name='{series}']").count() == 0, "it waits no more"
    for desk in sit_down(playwright, cookies, addresses):
        assert number(Sender.at(desk), "V/v sau khi phục hồi") == last + 1
