"""Pages, menus, search and forms work where no script runs."""

import re

import pytest

from stages import DOCUMENTS

USERS = ["vanthu.h29", "lanhdao.h29", "truong.h29", "chuyenvien.h29", "quantri.h29"]


@pytest.mark.parametrize("user", USERS)
def test_every_list_opens_and_counts_what_it_shows(look, user):
    page = look(user, javascript=False)
    page.goto("/")
    links = [(link.get_attribute("href"), link.inner_text()) for link in page.locator(".side a").all()]
    assert links
    for href, text in links:
        page.click(f".side a[href='{href}']")
        assert page.locator(f".side a[href='{href}']").get_attribute("aria-current") == "page", href
        count = re.search(r"\d+", text)
        if count and int(count[0]) <= 50:
            assert page.locator("main tbody tr:not(.row-note)").count() == int(count[0]), href


def test_the_menu_of_a_narrow_window_opens(look):
    page = look("vanthu.h29", width=320, javascript=False)
    page.goto("/incoming?view=to-register")
    page.click(".bar__menu")
    page.click(".side a[href='/registers/in']")
    page.wait_for_url("**/registers/in")


def test_searching(look):
    page = look("vanthu.h29", javascript=False)
    page.goto("/")
    page.fill("#tim", "CAT GIAM thu tuc")
    page.press("#tim", "Enter")
    page.wait_for_url("**/search?q=*")
    assert page.input_value("#tim") == "CAT GIAM thu tuc"
    page.click("text=cắt giảm thủ tục hành chính")
    page.wait_for_url("**/incoming/*")


def test_narrowing_a_search(look):
    page = look("vanthu.h29", javascript=False)
    page.goto("/search?q=thu+tuc")
    everything = page.locator("main a.subject").count()
    assert everything > 1
    page.click("text=Thêm điều kiện")
    page.fill("#organ", "chinh phu")
    page.select_option("#state", "in:submitted")
    page.click("main button:has-text('Tìm')")
    assert page.locator("main a.subject").count() == 1
    assert page.locator(".chip").count() == 2 and page.input_value("#organ") == "chinh phu"
    narrowed = page.url
    page.click("main a.subject")
    page.wait_for_url("**/incoming/*")
    page.go_back()
    assert page.url == narrowed and page.input_value("#q") == "thu tuc"
    while page.locator(".chip").count():
        page.locator(".chip").first.click()
    assert page.locator("main a.subject").count() == everything


def test_on_a_phone_filters_are_folded_and_what_they_ask_stays_in_sight(look):
    page = look("vanthu.h29", width=390, javascript=False)
    page.goto("/search?q=thu+tuc&direction=in")
    fold, field, chips = page.locator(".filter__fold > summary"), page.locator("#state"), page.locator(".chip")
    assert fold.inner_text().strip() == "Lọc (1)"
    assert chips.first.is_visible() and not field.is_visible()
    assert page.locator("main a.subject").first.bounding_box()["y"] < 844, "what was found begins on the first screen"
    fold.focus()
    page.keyboard.press("Enter")
    page.select_option("#state", "in:submitted")
    page.click(".filter__fold button[type=submit]")
    assert fold.inner_text().strip() == "Lọc (2)" and chips.count() == 2
    # A wide window shows them, opened or not.
    page.set_viewport_size({"width": 1280, "height": 900})
    assert field.is_visible() and not fold.is_visible()
    field.focus()
    assert field.evaluate("at => at === document.activeElement")


def test_a_list_is_narrowed_by_the_search(look):
    page = look("vanthu.h29", javascript=False)
    page.goto("/incoming?view=all")
    assert not page.locator("#organ").is_visible()
    page.click("text=Lọc trong danh sách này")
    page.fill("#organ", "chinh phu")
    page.select_option("#within", "30")
    page.click(".filter__fold button[type=submit]")
    page.wait_for_url("**/search?*")
    assert page.locator("main a.subject").count() > 0
    chips = page.locator(".chips").inner_text()
    assert "Danh sách: Văn bản đến" in chips and "Nơi gửi, nhận: chinh phu" in chips and "30 ngày qua" in chips
    page.click("nav.trail a")
    page.wait_for_url("**/incoming?view=all")


@pytest.mark.parametrize("javascript", [False, True])
@pytest.mark.parametrize("asked, name", [("/incoming?view=all&page=1", "Văn bản đến"), ("/search?q=thu+tuc&direction=in", "Tra cứu")])
def test_the_way_back_leads_to_the_list_that_one_came_from(look, javascript, asked, name):
    page = look("vanthu.h29", javascript=javascript)
    page.goto(asked)
    page.locator("main a.subject").first.click()
    page.wait_for_url("**/incoming/*-*")
    # Loading it again forgets nothing.
    page.reload()
    way = page.locator("nav.trail a")
    assert way.inner_text() == name
    way.click()
    page.wait_for_url(lambda url: url.endswith(asked))
    # Who comes from elsewhere finds the plain list.
    document = page.locator("main a.subject").first.get_attribute("href")
    page.goto(document)
    assert page.locator("nav.trail a").get_attribute("href") == "/incoming?view=all"


