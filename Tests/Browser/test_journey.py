"""The pilot's story in real browsers: mouse at G22, keyboard alone and no JavaScript at H29, and the board that follows live."""

import pathlib

from playwright.sync_api import expect

SAMPLES = pathlib.Path(__file__).resolve().parents[2] / "Samples/documents"


def test_a_directive_is_sent_handled_and_followed_live(visit):
    # G22: draft, approve, number, attach, publish.
    drafter = visit("chuyenvien.g22")
    drafter.goto("/outgoing/new")
    drafter.fill("#subject", "V/v đôn đốc kết nối, liên thông hệ thống")
    drafter.select_option("#steering", "2")
    drafter.select_option("#approver", index=1)
    drafter.fill("[data-narrow]", "ho chi minh")
    drafter.check("#recipients-H29")
    assert drafter.locator("#recipients label:visible").count() < 5
    drafter.click("text=Lưu dự thảo")
    drafter.click("button:has-text('Trình')")
    path = drafter.url
    leader = visit("lanhdao.g22")
    leader.goto(path)
    leader.click("button:has-text('Ký duyệt')")
    clerk = visit("vanthu.g22")
    clerk.goto(path)
    clerk.click("button:has-text('Cấp số')")
    clerk.set_input_files("#file", SAMPLES / "signed/hop-le-ca-nhan-va-co-quan.pdf")
    clerk.click("button:has-text('Đính kèm')")
    clerk.click("a:has-text('Ban hành và gửi')")
    clerk.click("button:has-text('Ban hành và gửi')")
    expect(clerk.locator("[data-report='01']")).to_have_count(1, timeout=15_000)
    # What the hub tells comes to the open page by itself too.
    expect(clerk.locator("tr[data-organ='H29'][data-transport='delivered']")).to_have_count(1, timeout=15_000)

    # The leader's board stays open and is never loaded again by hand.
    leader.goto("/board")
    leader.evaluate("window.stays = true")
    step = lambda name: leader.locator(f"[data-step='{name}'][data-done='true']")
    done = {name: step(name).count() for name in ("received", "assigned", "in-progress", "finished")}

    # H29's clerk works with the keyboard alone.
    incoming = visit("vanthu.h29")
    incoming.goto("/incoming?view=to-register")
    incoming.locator("body").press("j")
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
    expect(step("received")).to_have_count(done["received"] + 1, timeout=5_000)
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
    expect(step("assigned")).to_have_count(done["assigned"] + 1, timeout=5_000)
    officer = visit("chuyenvien.h29", javascript=False)
    officer.goto(document)
    officer.click("button:has-text('Bắt đầu xử lý')")
    expect(step("in-progress")).to_have_count(done["in-progress"] + 1, timeout=5_000)
    officer.goto(document + "/finish")
    officer.fill("#result", "Đã xong.")
    officer.click("text=Hoàn thành và báo nơi gửi")
    expect(step("finished")).to_have_count(done["finished"] + 1, timeout=5_000)
    assert leader.evaluate("window.stays") is True

    # Nobody else may act, and a refusal is told.
    response = officer.request.get(document + "/direct")
    assert response.status == 403
