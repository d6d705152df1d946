"""Every page with what it holds in use: axe without violations, no sideways scrolling; light and dark, wide and narrow."""

import datetime
import pathlib

import pytest

from checks import check, check_all_looks
from stages import address

# The register of issues that opens by itself.
BOOK = f"out-{datetime.date.today().year}"
# Words in braces are steps at which a document stands.
PAGES = {
    "lanhdao.g22": [
        "/board", "/board?view=steps", "/board?view=pictures", "/board?view=steps&urgency=0", "/board?view=pictures&urgency=0", "/board?agency=khong+co", "/board?urgency=0", "/board/lines", "/board/lines?part=out", "/board/lines?part=late&change=entered", "/tasks", "/tasks?part=late&agency=khong+co", "/urging", "/urging?view=intervene&agency=khong+co", "/urging?view=letters", "{urging}", "{task}/finish", "{task}/change-deadline", "{task}/stop-clock", "{stopped task}/resume-clock", "{task}/withdraw", "{reopened task}/reopen", "/board?field=khong+co", "{sent to finish}/field", "/outgoing?view=to-approve", "/outgoing?view=all", "/statistics/period?kind=month", "/incoming?view=to-direct", "/registers/out", "/registers/out/print",
        "{to approve}", "{to approve}/return", "{to approve}/sign", "/account/signing-key", "{sent to register}", "{sent returned}", "/registers/out/check?book=" + BOOK,
    ],
    "chuyenvien.g22": [
        "/outgoing/new", "/outgoing?view=drafts", "{draft}", "{draft}/edit", "{returned draft}", "{returned draft}/compare", "{draft on paper}/edit", "{draft}/tasks", "{draft}/task-marks", "{draft}/task-marks?next=1&mark=0&mark=1", "{draft task}/edit", "{draft task}/remove", "{sent to finish}", "/outgoing/new?replaces={sent to finish}",
    ],
    "truong.g22": ["/outgoing?view=to-initial", "{to initial}", "{to initial}/edit", "{to initial}/return"],
    "vanthu.g22": [
        "/failures", "{failed package}/stop", "{refused receiver}/settle", "/outgoing?view=all", "/outgoing?view=to-number", "{to number}", "{to number}/number",
        "/registers/out/check?book=" + BOOK, "/registers/out/reserve?book=" + BOOK, "/registers/out/cancel?book=" + BOOK, "/restored", "{to attach}", "{to attach}/seal", "{to publish}", "{sent to register}",
        "{to publish}/publish", "{failed}", "{sent to finish}", "{sent to submit}/recall", "{sent to submit}/recipients", "{sent asked}", "{sent withdrawn}",
        "{sent withdrawn}/recall", "{sent updating}", "{sent to submit}/update", "/post-register", "/copy-register", "/copies", "{copy}", "{sent to finish}/make-copy", "{sent to finish}/sign-copy", "{electronic copy}", "{sent to finish}/post", "{sent to finish}/copy-use", "/tasks", "{sent to finish}/tasks", "/urging", "{urging}", "{urging letter}", "{urging letter}/urging", "{sent to begin}",
        "{to issue on paper}", "{to issue on paper}/publish", "{to issue with paper}/publish", "{issued on paper}", "{issued on paper}/post",
    ],
    "vanthu.h29": [
        "/incoming?view=to-register", "/incoming/slow", "/incoming/near", "/notices", "/incoming/bulk?act=register&document={to register}", "/incoming/bulk?act=link&document={to register}",
        "/incoming?view=all", "/failures", "/registers/in", "/registers/in/print?first=1&volume=1", "/registers/in?first=900", "/registers/in?form=handling",
        "/search?q=don+doc", "/search?q=khong-co-van-ban-nay", "/search", "/search?q=thu+tuc&direction=in&organ=chinh+phu", "{to register}", "{to register}/register", "{to register}/link", "{to register}/return",
        "{to submit}/submit", "{to submit}/stamp", "{to submit}/make-copy", "{returned}", "/incoming/new", "/incoming?view=asked", "{asked}", "{asked}/recall", "{withdrawn}", "{updating}", "{updating}/update",
        "/case-files?view=all", "/case-plan", "/case-plan/heading", "/case-plan/file",
        "/case-files?view=due", "/archive", "/transfers?waiting=1", "/transfers", "/transfers?purpose=destruction", "/transfers/new?purpose=historical", "{transfer}", "{transfer}/end",
        "{transfer}/list", "{transfer}/record", "{transfer return}",
        "/received-tasks", "/received-tasks?part=late", "{waiting task}/accept", "{given task}/return", "{to assign}",
        "/secrets", "/secrets/new?direction=out", "{secret paper}", "{secret paper}/edit", "{secret paper}/secrecy", "{secret paper}/protection", "{secret paper}/hand-over", "{secret book}", "/secrets?view=ending",
    ],
    "lanhdao.h29": [
        "/delegations", "/delegations/new", "/phrases", "/account/mail",
        "/incoming?view=to-direct", "/notices", "/incoming/bulk?act=direct&document={to direct}", "/incoming/bulk?act=remind&document={to finish}",
        "/incoming?view=directed", "{to direct}", "{to direct}/direct", "{to direct}/back", "{to finish}", "{to finish}/freeze",
        "{to finish}/share", "{to finish}/remind", "{to finish}/extend", "{to finish}/sheet", "{to finish}/supplement", "{to finish}/withdraw", "/incoming?view=know", "/incoming?view=overdue", "/statistics?by=person", "/statistics/issues", "/statistics/issues/print?by=signer", "/statistics/period", "/statistics/period/print?kind=month",
        "/received-tasks?part=finished", "{given task}/give",
    ],
    "truong.h29": ["/incoming?view=to-assign", "/statistics/period", "/statistics/period/print", "{to assign}", "{to assign}/assign", "/case-files?view=unit", "{closed file}/reopen",
                   "/received-tasks", "{given task}/progress", "{given task}/finish", "{given task}/ask-extension"],
    "chuyenvien.h29": [
        "/incoming?view=leading", "{to begin}", "{to finish}", "{to finish}/finish", "{to reply}", "/outgoing/new?answers={to reply}",
        "/case-files", "/case-files?q=khong-co", "/case-files/new", "{case file}", "{case file}/edit", "{case search}", "{case document}",
        "{case file}/close", "{case file}/index", "{closed file}", "{to finish}/case-files", "{to begin}/send-back", "{to begin}/hand-over", "{to begin}/ask-extension", "{to begin}/ask-opinion",
        "/opinions", "/archive?q=khong-co", "/transfers/new", "{closed file}/hold",
    ],
    "phoihop.h29": ["/incoming?view=unit-supporting", "/incoming?view=supporting", "{to finish}", "{to finish}/report"],
    "quantri.h29": [
        "/people", "/people?unit=NCPC", "/people/new", "/people/import", "/people/log", "/access", "/access/retention", "/units", "/units/new", "/units/NCPC",
        "/books", "/books/new", "/books/" + BOOK, "/calendar", "/type-deadlines", "/phrases", "/account", "/account/password", "/delegations", "/account/second-factor", "/people/sign-in", "/people/notices", "/people/escalation", "/statistics/period", "/account/mail",
        "/seal-key", "/account/tokens/new", "/tokens", "/docs", "/docs/copies", "{leader}", "{leader}/mail", "{leader}/signing/new",
    ],
}


