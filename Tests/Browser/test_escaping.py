"""What people type into any field comes back as text, on every page that shows it."""

import unicodedata

import pytest

from stages import address, later

PAYLOADS = ['x"\u0301 onfocus=alert(1) autofocus y="', "<\u0338mark>đậm</mark>", "<script>alert(1)</script>",
            "'\"><img src=x onerror=alert(1)>"]


def harmless(page):
    """No element came from what was typed. Scripts that ran would have opened a dialog, which fails the test."""
    assert page.locator("img[src=x], [onfocus], main script, main mark:not(.excerpt mark)").count() == 0, page.url


def act(page, *fields):
    """Fills fields, sends the form; the page that answers has no foreign markup either."""
    for selector, text in fields:
        page.fill(selector, text)
    with page.expect_navigation():
        page.locator("main form", has=page.locator(fields[-1][0])).locator("button[type=submit]").first.click()
    harmless(page)


def unfold(page):
    """Opens what is folded, so that it can be typed into."""
    page.evaluate("document.querySelectorAll('details').forEach(at => { at.open = true; })")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_form_that_must_be_corrected_gives_it_back(visit, payload):
    page = visit("chuyenvien.g22")
    page.goto("/outgoing/new")
    unfold(page)
    act(page, ("#notation", payload[:30]), ("#due", payload[:10]), ("#pages", payload[:4]), ("#copies", payload[:4]),
        ("#paper-recipients", payload), ("#subject", payload))
    assert page.locator(".errors").count() == 1
    # What people type is kept in NFC, so that two ways to type one word are one text.
    assert page.input_value("#subject").strip() == unicodedata.normalize("NFC", payload).strip()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_paper_that_is_entered_shows_it(visit, payload):
    page = visit("vanthu.h29")
    page.goto("/incoming/new")
    arrived = page.input_value("#arrived")
    names = [("#issuer", payload), ("#number", payload[:20]), ("#notation", payload[:29]), ("#signer", payload)]
    act(page, *names, ("#date", payload[:10]), ("#arrived", payload[:10]), ("#due", payload[:10]), ("#subject", payload))
    assert page.locator(".errors").count() == 1
    act(page, ("#date", "01/01/2024"), ("#arrived", arrived), ("#due", ""), ("#subject", payload))
    page.click("main .notice a")
    page.wait_for_url("**/incoming/*-*")
    harmless(page)
    assert unicodedata.normalize("NFC", payload).strip() in page.locator("h1").inner_text()
    page.goto("/registers/in")
    harmless(page)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_case_file_shows_it(visit, payload):
    text = unicodedata.normalize("NFC", payload).strip()
    clerk = visit("vanthu.h29")
    clerk.goto("/case-plan/heading")
    act(clerk, ("#name", payload), ("#abbreviation", payload[:12]))
    assert clerk.locator(".errors").count() == 1 and clerk.input_value("#name").strip() == text
    act(clerk, ("#name", payload), ("#abbreviation", f"Q{PAYLOADS.index(payload)}"))
    page = visit("chuyenvien.h29")
    page.goto("/case-files/new")
    act(page, ("#title", payload), ("#language", payload[:50]), ("#note", payload), ("#started", payload[:10]))
    assert page.locator(".errors").count() == 1
    act(page, ("#started", "01/01/2024"))
    page.wait_for_url("**/case-files/*-*")
    assert text in page.locator("h1").inner_text()
    page.goto(page.url + "/close")
    act(page, ("#ended", payload[:10]))
    assert page.locator(".errors").count() == 1
    for path in ("/case-files?q=alert", "/case-plan"):
        page.goto(path)
        harmless(page)
    assert text.upper() in page.locator("main").inner_text().upper()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_task_shows_it(look, told, payload):
    text = unicodedata.normalize("NFC", payload).strip()
    clerk = look("vanthu.g22")
    clerk.goto(address(told, "{sent to finish}/tasks"))
    act(clerk, ("#due", payload[:10]), ("#text", payload))
    assert clerk.locator(".errors").count() == 1 and clerk.input_value("#text").strip() == text
    clerk.select_option("#lead", "H29")
    clerk.check("#standing")
    act(clerk, ("#due", ""), ("#text", payload))
    row = clerk.locator("#nhiem-vu tbody tr").last
    assert text in row.inner_text()
    page = clerk.url
    row.locator("a", has_text="Xác nhận xong…").click()
    act(clerk, ("#day", payload[:10]), ("#result", payload))
    assert clerk.locator(".errors").count() == 1 and clerk.input_value("#result").strip() == text
    field = f"{payload} {PAYLOADS.index(payload)}"
    clerk.goto(address(told, "{sent to finish}/field"))
    act(clerk, ("#field", field))
    assert unicodedata.normalize("NFC", field).strip() in clerk.locator("#dau").inner_text()
    leader = look("lanhdao.g22")
    leader.goto("/board")
    leader.select_option("#field", value=unicodedata.normalize("NFC", field).strip())
    with leader.expect_navigation():
        leader.locator("main form", has=leader.locator("#field")).locator("button[type=submit]").first.click()
    harmless(leader)
    assert leader.locator(".chips a", has_text="Lĩnh vực").count() == 1
    clerk.goto(page)
    row.locator("a", has_text="Rút…").click()
    act(clerk, ("#reason", payload))
    clerk.goto("/tasks?part=out")
    harmless(clerk)
    act(clerk, ("#from", payload[:10]), ("#agency", payload))
    assert clerk.locator(".errors").count() == 1


