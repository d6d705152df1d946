"""The pilot's story in real browsers: mouse at G22, keyboard alone and no JavaScript at H29, and the board that follows live."""

import pathlib

from playwright.sync_api import expect

from hands import IS_FOCUSED
from stages import Sender

SAMPLES = pathlib.Path(__file__).resolve().parents[2] / "Samples/documents"


def test_a_directive_is_sent_handled_and_followed_live(visit):
    # G22: draft, initial, approve, number, attach, publish.
    drafter = visit("chuyenvien.g22")
    drafter.goto("/outgoing/new")
    subject = "V/v đôn đốc kết nối, liên thông hệ thống"
    drafter.fill("#subject", subject)
    drafter.select_option("#steering", "2")
    drafter.select_option("#approver", index=1)
    drafter.select_option("#initial-1", label="Vũ Văn Giả Thiết, Cục trưởng, KSTT")
    drafter.fill("[data-narrow]", "ho chi minh")
    drafter.check("#recipients-H29")
    assert drafter.locator("#recipients label:visible").count() < 5
    drafter.set_input_files("#file", SAMPLES / "du-thao-quy-che.docx")
    drafter.click("text=Lưu dự thảo")
    drafter.click("button:has-text('Trình')")
    path = drafter.url
    leader = visit("lanhdao.g22")
    leader.goto(path)
    assert leader.locator("button:has-text('Ký duyệt')").count() == 0, "it has not been initialled"
    head = visit("truong.g22", javascript=False)
    head.goto("/outgoing?view=to-initial")
    head.click(f"a.subject:has-text('{subject}')")
    head.fill("#remark", "Đã kiểm tra nội dung và thể thức.")
    head.click("button:has-text('Ký nháy')")
    # The open page of the leader tells it by itself; the form to sign comes with the page.
    expect(leader.locator("#nguoi-ky")).to_contain_text("Đã kiểm tra nội dung và thể thức.", timeout=10_000)
    leader.goto(path)
    leader.click("button:has-text('Ký duyệt')")
    clerk = visit("vanthu.g22")
    clerk.goto(path)
    clerk.click("a.button:has-text('Cấp số')")
    clerk.click("button:has-text('Cấp số')")
    clerk.set_input_files("#file", SAMPLES / "signed/hop-le-ca-nhan-va-co-quan.pdf")
    clerk.click("button:has-text('Đính kèm')")
    # The wrong file is taken away, the right one is looked at.
    clerk.set_input_files("#file", SAMPLES / "bieu-tong-hop.xlsx")
    clerk.click("button:has-text('Đính kèm')")
    clerk.click("button:has-text('bieu-tong-hop.xlsx')")
    expect(clerk.locator("#dien-bien")).to_contain_text("Gỡ tệp bieu-tong-hop.xlsx")
    expect(clerk.locator("#chu-ky [data-verdict='valid']")).to_have_count(1, timeout=20_000)
    clerk.click("a:has-text('Ban hành và gửi')")
    assert clerk.locator("#anyway").count() == 0, "person and agency have signed"
    clerk.click("button:has-text('Ban hành và gửi')")
    expect(clerk.locator("[data-report='01']")).to_have_count(1, timeout=15_000)
    # What the hub tells comes to the open page by itself too.
    expect(clerk.locator("tr[data-organ='H29'][data-transport='delivered']")).to_have_count(1, timeout=15_000)

    # The leader's board stays open and is never loaded again by hand.
    leader.goto("/board?view=steps")
    leader.evaluate("window.stays = true")
    step = lambda name: leader.locator(f"article:has-text('{subject}') [data-step='{name}'][data-done='true']")
    for name in ("received", "assigned", "in-progress", "finished"):
        expect(step(name)).to_have_count(0)
    matrix = visit("lanhdao.g22")
    matrix.goto("/board")
    matrix.evaluate("window.stays = true")
    figure = matrix.locator("tr[data-organ='H29'] td[data-label='Đúng hạn']")
    finished = int(figure.inner_text())

    # H29's clerk works with the keyboard alone.
    incoming = visit("vanthu.h29")
    incoming.goto("/incoming?view=to-register")
    wanted = incoming.locator(f"a.subject:has-text('{subject}')")
    for _ in range(incoming.locator("a.subject").count()):
        incoming.keyboard.press("j")
        if wanted.evaluate(IS_FOCUSED):
            break
    incoming.keyboard.press("Enter")
    incoming.wait_for_url("**/incoming/*")
    document = incoming.url
    incoming.locator("a:has-text('Vào sổ…')").focus()
    incoming.keyboard.press("Enter")
    incoming.wait_for_url("**/register")
    incoming.locator("#checked").focus()
    incoming.keyboard.press("Space")
    incoming.keyboard.press("Control+Enter")
    incoming.wait_for_url("**/submit")
    expect(step("received")).to_have_count(1, timeout=10_000)
    incoming.locator("#leader").focus()
    incoming.keyboard.press("ArrowDown")
    incoming.keyboard.press("Control+Enter")
    incoming.wait_for_url(document)

    # H29's leader and officer work without JavaScript.
    boss = visit("lanhdao.h29", javascript=False)
    boss.goto(document + "/direct")
    boss.fill("#text", "Giao Phòng NCPC chủ trì tham mưu.")
    boss.check("[aria-label='Chủ trì: Phòng Nội chính – Pháp chế']")
    boss.check("[aria-label='Phối hợp: Sở Thông tin và Truyền thông']")
    boss.click("text=Ký bút phê và chuyển")
    expect(step("assigned")).to_have_count(1, timeout=10_000)
    officer = visit("chuyenvien.h29", javascript=False)
    officer.goto(document)
    officer.click("button:has-text('Bắt đầu xử lý')")
    expect(step("in-progress")).to_have_count(1, timeout=10_000)
    officer.goto(document + "/finish")
    officer.fill("#result", "Đã xong.")
    officer.click("text=Hoàn thành và báo nơi gửi")
    expect(step("finished")).to_have_count(1, timeout=10_000)
    expect(figure).to_have_text(str(finished + 1), timeout=10_000)
    assert leader.evaluate("window.stays") is True and matrix.evaluate("window.stays") is True

    # Nobody else may act, and a refusal is told.
    response = officer.request.get(document + "/direct")
    assert response.status == 403