def pages_of(agency):
    return [(user, path) for user, paths in PAGES.items() if user.endswith(f".{agency}") for path in paths]


# Those of the other agency stand in a file of their own: files are what is shared out among processes.
@pytest.mark.parametrize("user,path", pages_of("g22"))
def test_a_page(look_over, user, path):
    look_over(user, path)


# What is typed wrongly, and what the page must say of it.
MISTAKES = [
    ("vanthu.h29", "/search?q=thu+tuc&urgency=0", {"#from": "31/02/2027"}),
    ("chuyenvien.g22", "/outgoing/new", {"#due": "31/02/2027"}),
    ("chuyenvien.g22", "{draft}/edit", {"#subject": ""}),
    ("lanhdao.g22", "{to approve}/return", {"#reason": "Ngắn"}),
    ("lanhdao.g22", "{to approve}/sign", {"#page": "0"}),
    ("lanhdao.h29", "/account/signing-key", {}),
    ("vanthu.g22", "{to attach}/seal", {"#secret": "khong-phai"}),
    ("vanthu.g22", "{sent to finish}/sign-copy", {"#receivers": "Vụ Thử nghiệm"}),
    ("vanthu.g22", "{to publish}/publish", {"#reason": "Chưa đánh dấu vẫn ban hành."}),
    ("lanhdao.h29", "/phrases", {"#text": ""}),
    ("lanhdao.h29", "/account/mail", {"#address": "có dấu@example.vn"}),
    ("vanthu.h29", "/incoming/bulk?act=register&document={to register}", {}),
    ("vanthu.h29", "{to register}/register", {"#due": "hôm nào"}),
    ("vanthu.h29", "{to register}/return", {"#reason": "Ngắn"}),
    ("vanthu.h29", "{to submit}/submit", {}),
    ("lanhdao.h29", "{to direct}/direct", {"#text": "Chưa chọn ai chủ trì."}),
    ("truong.h29", "{to assign}/assign", {}),
    ("vanthu.h29", "{given task}/return", {"#reason": "Ngắn"}),
    ("truong.h29", "{given task}/progress", {"#text": ""}),
    ("truong.h29", "{given task}/ask-extension", {"#due": "31/02/2027"}),
    ("chuyenvien.h29", "{to finish}/finish", {"#result": ""}),
    ("vanthu.h29", "/incoming/new", {"#issuer": "Công ty Ví Dụ", "#date": "31/02/2026"}),
    ("vanthu.g22", "{sent to submit}/recipients", {}),
    ("vanthu.g22", "{sent to submit}/recall", {"#reason": "Ngắn"}),
    ("vanthu.g22", "{sent to submit}/update", {"#reason": "Ngắn", "#date": "31/02/2026"}),
    ("chuyenvien.g22", "{draft}/tasks", {"#due": "31/02/2027"}),
    ("chuyenvien.g22", "{draft}/task-marks", {}),
    ("chuyenvien.g22", "{draft}/task-marks?next=1&mark=0&mark=1", {"#due-1": "31/02/2099"}),
    ("vanthu.g22", "{sent to finish}/tasks", {"#text": "Chưa chọn ai chủ trì."}),
    ("lanhdao.g22", "/tasks", {"#from": "31/02/2027"}),
    ("lanhdao.g22", "/statistics/period", {"#day": "31/02/2027"}),
    ("lanhdao.g22", "/urging?view=intervene", {"#days": "mười"}),
    ("vanthu.g22", "{urging}", {"#text": ""}),
    ("lanhdao.g22", "{task}/finish", {"#day": "31/02/2027"}),
    ("lanhdao.g22", "{task}/change-deadline", {"#due": "31/02/2027"}),
    ("lanhdao.g22", "{task}/stop-clock", {"#reason": "Ngắn"}),
    ("lanhdao.g22", "{task}/withdraw", {"#reason": "Ngắn"}),
    ("lanhdao.h29", "{to direct}/back", {"#reason": "Ngắn"}),
    ("chuyenvien.h29", "/case-files/new", {"#title": "", "#started": "31/02/2027"}),
    ("chuyenvien.h29", "{case file}/edit", {"#title": ""}),
    ("chuyenvien.h29", "{case file}/close", {"#ended": "31/02/2027"}),
    ("truong.h29", "{closed file}/reopen", {"#reason": "Ngắn"}),
    ("chuyenvien.h29", "{case document}", {"#reason": "Ngắn"}),
    ("chuyenvien.h29", "{to begin}/case-files", {}),
    ("chuyenvien.h29", "/transfers/new", {}),
    ("chuyenvien.h29", "{closed file}/hold", {"#until": "31/02/2027"}),
    ("lanhdao.h29", "{to finish}/freeze", {"#reason": "Ngắn"}),
    ("lanhdao.h29", "{to finish}/share", {"#until": "31/02/2027", "#reason": "Chưa chọn ai."}),
    ("vanthu.g22", "{sent to finish}/post", {"#recipient": ""}),
    ("vanthu.g22", "{sent to finish}/copy-use", {"#user-name": ""}),
    ("vanthu.h29", "{transfer return}", {"#reason": "Ngắn"}),
    ("vanthu.h29", "/case-plan/heading", {"#name": "Tài chính", "#abbreviation": "tài chính"}),
    ("vanthu.h29", "/case-plan/file", {"#title": ""}),
    ("lanhdao.h29", "{to finish}/supplement", {"#text": "Chưa chọn ai.", "#people-due": "31/02/2027"}),
    ("lanhdao.h29", "{to finish}/withdraw", {"#reason": "Ngắn"}),
    ("chuyenvien.h29", "{to begin}/send-back", {"#reason": "Ngắn"}),
    ("chuyenvien.h29", "{to begin}/hand-over", {"#reason": "Ngắn"}),
    ("chuyenvien.h29", "{to begin}/ask-extension", {"#due": "31/02/2027"}),
    ("chuyenvien.h29", "{to begin}/ask-opinion", {"#question": "Chưa chọn ai."}),
    ("phoihop.h29", "{to finish}/report", {"#result": ""}),
    ("vanthu.g22", "{to number}/number", {"#beside": "9999"}),
    ("vanthu.g22", "{failed package}/stop", {"#reason": "ngắn"}),
    ("vanthu.g22", "{refused receiver}/settle", {"#reason": "ngắn"}),
    ("vanthu.g22", "/registers/out/reserve?book=" + BOOK, {"#count": "99", "#reason": "Chờ ký"}),
    ("vanthu.g22", "/registers/out/cancel?book=" + BOOK, {"#number": "99999", "#reason": "Cấp nhầm cho văn bản khác."}),
    ("vanthu.h29", "/secrets/new?direction=out", {"#date": "31/02/2027"}),
    ("vanthu.h29", "{secret paper}/edit", {"#copies": "0"}),
    ("vanthu.h29", "{secret paper}/secrecy", {"#day": "31/02/2027"}),
    ("vanthu.h29", "{secret paper}/hand-over", {"#passed": "31/02/2027"}),
    ("vanthu.h29", "{secret paper}/protection", {"#until": "31/02/2027"}),
    ("quantri.h29", "/books/new", {"#name": "x"}),
    ("quantri.h29", "/calendar", {"#first": "31/02/2027", "#name": "Ngày nghỉ"}),
    ("quantri.h29", "/type-deadlines", {"#days": "0"}),
    ("lanhdao.h29", "{to finish}/extend", {"#due": "31/02/2027", "#reason": "Đơn vị đề nghị thêm thời gian."}),
    ("quantri.h29", "/people/new", {"#user": "có dấu", "#full-name": "Tô Thị Ví Dụ"}),
    ("quantri.h29", "/units/new", {"#id": "có dấu", "#name": "Tổ Ví Dụ", "#short": "TVD"}),
    ("quantri.h29", "/people/import", {}),
    ("quantri.h29", "/people/notices", {"#time": "25:00"}),
    ("quantri.h29", "/access/retention", {"#years": "3"}),
    ("quantri.h29", "/people/escalation", {"#work_head": "0"}),
    ("quantri.h29", "{leader}/mail", {"#address": "mau"}),
    ("lanhdao.h29", "/delegations/new", {"#start": "31/02/2027"}),
    ("quantri.h29", "{leader}/signing/new", {"#start": "31/02/2027"}),
    ("quantri.h29", "/account/tokens/new", {"#ends": "31/12/2999"}),
    ("quantri.h29", "/account/password", {"#current": "khong-phai", "#wanted": "ngắn", "#again": "ngắn"}),
]