@pytest.mark.parametrize("payload", PAYLOADS)
def test_an_urging_shows_it(look, told, payload):
    clerk = look("vanthu.g22")
    clerk.goto(told["places"]["urging"])
    act(clerk, ("#text", payload))
    clerk.wait_for_url("**/outgoing/*")
    clerk.goto(clerk.url + "/urging")
    harmless(clerk)
    assert unicodedata.normalize("NFC", payload).strip() in clerk.locator("article.register").inner_text()
    clerk.goto("/urging?view=intervene")
    act(clerk, ("#times", payload[:4]), ("#days", payload[:10]), ("#agency", payload))
    assert clerk.locator(".errors").count() == 1


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_share_shows_it(look, told, payload):
    text = unicodedata.normalize("NFC", payload).strip()
    leader = look("lanhdao.h29")
    document = address(told, "{to finish}")
    leader.goto(document + "/share")
    act(leader, ("#until", payload[:10]), ("#reason", payload))
    assert leader.locator(".errors").count() == 1 and leader.input_value("#reason").strip() == text
    leader.locator("#units label").last.click()
    act(leader, ("#until", ""), ("#reason", payload))
    assert text in leader.locator("#chia-se").inner_text()
    leader.locator("#chia-se button").last.click()
    leader.wait_for_function("document.querySelectorAll('#chia-se button').length === 0")
    harmless(leader)
    assert text in leader.locator("#dien-bien").inner_text()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_marked_task_gives_it_back(look, told, payload):
    officer = look("chuyenvien.g22")
    officer.goto(address(told, "{draft}/task-marks?next=1&mark=0&mark=1"))
    act(officer, ("#text-0", payload), ("#due-0", payload[:10]))
    assert officer.locator(".errors").count() == 1
    assert officer.input_value("#text-0").strip() == unicodedata.normalize("NFC", payload).strip()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_report_on_a_received_task_shows_it(look, told, payload):
    text = unicodedata.normalize("NFC", payload).strip()
    head = look("truong.h29")
    head.goto(address(told, "{given task}/ask-extension"))
    act(head, ("#due", payload[:10]), ("#reason", payload))
    assert head.locator(".errors").count() == 1 and head.input_value("#reason").strip() == text
    head.goto(address(told, "{given task}/progress"))
    act(head, ("#text", payload))
    assert text in head.locator("#nhiem-vu").inner_text()
    head.goto("/received-tasks")
    harmless(head)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_right_to_sign_gives_it_back(look, told, payload):
    admin = look("quantri.h29")
    admin.goto(address(told, "{leader}/signing/new"))
    act(admin, ("#collective", payload), ("#basis", payload), ("#end", payload[:10]), ("#head", payload))
    assert admin.locator(".errors").count() == 1
    for field in ("#collective", "#basis", "#head"):
        assert admin.input_value(field).strip() == unicodedata.normalize("NFC", payload).strip()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_file_that_is_kept_back_and_the_registers_of_post_and_copies(look, told, payload):
    text = unicodedata.normalize("NFC", payload).strip()
    keeper = look("chuyenvien.h29")
    keeper.goto(address(told, "{closed file}/hold"))
    act(keeper, ("#until", payload[:10]), ("#consent", payload))
    assert keeper.locator(".errors").count() == 1 and keeper.input_value("#consent").strip() == text
    clerk = look("vanthu.g22")
    for path, day, fields in (
        ("post", "#sent", [("#recipient", payload), ("#envelopes", "1")]),
        ("copy-use", "#used", [("#user-name", payload), ("#permitted", payload), ("#case-sign", payload[:50])]),
    ):
        clerk.goto(address(told, "{sent to finish}/" + path))
        today = clerk.input_value(day)
        act(clerk, (day, payload[:10]), ("#note", payload), *fields)
        assert clerk.locator(".errors").count() == 1
        act(clerk, (day, today))
    for path in ("/post-register", "/copy-register"):
        clerk.goto(path)
        harmless(clerk)
        assert text in clerk.locator("article.register").inner_text()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_an_electronic_copy_gives_it_back(look, told, payload):
    clerk = look("vanthu.g22")
    clerk.goto(address(told, "{sent to finish}/sign-copy"))
    act(clerk, ("#part", payload), ("#number", payload[:6]), ("#receivers", payload))
    assert clerk.locator(".errors").count() == 1
    assert clerk.input_value("#receivers").strip() == unicodedata.normalize("NFC", payload).strip()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_notices_mail_deadlines_and_updates_give_it_back(look, told, payload):
    text = unicodedata.normalize("NFC", payload).strip()
    admin = look("quantri.h29")
    admin.goto("/people/notices")
    act(admin, ("#time", payload[:5]), ("#url", payload), ("#address", payload))
    assert admin.locator(".errors").count() == 1 and admin.input_value("#address").strip() == text
    admin.goto("/type-deadlines")
    act(admin, ("#days", payload[:3]))
    assert admin.locator(".errors").count() == 1
    admin.goto("/access/retention")
    act(admin, ("#years", payload[:3]))
    assert admin.locator(".errors").count() == 1
    admin.goto("/people/escalation")
    act(admin, *((f"#{step}", payload[:3]) for step in ("work_head", "work_leader", "directive_head", "directive_leader")))
    assert admin.locator(".errors").count() == 1
    leader = look("lanhdao.h29")
    leader.goto("/account/mail")
    act(leader, ("#address", payload))
    assert leader.locator(".errors").count() == 1 and leader.input_value("#address").strip() == text
    clerk = look("vanthu.g22")
    clerk.goto(address(told, "{sent to submit}/update"))
    act(clerk, ("#subject", payload), ("#anyway-reason", payload), ("#date", payload[:10]))
    assert clerk.locator(".errors").count() == 1 and clerk.input_value("#anyway-reason").strip() == text