def test_the_first_page_stands_there_until_the_viewer_has_it(look, told):
    page = look("vanthu.h29", javascript=False)
    # The second time the browser has the picture, so that it is there as long as it is meant to be, however busy the machine is.
    with page.expect_response("**/first-page") as drawn:
        page.goto(told["places"]["to register"], wait_until="domcontentloaded")
    assert drawn.value.status == 200 and drawn.value.body().startswith(b"\xff\xd8\xff")
    page.goto(told["places"]["to register"], wait_until="commit")
    picture, frame = page.locator(".doc__first img"), page.locator("iframe.doc__frame")
    picture.wait_for(state="visible")
    over, under = picture.bounding_box(), frame.bounding_box()
    assert over["y"] > under["y"] and over["width"] <= under["width"] < over["width"] * 1.1
    picture.wait_for(state="hidden")
    assert frame.is_visible()


def test_a_narrow_window_has_the_first_page_in_the_place_of_the_frame(look, told):
    page = look("vanthu.h29", width=320, javascript=False)
    page.goto(told["places"]["to register"], wait_until="load")
    picture, link = page.locator(".doc__first img"), page.locator("a.doc__first")
    assert picture.is_visible() and picture.bounding_box()["height"] > 300
    assert not page.locator("iframe.doc__frame").is_visible()
    assert link.inner_text().strip().startswith("Mở toàn văn ")
    assert page.request.get(link.get_attribute("href")).body().startswith(b"%PDF")


def test_controls_that_need_the_script_do_not_show(visit):
    page = visit("chuyenvien.g22", javascript=False)
    page.goto("/outgoing/new")
    assert page.locator("[data-narrow]").count() == 1
    assert not page.locator("[data-narrow]").is_visible()
    door = visit("chuyenvien.g22", javascript=False, signed_in=False)
    door.goto("/sign-in")
    assert not door.locator("[data-reveal]").is_visible()


def test_a_draft_is_corrected_saved_and_sent_on(visit):
    page = visit("chuyenvien.g22", javascript=False)
    page.goto("/outgoing/new")
    page.fill("#subject", "V/v làm việc không cần JavaScript")
    page.check("#recipients-H29")
    page.click("text=Lưu dự thảo")
    assert page.locator(".errors a[href='#approver']").count() == 1
    assert page.input_value("#subject") == "V/v làm việc không cần JavaScript"
    assert page.is_checked("#recipients-H29")
    page.select_option("#approver", index=1)
    page.click("text=Lưu dự thảo")
    path = page.url
    # Nothing is submitted without its file.
    assert page.locator("button:has-text('Trình')").count() == 0
    page.click("text=Sửa dự thảo…")
    page.set_input_files("#file", DOCUMENTS / "thong-bao-ket-luan.pdf")
    page.click("text=Lưu dự thảo")
    page.click("text=So sánh với phiên bản 1")
    assert page.locator("text=Tệp mới ở phiên bản 2").count() == 1
    page.goto(path)
    page.click("button:has-text('Trình')")
    leader = visit("lanhdao.g22", javascript=False)
    leader.goto(path)
    leader.click("button:has-text('Ký duyệt')")
    clerk = visit("vanthu.g22", javascript=False)
    clerk.goto(path)
    clerk.click("a.button:has-text('Cấp số')")
    clerk.click("button:has-text('Cấp số')")
    clerk.set_input_files("#file", DOCUMENTS / "thong-bao-ket-luan.pdf")
    clerk.click("button:has-text('Đính kèm')")
    assert clerk.locator(".doc:has-text('thong-bao-ket-luan.pdf')").count() == 1


def test_signing_in_and_out(visit):
    page = visit("truong.h29", javascript=False, signed_in=False)
    page.goto("/incoming?view=unit")
    assert "/sign-in" in page.url
    page.fill("#user", "truong.h29")
    page.fill("#password", "lien-thong-2015")
    page.click("form button[type=submit]")
    page.wait_for_url("**/incoming?view=unit")
    page.click("details.me summary")
    page.click("text=Đăng xuất")
    page.wait_for_url("**/sign-in")
    page.goto("/incoming?view=unit")
    assert "/sign-in" in page.url, "who signed out is out"


def test_a_document_is_put_into_a_case_file_that_is_closed_and_has_an_index(look, told):
    page = look("chuyenvien.h29", javascript=False)
    page.goto(told["places"]["to begin"])
    page.click("a:has-text('Đưa vào hồ sơ…')")
    page.click("a:has-text('Mở hồ sơ mới…')")
    page.fill("#title", "Hồ sơ cập nhật cơ sở dữ liệu thủ tục")
    page.click("button:has-text('Lưu')")
    page.wait_for_url("**/case-files?file=*")
    page.click("button:has-text('Đưa vào hồ sơ')")
    page.click("#ho-so a:has-text('Hồ sơ cập nhật cơ sở dữ liệu thủ tục')")
    file = page.url
    page.click("a:has-text('Đóng hồ sơ…')")
    assert "chưa hoàn thành" in page.locator("main").inner_text()
    page.click("button:has-text('Đóng hồ sơ')")
    assert page.url == file and "Đã đóng" in page.locator(".facts").inner_text()
    assert page.locator("a:has-text('Đưa văn bản vào…')").count() == 0
    page.click("a:has-text('Mục lục văn bản')")
    row = page.locator(".register tbody tr")
    assert row.count() == 1 and "V/v cập nhật cơ sở dữ liệu thủ tục" in row.inner_text()
    answer = page.request.get(f"{file}/export/pdf")
    assert answer.status == 200 and answer.body().startswith(b"%PDF")