@pytest.mark.parametrize("user,path,typed", MISTAKES)
def test_a_form_with_a_mistake(glance, told, user, path, typed):
    page = glance(user)
    page.goto(address(told, path), wait_until="domcontentloaded")
    for field, text in typed.items():
        page.fill(field, text)
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.locator("main form button[type=submit]").first.click()
    errors = page.locator(".errors")
    assert errors.evaluate("at => at === document.activeElement"), "the summary of errors takes the focus"
    assert page.title().startswith("Lỗi: ")
    target = errors.locator("a").first.get_attribute("href")
    assert page.locator(target).count() == 1, f"{target} leads nowhere"
    check(page, f"{user} {path} with a mistake")
    page.set_viewport_size({"width": 320, "height": 900})
    page.emulate_media(color_scheme="dark")
    check(page, f"{user} {path} with a mistake, 320 px, dark")


@pytest.mark.parametrize("user,path", [
    ("vanthu.h29", "/search?q=thu+tuc"), ("vanthu.h29", "/incoming?view=all"), ("lanhdao.g22", "/board/lines"),
])
def test_a_filter_that_is_opened_on_a_phone(glance, user, path):
    page = glance(user)
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto(path, wait_until="domcontentloaded")
    page.click(".filter__fold > summary")
    check(page, f"{user} {path} with the filter open, 320 px")