@pytest.mark.parametrize("payload", PAYLOADS)
def test_books_and_their_numbers(visit, payload):
    text = unicodedata.normalize("NFC", payload).strip()
    admin = visit("quantri.h29")
    admin.goto("/books/new")
    act(admin, ("#year", payload[:4]), ("#name", payload[:90]))
    assert admin.locator(".errors").count() == 1
    clerk = visit("vanthu.h29")
    clerk.goto("/registers/out")
    clerk.click("text=Kiểm tra sổ")
    clerk.click("text=Giữ số chờ…")
    act(clerk, ("#count", payload[:2]), ("#reason", payload))
    act(clerk, ("#count", "1"), ("#reason", payload))
    assert text in clerk.locator("main").inner_text()
    clerk.click("text=Hủy số…")
    act(clerk, ("#number", payload[:10]), ("#reason", "Không dùng nữa: " + payload))
    clerk.goto("/registers/out")
    harmless(clerk)
    assert text in clerk.locator("main").inner_text()
    clerk.goto("/incoming/new")
    clerk.locator("details summary").last.click()
    act(clerk, ("#beside", payload[:9]), ("#subject", payload))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_line_of_a_secret_register(look, told, payload):
    text = unicodedata.normalize("NFC", payload).strip()
    page = look("vanthu.h29")
    paper = address(told, "{secret paper}")
    page.goto(paper + "/edit")
    typed = [("#parties", payload), ("#number", payload[:20]), ("#notation", payload[:29]), ("#signer", payload), ("#subject", payload)]
    act(page, *typed, ("#note", payload), ("#copies", payload[:4]))
    assert page.locator(".errors").count() == 1 and page.input_value("#parties").strip() == text
    act(page, ("#copies", "2"))
    page.goto(paper + "/secrecy")
    level = "secret" if "hiện là Tối mật" in page.locator("main").inner_text() else "top-secret"
    page.check("#kind-changed")
    page.select_option("#level", level)
    decided = [("#number", payload[:50]), ("#signer", payload), ("#reason", payload)]
    act(page, *decided, ("#day", payload[:10]))
    assert page.locator(".errors").count() == 1
    act(page, ("#day", later(0)))
    page.goto(paper + "/protection")
    page.check("#kind-corrected")
    # A day for each payload: the present one would be refused.
    ends = later(1_000 + 2 * PAYLOADS.index(payload) + (level == "secret"))
    act(page, *decided, ("#day", later(0)), ("#until", payload[:10]))
    assert page.locator(".errors").count() == 1
    act(page, ("#until", ends))
    page.goto(paper + "/hand-over")
    page.select_option("#holder", index=1)
    act(page, ("#note", payload), ("#passed", payload[:10]))
    assert page.locator(".errors").count() == 1
    act(page, ("#passed", later(0)))
    assert page.locator("main").inner_text().count(text) > 6
    for path in (paper, "/secrets", address(told, "{secret book}")):
        page.goto(path)
        harmless(page)
        assert text in page.locator("main").inner_text(), path