def test_a_document_is_asked_back_by_mouse_and_given_back_without_javascript(visit, desk):
    sender = Sender.at(desk)
    path = sender.publish(sender.ready(sender.draft("V/v kế hoạch gửi nhầm nơi nhận")))
    document = desk("vanthu.h29").found("kế hoạch gửi nhầm nơi nhận")
    clerk = visit("vanthu.g22")
    clerk.goto(path)
    row = clerk.locator("tr[data-organ='H29']")
    expect(row).to_have_attribute("data-transport", "delivered", timeout=15_000)
    clerk.click("a:has-text('Thu hồi…')")
    clerk.fill("#reason", "Kế hoạch gửi nhầm nơi nhận, đề nghị trả lại.")
    clerk.click("button:has-text('Gửi yêu cầu thu hồi')")
    expect(row).to_have_attribute("data-asking", "requested")

    receiver = visit("vanthu.h29", javascript=False)
    receiver.goto(document)
    expect(receiver.locator(".notice", has_text="Nơi gửi yêu cầu thu hồi")).to_have_count(1)
    receiver.click("a:has-text('Trả lời yêu cầu…')")
    # Nothing is declined without a reason.
    receiver.click("button:has-text('Từ chối')")
    expect(receiver.locator(".errors")).to_have_count(1)
    receiver.click("button:has-text('Đồng ý trả lại')")
    expect(receiver.locator(".facts")).to_contain_text("Đã thu hồi")
    assert receiver.locator("iframe").count() == 0
    # The answer comes to the sender's open page by itself.
    expect(row).to_have_attribute("data-asking", "agreed", timeout=15_000)


def test_papers_are_entered_in_a_row_with_the_keyboard(visit):
    page = visit("vanthu.h29")
    page.goto("/incoming/new")
    for number in ("101", "102"):
        page.locator("#issuer").focus()
        for text in ("Công ty Ví Dụ", number, "CV-VD", "01/02/2024"):
            page.keyboard.type(text)
            page.keyboard.press("Tab")
        page.keyboard.type("Đơn")
        page.keyboard.press("Tab")
        page.keyboard.type("V/v xin gia hạn giấy phép xây dựng")
        with page.expect_navigation(url="**/incoming/new?entered=*"):
            page.keyboard.press("Control+Enter")
        expect(page.locator("main .notice[role=status]")).to_contain_text(f"{number}/CV-VD")
    page.goto("/registers/in")
    expect(page.locator("main tbody")).to_contain_text("102/CV-VD")


def test_what_is_found_about_a_signature_comes_by_itself(visit, desk):
    sender = Sender.at(desk)
    sender.publish(sender.ready(sender.draft("V/v bản đã sửa sau khi ký"), "signed/bi-sua-sau-khi-ky.pdf"))
    page = visit("vanthu.h29")
    page.goto(desk("vanthu.h29").found("bản đã sửa sau khi ký"))
    expect(page.locator("#chu-ky [data-verdict='invalid']")).to_contain_text("đã bị sửa sau khi ký", timeout=20_000)


def test_a_region_in_which_nothing_changed_stays_when_the_page_is_asked_for_again(visit, desk):
    sender = Sender.at(desk)
    path = sender.draft("V/v kế hoạch đang mở")
    drafter = visit("chuyenvien.g22")
    # No attribute: that would be a difference.
    drafter.add_init_script("""addEventListener('DOMContentLoaded', () => {
        const first = document.querySelector('#dau')?.firstElementChild;
        if (first) first.wasSeen = true;
    })""")
    # The page asks for itself once as soon as its line opens.
    with drafter.expect_response(lambda answer: answer.request.resource_type == "fetch" and answer.url.endswith(path)) as again:
        drafter.goto(path)
    again.value.finished()
    drafter.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert "#dau" in drafter.evaluate("document.body.dataset.liveRegions").split()
    assert drafter.locator("#dau input[name=csrf]").count() > 0, "its secret is masked anew each time"
    assert drafter.evaluate("document.querySelector('#dau').firstElementChild.wasSeen") is True