def test_a_span_of_registers_that_is_none_is_told(look):
    page = look("vanthu.h29")
    page.goto("/registers/in")
    page.fill("#from", "31/02/2026")
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.locator("main form.filter button[type=submit]").click()
    assert page.title().startswith("Lỗi: ")
    assert page.locator(".errors a").get_attribute("href") == "#from" and page.input_value("#from") == "31/02/2026"
    check_all_looks(page, "a span that is none")


def test_registers_are_printed_as_books_and_downloaded(look):
    page = look("vanthu.h29")
    page.goto("/registers/in")
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải .xlsx").click()
    assert download.value.suggested_filename.startswith("so-van-ban-den-")
    assert pathlib.Path(download.value.path()).read_bytes().startswith(b"PK")
    page.get_by_role("link", name="Bản in để ký, đóng quyển").click()
    page.wait_for_url("**/registers/in/print?*")
    page.fill("#volume", "07")
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.locator("main form.filter button[type=submit]").click()
    page.emulate_media(media="print")
    text = page.locator("article.register").inner_text()
    assert "QUYỂN SỐ 07" in text.upper() and "từ số " in text and "NGƯỜI ĐỨNG ĐẦU CƠ QUAN" in text
    for part in (".filter", ".trail", ".page__head"):
        assert not page.locator(part).first.is_visible(), part