@pytest.mark.parametrize("payload", PAYLOADS)
def test_people_and_units_show_it(visit, payload):
    page = visit("quantri.h29")
    page.goto("/units/new")
    act(page, ("#id", payload[:20]), ("#name", payload), ("#short", payload), ("#organ", payload[:30]), ("#sort", payload[:4]))
    assert page.locator(".errors").count() == 1
    name = f"C{PAYLOADS.index(payload)}"
    act(page, ("#id", name), ("#name", payload), ("#short", payload), ("#organ", ""), ("#sort", "9"))
    page.goto("/people/new")
    page.select_option("#unit", name)
    page.select_option("#role", "officer")
    act(page, ("#user", payload), ("#full-name", payload), ("#title", payload))
    assert page.locator(".errors").count() == 1
    act(page, ("#user", f"nguoi.{name.lower()}"), ("#full-name", payload), ("#title", payload))
    for path in (f"/people?unit={name}", "/units", "/people/log"):
        page.goto(path)
        assert unicodedata.normalize("NFC", payload).strip() in page.locator("main").inner_text(), path
        harmless(page)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_the_days_of_a_delegation(visit, payload):
    page = visit("truong.h29")
    page.goto("/delegations/new")
    act(page, ("#start", payload[:10]), ("#end", payload[:10]))
    assert page.locator(".errors").count() == 1


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_stock_phrase(look, told, payload):
    text = unicodedata.normalize("NFC", payload).strip()
    page = look("truong.h29")
    page.goto("/phrases")
    act(page, ("#text", payload))
    assert text in page.locator("main").inner_text()
    page.goto(address(told, "{to assign}/assign"))
    harmless(page)
    assert text in page.locator("#phrase").text_content()
    page.goto("/phrases")
    with page.expect_navigation():
        page.click("main form[action$='/remove'] button")
    assert text not in page.locator("main").inner_text()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_an_access_token(visit, payload):
    page = visit("truong.h29")
    page.goto("/account/tokens/new")
    act(page, ("#name", payload), ("#ends", payload[:10]))
    assert page.locator(".errors").count() == 1


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_password_is_not_shown(visit, payload):
    page = visit("phoihop.h29")
    page.goto("/account/password")
    act(page, ("#wanted", payload), ("#again", payload), ("#current", payload))
    assert page.locator(".errors").count() == 1 and page.input_value("#current") == ""