def test_a_register_kept_elsewhere_is_taken_into_a_book(look):
    admin = look("quantri.h29")
    admin.goto("/books/new")
    admin.select_option("#direction", "in")
    admin.fill("#year", "2024")
    admin.fill("#name", "Sổ giấy cũ")
    admin.click("main form button[type=submit]")
    admin.wait_for_url("**/books")
    page = look("vanthu.h29")
    page.goto("/registers/in")
    page.select_option("#book", label="Sổ giấy cũ 2024")
    page.click("main form.filter button[type=submit]")
    page.get_by_role("link", name="Kiểm tra sổ").click()
    page.get_by_role("link", name="Nhập sổ cũ…").click()
    check_all_looks(page, "a register to be sent")
    page.click("main form button[type=submit]")
    page.locator(".errors").wait_for()
    check(page, "no file")
    table = ("Số đến,Ngày đến,Tác giả,\"Số, ký hiệu văn bản\",Tên loại và trích yếu nội dung văn bản\n"
             "7,05/02/2024,Sở Ví Dụ,15/SVD-VP,Công văn: V/v kiểm kê sổ giấy\n8,hôm nào,Sở Ví Dụ,,Không ngày\n")
    page.set_input_files("#file", {"name": "so.csv", "mimeType": "text/csv", "buffer": table.encode()})
    page.click("main form button[type=submit]")
    page.wait_for_url("**/registers/import/*-*")
    assert "1 dòng sẽ vào Sổ giấy cũ 2024, 1 dòng không nhập" in page.locator("main").inner_text()
    check_all_looks(page, "a register before it is taken")
    page.get_by_role("button", name="Đưa 1 dòng vào sổ").click()
    page.wait_for_url("**/registers/in?book=*")
    assert "V/v kiểm kê sổ giấy" in page.locator("article.register").inner_text()
    page.get_by_role("link", name="Tìm trong sổ cũ").click()
    page.fill("#q", "kiem ke so giay")
    page.click("main form.filter button[type=submit]")
    page.get_by_role("link", name="V/v kiểm kê sổ giấy").wait_for()
    check_all_looks(page, "found in a book")


def test_a_secret_register_kept_elsewhere_is_taken_into_a_secret_book(look):
    admin = look("quantri.h29")
    admin.goto("/books/new")
    admin.select_option("#direction", "in")
    admin.fill("#year", "2023")
    admin.fill("#name", "Sổ mật giấy cũ")
    admin.check("#secret")
    keeper = admin.locator("#keeper option", has_text="Trần Thị Ví Dụ").get_attribute("value")
    admin.select_option("#keeper", keeper)
    admin.click("main form button[type=submit]")
    admin.wait_for_url("**/books")
    page = look("vanthu.h29")
    page.goto("/registers/in")
    page.select_option("#book", label="Sổ mật giấy cũ 2023")
    page.click("main form.filter button[type=submit]")
    page.get_by_role("link", name="Kiểm tra sổ").click()
    page.get_by_role("link", name="Nhập sổ cũ…").click()
    check_all_looks(page, "a secret register to be sent")
    table = ("Số đến,Ngày đến,Tác giả,\"Số, ký hiệu văn bản\",Ngày tháng văn bản,Tên loại và trích yếu nội dung văn bản,Độ mật\n"
             "7,05/02/2023,Công an tỉnh Ví Dụ,15/CA-AN,04/02/2023,Công văn: V/v kiểm tra tủ hồ sơ,Tối mật\n8,05/02/2023,A,,,,Thường\n")
    page.set_input_files("#file", {"name": "so.csv", "mimeType": "text/csv", "buffer": table.encode()})
    # Above it the clerk is told that the book is hers now, with a form of its own.
    page.get_by_role("button", name="Xem trước").click()
    page.wait_for_url("**/secrets/import/*-*")
    assert "1 dòng sẽ vào Sổ mật giấy cũ 2023, 1 dòng không nhập" in page.locator("main").inner_text()
    check_all_looks(page, "a secret register before it is taken")
    page.get_by_role("button", name="Đưa 1 dòng vào sổ").click()
    page.wait_for_url("**/registers/in?book=*")
    assert "V/v kiểm tra tủ hồ sơ" in page.locator("article.register").inner_text()


def test_signing_in(look):
    page = look("vanthu.h29", signed_in=False)
    page.goto("/sign-in")
    check_all_looks(page, "sign-in")
    page.fill("#user", "khong-co-ai")
    page.fill("#password", "sai")
    page.click("form button[type=submit]")
    page.locator(".errors").wait_for()
    check_all_looks(page, "sign-in refused")


@pytest.mark.parametrize("path,status", [
    ("/khong-co", 404), ("/board", 403), ("/board/lines", 403), ("/tasks", 403), ("/urging", 403), ("/received-tasks", 403), ("/incoming/khong-co", 404), ("/failures", 403), ("{to register}", 404),
])
def test_a_refusal_is_a_page_that_leads_on(look, told, path, status):
    page = look("quantri.h29")
    assert page.goto(address(told, path)).status == status
    check_all_looks(page, f"{status} {path}")
    page.locator("main a.button--main").click()
    page.wait_for_url("**/people")


@pytest.mark.parametrize("asked", ["/board?agency", "/board?view=pictures&agency", "/board?view=steps&agency"])
def test_a_view_of_the_board_is_saved_opened_and_removed(look, asked):
    page = look("lanhdao.g22")
    page.goto(f"{asked}=uy+ban")
    page.fill("#name", "")
    page.click("form[action='/board/views'] button[type=submit]")
    page.locator(".errors").wait_for()
    check_all_looks(page, "a view without a name")
    page.fill("#name", "Các ủy ban nhân dân")
    page.click("form[action='/board/views'] button[type=submit]")
    page.locator("nav.chips a[aria-current=page]").wait_for()
    check_all_looks(page, "a saved view")
    page.click("nav.chips a[href^='/search/saved/']")
    page.locator("form[action$='/delete']").wait_for()
    check_all_looks(page, "the name of a view")
    page.click("form[action$='/delete'] button[type=submit]")
    page.wait_for_url(f"**{asked}=*")
    assert page.locator("nav.chips").count() == 0


def test_a_document_shows_its_file(look, told):
    page = look("vanthu.h29")
    page.goto(told["places"]["to register"], wait_until="domcontentloaded")
    frame = page.locator("iframe.doc__frame")
    assert frame.get_attribute("title").startswith("Nội dung ")
    answer = page.request.get(frame.get_attribute("src"))
    assert answer.status == 200 and answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("inline")
    assert answer.body().startswith(b"%PDF")
    assert page.locator(".doc a[download]").count() >= 1


def test_a_first_page_that_cannot_be_drawn_leaves_no_sign(look, told):
    page = look("vanthu.h29", width=320)
    page.route("**/first-page", lambda route: route.fulfill(status=422, content_type="text/html", body="<p>no</p>"))
    page.goto(told["places"]["to register"], wait_until="load")
    assert page.locator("a.doc__first").is_visible()
    assert not page.locator(".doc__first img").is_visible(), "the place of the picture is empty"
    check_all_looks(page, "without a first page")


def test_a_phone_held_sideways_has_no_frame(chromium, cookies, told):
    context = chromium.new_context(
        base_url=told["h29"], storage_state=cookies(told["h29"], "vanthu.h29"), is_mobile=True, has_touch=True,
        viewport={"width": 915, "height": 412})
    page = context.new_page()
    page.goto(told["places"]["to register"], wait_until="load")
    assert page.locator(".doc__first img").is_visible() and not page.locator("iframe.doc__frame").is_visible()
    check(page, "a phone held sideways")
    context.close()