@pytest.mark.parametrize("payload", PAYLOADS)
def test_signing_in_and_searching(visit, payload):
    page = visit("vanthu.h29", signed_in=False)
    page.goto("/sign-in")
    act(page, ("#user", payload), ("#password", payload))
    page = visit("vanthu.h29")
    page.goto("/incoming?view=all")
    page.fill("[data-find]", payload)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?*")
    harmless(page)
    assert unicodedata.normalize("NFC", payload).strip() in page.locator("main").inner_text()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_conditions_of_a_search_and_its_name(visit, payload):
    page = visit("truong.h29")
    for field in ("#organ", "#person", "#number", "#from", "#to", "#dated-from", "#dated-to"):
        page.goto("/search?q=van+ban&urgency=0")
        act(page, (field, payload))
    page.goto("/search?q=van+ban&urgency=0")
    page.fill("#name", payload)
    page.click("button:has-text('Lưu tra cứu')")
    harmless(page)
    name = unicodedata.normalize("NFC", payload).strip()
    page.locator(".side a", has_text=name).click()
    page.click("a:has-text('Đổi tên hoặc xóa')")
    harmless(page)
    assert page.input_value("#name") == name
    page.click("button:has-text('Xóa khỏi danh mục')")
    harmless(page)
    assert page.locator(".side a", has_text=name).count() == 0


def opinions(visit, officer, boss, document, payload):
    """A question, an answer, a summary; a direction that is added, and its result."""
    text = unicodedata.normalize("NFC", payload).strip()
    other = visit("phoihop.h29")
    boss.goto(document + "/supplement")
    boss.locator("#support-people-ds label", has_text="Mai Thị Tạm Đặt").click()
    act(boss, ("#people-due", payload[:10]), ("#text", payload))
    assert boss.locator(".errors").count() == 1
    act(boss, ("#people-due", ""), ("#text", payload))
    officer.goto(document + "/ask-opinion")
    officer.locator("#people-ds label", has_text="Mai Thị Tạm Đặt").click()
    act(officer, ("#due", payload[:10]), ("#question", payload))
    assert officer.locator(".errors").count() == 1
    act(officer, ("#due", ""), ("#question", payload))
    other.goto("/opinions")
    harmless(other)
    assert text in other.locator("main").inner_text()
    other.goto(document)
    other.click("a:has-text('Cho ý kiến…')")
    other.check("#answer-other")
    act(other, ("#text", payload))
    other.goto(document + "/report")
    act(other, ("#result", payload))
    officer.goto(document)
    officer.click("a:has-text('Kết thúc, tổng hợp…')")
    act(officer, ("#summary", payload))
    assert officer.locator("#ai").inner_text().count(text) >= 2