def test_a_failure_tells_its_cause_and_what_to_do(look, told):
    page = look("vanthu.g22")
    page.goto("/failures")
    row = page.locator(f"tr:has(a[href='{told['places']['failed']}'])")
    assert "V/v bàn giao hồ sơ lưu trữ số" in row.inner_text(), "a number alone names no document"
    assert "Trung tâm Lưu trữ số" in row.inner_text(), "a code names no agency"
    note = row.locator("xpath=following-sibling::tr[1]")
    assert "kế thừa" in note.inner_text() and "30/06/2024" in note.inner_text()
    assert note.get_by_role("button", name="Gửi lại").is_visible()
    # The same again meets the same refusal: what helps stands out.
    assert "button--main" in note.get_by_role("link", name="Thôi gửi…").get_attribute("class")


def test_a_document_tells_which_systems_have_it_and_which_could_not_take_it(look, told):
    page = look("vanthu.g22")
    page.goto(told["places"]["sent to register"], wait_until="domcontentloaded")
    assert "Đã ban hành, 1 nơi chưa nhận được" in page.locator(".facts").inner_text()
    taken, refused = (page.locator(f"tr[data-organ={code}]") for code in ("H29", "G01"))
    assert taken.get_attribute("data-transport") == "delivered"
    assert "Đã đến hệ thống nơi nhận" in taken.inner_text() and taken.locator("td time").first.is_visible()
    note = refused.locator("xpath=following-sibling::tr[1]").inner_text()
    assert "Tệp thứ nhất trong gói tin bị hỏng." in note and "người quản trị trục gửi lại" in note
    page.get_by_role("link", name="Xử lý ở Gửi lỗi…").click()
    page.wait_for_url("**/failures")
    row = page.locator(f"tr:has(a[href='{told['places']['sent to register']}'])")
    assert "Về việc ứng phó khẩn cấp mưa lũ" in row.inner_text() and "G01" in row.inner_text()
    act = row.locator("xpath=following-sibling::tr[1]").get_by_role("link", name="Đã xử lý ngoài hệ thống…")
    act.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/settle")
    page.fill("#reason", "Đã gửi bản giấy, văn thư nơi nhận xác nhận.")
    page.get_by_role("button", name="Đã xử lý ngoài hệ thống").focus()
    # The answer is the page that is open already: its address tells nothing.
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator(f"main tr:has(a[href='{told['places']['sent to register']}'])").count() == 0
    page.goto(told["places"]["sent to register"], wait_until="domcontentloaded")
    assert "1 nơi chưa nhận được" not in page.locator(".facts").inner_text()
    assert "Văn thư đã xử lý ngoài hệ thống." in page.locator("#nhan").inner_text()


def test_a_draft_that_was_sent_back_stands_out(look):
    page = look("chuyenvien.g22")
    page.goto("/outgoing?view=drafts")
    row = page.locator("main tr:has-text('V/v cử cán bộ đầu mối kỹ thuật')")
    assert "Dự thảo bị trả lại" in row.inner_text()
    assert "Bổ sung hạn gửi danh sách và nơi nhận." in row.locator("xpath=following-sibling::tr[1]").inner_text()


def test_on_a_phone_a_cell_is_left_out_when_nothing_stands_in_it(look):
    page = look("vanthu.h29", width=320)
    page.goto("/incoming?view=to-register")
    cell = page.locator(".list td[data-label]").first
    assert cell.is_visible()
    cell.evaluate("at => at.replaceChildren('Không có', document.createElement('span'))")
    assert cell.is_visible(), "a text beside an empty mark is content"
    cell.evaluate("at => at.replaceChildren()")
    assert not cell.is_visible()


def test_the_menu_of_narrow_windows(look):
    page = look("vanthu.h29", width=320)
    page.goto("/incoming?view=to-register")
    menu = page.locator("#danh-muc")
    assert not menu.is_visible()
    page.locator(".bar__menu").click()
    assert menu.is_visible()
    check(page, "open menu")
    page.keyboard.press("Escape")
    assert not menu.is_visible()
    assert page.locator(".bar__menu").evaluate("at => at === document.activeElement"), "the menu gives the focus back"