def test_a_document_carries_it_to_the_other_agency_and_back(visit):
    """Subject, file name, reason of return, direction, result: typed at one agency, shown at both."""
    payload = " ".join(PAYLOADS)
    text = unicodedata.normalize("NFC", payload).strip()
    drafter = visit("chuyenvien.g22")
    drafter.goto("/outgoing/new")
    drafter.select_option("#steering", "2")
    drafter.select_option("#approver", index=1)
    drafter.select_option("#initial-1", label="Vũ Văn Giả Thiết, Cục trưởng, KSTT")
    drafter.check("#recipients-H29")
    name = payload.replace("/", "") + ".txt"
    drafter.set_input_files("#file", {"name": name, "mimeType": "text/plain", "buffer": payload.encode()})
    act(drafter, ("#note", payload), ("#subject", payload))
    path = drafter.url
    drafter.goto(path + "/edit")
    drafter.set_input_files("#file", {"name": name, "mimeType": "text/plain", "buffer": payload.encode() + b" 2"})
    act(drafter, ("#note", payload), ("#subject", payload))
    drafter.goto(path + "/compare")
    harmless(drafter)
    assert text in drafter.locator("main").inner_text()
    drafter.goto(path)
    drafter.click("button:has-text('Trình')")
    head = visit("truong.g22")
    head.goto(path)
    act(head, ("#remark", payload))
    leader = visit("lanhdao.g22")
    leader.goto(path + "/return")
    act(leader, ("#reason", "Chưa đạt. " + payload))
    drafter.goto(path)
    harmless(drafter)
    drafter.click("button:has-text('Trình')")
    # What was initialled of this version stays.
    leader.goto(path)
    harmless(leader)
    assert text in leader.locator("#nguoi-ky").inner_text()
    leader.click("button:has-text('Ký duyệt')")
    clerk = visit("vanthu.g22")
    clerk.goto(path)
    clerk.click("a.button:has-text('Cấp số')")
    clerk.click("button:has-text('Cấp số')")
    name = payload.replace("/", "") + ".pdf"
    clerk.set_input_files("#file", {"name": name, "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n"})
    clerk.click("button:has-text('Đính kèm')")
    harmless(clerk)
    clerk.click("a:has-text('Ban hành và gửi')")
    harmless(clerk)
    clerk.check("#anyway")
    clerk.fill("#reason", "Bản thử nghiệm. " + payload)
    clerk.click("button:has-text('Ban hành và gửi')")
    clerk.locator("[data-report='01']").wait_for(timeout=15_000)
    for page, view in [(clerk, "/outgoing?view=all"), (leader, "/board?view=steps"), (leader, "/board/lines?part=not-received"), (leader, "/registers/out")]:
        page.goto(view)
        harmless(page)
        assert text in page.locator("main").inner_text(), view

    incoming = visit("vanthu.h29")
    incoming.goto("/incoming?view=to-register")
    harmless(incoming)
    incoming.locator("a.subject", has_text=text).first.click()
    incoming.wait_for_url("**/incoming/*")
    document = incoming.url
    harmless(incoming)
    incoming.goto(document + "/return")
    act(incoming, ("#reason", payload[:9]))
    incoming.goto(document + "/register")
    incoming.check("#checked")
    act(incoming, ("#due", payload[:10]))
    assert incoming.locator(".errors").count() == 1
    act(incoming, ("#due", ""))
    incoming.wait_for_url("**/submit")
    incoming.select_option("#leader", index=1)
    incoming.click("main form button[type=submit]")
    boss = visit("lanhdao.h29")
    boss.goto(document + "/direct")
    harmless(boss)
    boss.check("[aria-label='Chủ trì: Phòng Nội chính – Pháp chế']")
    due = "[aria-label='Hạn: Phòng Nội chính – Pháp chế']"
    act(boss, ("#text", payload), (due, payload[:10]))
    assert boss.locator(".errors").count() == 1
    act(boss, ("#text", payload), (due, ""))
    officer = visit("chuyenvien.h29")
    officer.goto(document)
    harmless(officer)
    officer.click("button:has-text('Bắt đầu xử lý')")
    opinions(visit, officer, boss, document, payload)
    officer.goto(document + "/finish")
    act(officer, ("#result", payload))
    views = [(officer, document), (incoming, "/registers/in"), (incoming, "/incoming?view=all"), (clerk, path), (leader, "/board?view=steps")]
    for page, view in views:
        page.goto(view)
        harmless(page)
        assert text in page.locator("main").inner_text(), view
