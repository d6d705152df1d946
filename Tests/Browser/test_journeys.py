"""Journeys of an office, each by mouse, with the keyboard alone and without JavaScript.

What lies before a journey is done by the forms of `stages`; what the journey is about is done by hand.
"""

import datetime
import pathlib
import re

import pytest
from playwright.sync_api import expect

from checks import check, check_all_looks
from hands import WAYS, Hand
from stages import Desk, Receiver, Sender, later

DOCUMENTS = pathlib.Path(__file__).resolve().parents[2] / "Samples/documents"
SIGNED = DOCUMENTS / "signed/hop-le-ca-nhan-va-co-quan.pdf"
REASON = "Văn bản gửi nhầm nơi nhận, đề nghị kiểm tra lại."


@pytest.fixture(params=WAYS)
def way(request):
    return request.param


@pytest.fixture
def person(visit, way):
    """Gives people who work in one way."""
    return lambda user: Hand(visit(user, javascript=way != "no script"), way)


@pytest.fixture
def sender(desk):
    return Sender.at(desk)


@pytest.fixture
def receiver(desk):
    return Receiver.at(desk)


@pytest.fixture
def arrived(sender, receiver, way):
    """Gives the paths of a document at its sender and its receiver, where it has come as far as the step says."""
    def arrive(subject, step="", tasks=()):
        subject = f"{subject} ({way})"
        draft = sender.draft(subject)
        for text in tasks:
            sender.task(sender.drafter, draft, text)
        sent = sender.publish(sender.ready(draft))
        path = receiver.clerk.found(subject)
        receiver.take(path, step)
        return sent, path
    return arrive


def test_j1_a_package_is_checked_registered_and_passed_on(person, arrived):
    _, path = arrived("V/v đăng ký kế hoạch kiểm tra")
    clerk = person("vanthu.h29").open("/incoming?view=to-register")
    clerk.go("V/v đăng ký kế hoạch kiểm tra")
    assert clerk.page.locator("#chu-ky").count() == 1, "what is found about its signatures"
    clerk.go("Vào sổ…").tick("Đã xem chữ ký số và nơi nhận: văn bản gửi đúng cơ quan ta").fill("due", later(20)).go("Vào sổ và trình")
    clerk.choose("leader", "Phạm Giả Định").go("Trình")
    expect(clerk.page.locator(".facts")).to_contain_text("Phạm Giả Định")
    assert int(clerk.page.locator("[data-number]").first.get_attribute("data-number")) > 0


def test_j2_a_package_is_given_back_and_its_sender_sees_why(person, arrived):
    sent, path = arrived("V/v thông báo lịch họp gửi nhầm")
    clerk = person("vanthu.h29").open(path).go("Trả lại nơi gửi…")
    clerk.go("Trả lại nơi gửi")
    assert clerk.page.locator(".errors").count() == 1, "not without a reason"
    clerk.fill("reason", REASON).go("Trả lại nơi gửi")
    expect(clerk.page.locator(".facts")).to_contain_text("Đã trả lại")
    other = person("vanthu.g22")
    Desk(other.page.request).seen(sent, 'data-report="02"')
    other.open(sent)
    assert REASON in other.main.inner_text()


def test_j3_what_is_registered_already_gets_further_copies(person, desk, sender, receiver, way):
    subject = f"V/v sao gửi quy định mới ({way})"
    sent = sender.ready(sender.draft(subject))
    number = re.search(r"(\d+)/VPCP-KSTT", sender.clerk.request.get(sent).text())[1]
    # The paper is faster than the package.
    paper = {"channel": "paper", "arrived": later(0), "issuer": "Văn phòng Chính phủ", "number": number, "notation": "VPCP-KSTT",
             "date": later(0), "type": "Công văn", "subject": f"Bản giấy đến trước ({way})", "signer": "", "urgency": "0", "due": ""}
    registered = receiver.clerk.send(
        "/incoming/new", "/incoming", [*paper.items(), ("then", "show")], DOCUMENTS / "cong-van-tra-loi.pdf")
    sender.publish(sent)
    package = receiver.clerk.found(subject)
    clerk = person("vanthu.h29").open("/incoming?view=to-register").go(subject)
    assert "Có thể đã vào sổ" in clerk.main.inner_text()
    clerk.go("Gắn vào bản đã có…")
    if way == "mouse":
        check(clerk.page, "linking what is registered already")
    clerk.go("Gắn vào bản đã chọn")
    assert clerk.page.locator(".errors").count() == 1, "not before its signatures were looked at"
    clerk.tick("Đã xem chữ ký số và nơi nhận: văn bản gửi đúng cơ quan ta").go("Gắn vào bản đã chọn")
    assert clerk.page.url.endswith(registered)
    expect(clerk.page.locator("#lien-quan [data-copy]")).to_have_count(1)
    assert subject not in clerk.open("/incoming?view=to-register").main.inner_text()
    # A link that was wrong is undone with a reason; here it was right, so it is made again.
    clerk.open(package).go("Gắn nhầm, bỏ gắn…")
    if way == "mouse":
        check(clerk.page, "undoing a link")
    clerk.fill("reason", "Gắn nhầm vào văn bản khác.").go("Bỏ gắn")
    assert "Gắn nhầm vào văn bản khác." in clerk.main.inner_text()
    clerk.go("Gắn vào bản đã có…")
    clerk.tick("Đã xem chữ ký số và nơi nhận: văn bản gửi đúng cơ quan ta").go("Gắn vào bản đã chọn")
    assert clerk.page.url.endswith(registered)
    # Its sender is told what becomes of the document that came on paper.
    watcher = desk("vanthu.g22")
    watcher.seen(sent, 'data-report="03"')
    for act in (receiver.submit, receiver.direct):
        act(registered, "")
    watcher.seen(sent, 'data-report="04"')
    # One more copy comes by post.
    clerk.open("/incoming/new").choose("channel", "Bưu điện").fill("issuer", paper["issuer"]).fill("number", number)
    clerk.fill("notation", paper["notation"]).fill("date", paper["date"]).choose("type", "Công văn")
    clerk.fill("subject", f"Bản gửi bưu điện ({way})").go("Lưu")
    assert "Có thể đã có ở cơ quan ta" in clerk.main.inner_text()
    if way == "mouse":
        check(clerk.page, "a paper that is here already")
    clerk.choose("link-to", "Văn bản số đến").go("Lưu")
    assert clerk.page.url.endswith(registered)
    expect(clerk.page.locator("#lien-quan [data-copy]")).to_have_count(2)


def test_j4_papers_are_entered_in_a_row(person, way):
    clerk = person("vanthu.h29").open("/incoming/new")
    # Numbers of its own: the same paper once more would be told as a duplicate.
    first = 201 + 10 * WAYS.index(way)
    for number in (str(first), str(first + 1)):
        clerk.fill("issuer", "Hợp tác xã Ví Dụ").fill("number", number).fill("notation", "HTX-VD").fill("date", "02/02/2026")
        clerk.choose("type", "Đơn").fill("subject", f"V/v đề nghị xác nhận ({way}, {number})").go("Lưu và nhập tiếp")
        expect(clerk.page.locator("main .notice[role=status]")).to_contain_text(f"{number}/HTX-VD")
        assert clerk.page.input_value("#number") == ""
    clerk.open("/registers/in")
    assert f"({way}, {first + 1})" in clerk.main.inner_text()


def test_j5_a_document_is_submitted_directed_assigned_and_finished(person, desk, arrived):
    sent, path = arrived("V/v tổng kết năm công tác", "to submit")
    person("vanthu.h29").open(path).go("Trình lãnh đạo…").choose("leader", "Phạm Giả Định").go("Trình")
    leader = person("lanhdao.h29").open(path).go("Bút phê…").fill("text", "Giao Phòng NCPC chủ trì, báo cáo trước hạn.")
    leader.tick("Chủ trì: Phòng Nội chính – Pháp chế").tick("Phối hợp: Sở Thông tin và Truyền thông")
    leader.fill("due-NCPC", later(15)).go("Ký bút phê và chuyển")
    person("truong.h29").open(path).go("Phân công…").choose("officer", "Đặng Thị Giả Sử").go("Giao việc")
    officer = person("chuyenvien.h29").open(path).go("Bắt đầu xử lý")
    officer.go("Hoàn thành…").fill("result", "Đã tổng kết và báo cáo.").go("Hoàn thành và báo nơi gửi")
    watcher = desk("vanthu.g22")
    for status in ("01", "03", "04", "05", "06"):
        watcher.seen(sent, f'data-report="{status}"')


def test_j6_opinions_more_time_giving_back_and_taking_back(person, arrived):
    _, path = arrived("V/v phương án bố trí trụ sở", "to finish")
    officer = person("chuyenvien.h29").open(path).unfold("Thao tác khác").go("Xin ý kiến…")
    officer.fill("question", "Đề nghị cho ý kiến về phương án 2.").tick("Mai Thị Tạm Đặt, Chuyên viên, Sở Thông tin và Truyền thông")
    officer.go("Xin ý kiến")
    asked = person("phoihop.h29").open("/opinions").go("V/v phương án bố trí trụ sở").go("Cho ý kiến…")
    asked.tick("Đồng ý").go("Cho ý kiến")
    officer.open(path)
    assert "Đồng ý" in officer.main.inner_text()
    officer.unfold("Thao tác khác").go("Xin gia hạn…").fill("due", later(22)).fill("reason", "Chờ ý kiến của đơn vị phối hợp.")
    officer.go("Gửi đề nghị")
    head = person("truong.h29").open(path)
    head.go("Trả lời xin gia hạn…").tick("Không gia hạn").fill("reason", "Giữ nguyên hạn đã giao.").go("Trả lời")
    officer.open(path).unfold("Thao tác khác").go("Trả lại người giao…").fill("reason", "Việc không thuộc phần được giao của tôi.")
    officer.go("Trả lại")
    head.open(path)
    assert "Việc không thuộc phần được giao của tôi." in head.main.inner_text()
    leader = person("lanhdao.h29").open(path).unfold("Thao tác khác").go("Thu hồi việc đã giao…")
    leader.choose("line", "Chi cục Văn thư").fill("reason", "Chi cục không cần theo dõi việc này.").go("Thu hồi")
    assert "Chi cục không cần theo dõi việc này." in leader.main.inner_text()


def test_j7_a_draft_is_initialled_signed_numbered_and_issued(person, way):
    subject = f"V/v ban hành mẫu phiếu khảo sát ({way})"
    drafter = person("chuyenvien.g22").open("/outgoing/new").choose("type", "Công văn").fill("subject", subject)
    drafter.choose("steering", "Văn bản thường").choose("approver", "Lê Minh Họa").choose("initial-1", "Vũ Văn Giả Thiết")
    drafter.tick("Ủy ban nhân dân Thành phố Hồ Chí Minh (H29)").attach("file", DOCUMENTS / "du-thao-quy-che.docx").go("Lưu dự thảo")
    path = drafter.go("Trình").page.url
    head = person("truong.g22").open(path).fill("remark", "Đã soát nội dung.").go("Ký nháy")
    expect(head.page.locator("#nguoi-ky")).to_contain_text("Đã soát nội dung.")
    person("lanhdao.g22").open(path).go("Ký duyệt")
    clerk = person("vanthu.g22").open(path).go("Cấp số").go("Cấp số").attach("file", SIGNED).go("Đính kèm")
    Desk(clerk.page.request).seen(path, 'data-verdict="valid"')
    clerk.open(path).go("Ban hành và gửi…").go("Ban hành và gửi")
    Desk(clerk.page.request).seen(path, 'data-report="01"')


def test_j7_a_draft_is_signed_and_sealed_here(person, desk, keys, way):
    subject = f"V/v công bố danh mục thủ tục ({way})"
    drafter = person("chuyenvien.g22").open("/outgoing/new").choose("type", "Công văn").fill("subject", subject)
    drafter.choose("steering", "Văn bản thường").choose("approver", "Lê Minh Họa").tick("Ủy ban nhân dân Thành phố Hồ Chí Minh (H29)")
    path = drafter.attach("file", DOCUMENTS / "cong-van-tra-loi.pdf").go("Lưu dự thảo").go("Trình").page.url
    leader = person("lanhdao.g22").open(path).go("Ký số…").fill("secret", "sai").go("Ký số và duyệt")
    assert leader.page.locator(".errors").count() == 1, "not with another password"
    leader.fill("secret", "thu").go("Ký số và duyệt")
    expect(leader.page.locator("#dien-bien")).to_contain_text("Ký số")
    clerk = person("vanthu.g22").open(path).go("Cấp số").go("Cấp số").go("Đóng dấu số…").fill("secret", "thu").go("Đóng dấu số")
    Desk(clerk.page.request).seen(path, 'data-verdict="valid"')
    clerk.open(path).go("Ban hành và gửi…").go("Ban hành và gửi")
    received = desk("vanthu.h29")
    received.seen(received.found(subject), 'data-verdict="valid"')


def test_j8_a_reply_finishes_the_document_that_required_it(person, desk, arrived, way):
    sent, path = arrived("V/v báo cáo số liệu sáp nhập đơn vị", "to reply")
    officer = person("chuyenvien.h29").open(path)
    assert "Tự hoàn thành khi ban hành văn bản trả lời" in officer.main.inner_text()
    officer.go("Dự thảo trả lời…").choose("type", "Công văn").fill("subject", f"V/v số liệu sáp nhập đơn vị, trả lời ({way})")
    officer.choose("approver", "Phạm Giả Định").attach("file", DOCUMENTS / "du-thao-quy-che.docx").go("Lưu dự thảo")
    reply = officer.go("Trình").page.url
    person("lanhdao.h29").open(reply).go("Ký duyệt")
    clerk = person("vanthu.h29").open(reply).go("Cấp số").go("Cấp số").attach("file", SIGNED).go("Đính kèm")
    Desk(clerk.page.request).seen(reply, 'data-verdict="valid"')
    clerk.open(reply).go("Ban hành và gửi…")
    assert "được ghi hoàn thành ngay" in clerk.main.inner_text()
    clerk.go("Ban hành và gửi")
    officer.open(path)
    expect(officer.page.locator("#dien-bien")).to_contain_text("Hoàn thành: đã ban hành văn bản trả lời")
    desk("vanthu.g22").seen(sent, 'data-report="06"')


def test_j9_a_document_goes_to_one_more_agency(person, arrived):
    sent, _ = arrived("V/v quy chế phối hợp")
    clerk = person("vanthu.g22").open(sent).go("Gửi bổ sung nơi nhận…").tick("Bộ Tư pháp (G15)").go("Gửi bổ sung")
    expect(clerk.page.locator("tr[data-organ='G15']")).to_have_count(1)
    expect(clerk.page.locator("tr[data-organ='H29']")).to_have_count(1)


def test_j10_a_document_is_asked_back_agreed_and_declined(person, arrived):
    for answer, status in (("Từ chối", "declined"), ("Đồng ý trả lại", "agreed")):
        sent, path = arrived(f"V/v kế hoạch thanh tra, {status}")
        clerk = person("vanthu.g22")
        Desk(clerk.page.request).seen(sent, 'data-transport="delivered"')
        clerk.open(sent).go("Thu hồi…").fill("reason", REASON).go("Gửi yêu cầu thu hồi")
        receiver = person("vanthu.h29")
        Desk(receiver.page.request).seen(path, "Nơi gửi yêu cầu thu hồi")
        receiver.open(path).go("Trả lời yêu cầu…").fill("reason", "Đã trao đổi với nơi gửi.").go(answer)
        Desk(clerk.page.request).seen(sent, f'data-asking="{status}"')


def test_j10_a_document_is_corrected_at_its_receiver(person, arrived):
    subject = "V/v tổ chức hội nghị sơ kết"
    for answer, status in (("Từ chối", "declined"), ("Nhận cập nhật", "agreed")):
        sent, path = arrived(f"{subject}, {status}")
        clerk = person("vanthu.g22")
        Desk(clerk.page.request).seen(sent, 'data-transport="delivered"')
        corrected = f"{subject} công tác năm, {status}"
        clerk.open(sent).go("Gửi cập nhật…").fill("subject", corrected).attach("file", SIGNED).fill("reason", REASON).go("Gửi cập nhật")
        expect(clerk.page.locator("h1")).to_contain_text(corrected)
        receiver = person("vanthu.h29")
        Desk(receiver.page.request).seen(path, "Nơi gửi cập nhật văn bản")
        receiver.open("/incoming?view=asked").go(f"{subject}, {status} ({receiver.way})").go("Xem bản cập nhật…")
        expect(receiver.page.locator("tr[data-change='Trích yếu']")).to_contain_text(corrected)
        expect(receiver.page.locator("tr[data-change='Tệp']")).to_contain_text(SIGNED.name)
        receiver.fill("reason", "Đã trao đổi với nơi gửi.").go(answer)
        taken = corrected if status == "agreed" else f"{subject}, {status}"
        expect(receiver.page.locator("h1")).to_contain_text(taken)
        Desk(clerk.page.request).seen(sent, f'data-updating="{status}"')


def test_j11_a_leader_follows_a_directive_and_urges(person, arrived):
    sent, path = arrived("V/v chỉ đạo phòng, chống cháy rừng", "to begin")
    leader = person("lanhdao.g22")
    Desk(leader.page.request).seen("/board/lines?step=assigned", "V/v chỉ đạo phòng, chống cháy rừng")
    leader.open("/board").go("Ủy ban nhân dân Thành phố Hồ Chí Minh").go("V/v chỉ đạo phòng, chống cháy rừng")
    expect(leader.page.locator("tr[data-organ='H29']")).to_contain_text("Phân công")
    boss = person("lanhdao.h29").open(path).unfold("Thao tác khác").go("Đôn đốc…")
    boss.choose("kind", "Nhắc nhở").fill("text", "Đề nghị khẩn trương, báo cáo trong tuần.").go("Gửi đôn đốc")
    officer = person("chuyenvien.h29").open(path)
    assert "Đề nghị khẩn trương, báo cáo trong tuần." in officer.main.inner_text()


def test_j11_a_leader_gives_a_task_and_confirms_it(person, arrived, way):
    sent, _ = arrived("V/v giao nhiệm vụ chữa cháy rừng", "to begin")
    task = f"Báo cáo phương án chữa cháy ({way})"
    leader = person("lanhdao.g22").open(sent).go("Thêm nhiệm vụ…").fill("text", task)
    leader.choose("lead", "Ủy ban nhân dân Thành phố Hồ Chí Minh").tick("Thường xuyên, không có thời hạn").go("Lưu nhiệm vụ")
    expect(leader.page.locator("#nhiem-vu")).to_contain_text(task)
    leader.open("/tasks").go(task).go("Xác nhận xong…", inside="#nhiem-vu")
    leader.fill("result", "Đã có báo cáo số 12/BC-UBND.").go("Xác nhận xong")
    expect(leader.page.locator("#nhiem-vu")).to_contain_text("người chỉ đạo xác nhận")


def test_j11_a_leader_urges_a_receiver(person, arrived, way):
    subject = f"V/v báo cáo phương án chữa cháy rừng ({way})"
    sent, _ = arrived("V/v báo cáo phương án chữa cháy rừng", "to begin")
    row = "tr[data-organ='H29']"
    leader = person("lanhdao.g22")
    Desk(leader.page.request).seen("/board/lines?step=assigned", subject)
    # One act: what the letter says is there already.
    leader.open(sent).go("Đôn đốc…", inside=row).go("Lập công văn đôn đốc")
    expect(leader.page.locator("h1")).to_contain_text("V/v đôn đốc thực hiện văn bản")
    leader.go("Nội dung công văn đôn đốc")
    assert subject in leader.page.locator("article.register").inner_text()
    expect(leader.open(sent).page.locator(row)).to_contain_text("Đã đôn đốc lần 1")
    # The clerk goes on with it, and sees how often it was urged before they do so once more.
    clerk = person("vanthu.g22").open("/urging?view=letters").go("V/v đôn đốc thực hiện văn bản")
    expect(clerk.main).to_contain_text("cong-van-don-doc.docx")
    clerk.go("Sửa dự thảo…")
    expect(clerk.open(sent).go("Đôn đốc…", inside=row).main).to_contain_text("Đã đôn đốc lần 1")
    clerk.go("Lập công văn đôn đốc")
    expect(clerk.open(sent).page.locator(row)).to_contain_text("Đã đôn đốc lần 2")


def test_j11_a_task_that_travels_is_accepted_given_to_a_unit_and_finished(person, arrived, way):
    task = f"Tổng hợp số liệu cháy rừng ({way})"
    _, path = arrived("V/v giao nhiệm vụ kèm danh mục", "to assign", [task])
    clerk = person("vanthu.h29").open(path).go("Tiếp nhận…", inside="#nhiem-vu").go("Tiếp nhận")
    expect(clerk.page.locator("#nhiem-vu")).to_contain_text("Đã tiếp nhận")
    leader = person("lanhdao.h29").open(path).go("Giao đơn vị…", inside="#nhiem-vu")
    leader.choose("unit", "Phòng Nội chính").go("Giao đơn vị")
    head = person("truong.h29").open("/received-tasks").go(task).go("Báo hoàn thành…", inside="#nhiem-vu")
    head.go("Báo hoàn thành")
    assert head.page.locator(".errors").count() == 1, "not without a result"
    head.fill("text", "Đã gửi báo cáo số 12/BC-UBND.").go("Báo hoàn thành")
    expect(head.page.locator("#nhiem-vu")).to_contain_text("Xong")
    assert head.open("/received-tasks").page.locator("main", has_text=task).count() == 0


def test_j12_a_register_is_checked_and_a_document_filed(person, arrived, way):
    _, path = arrived("V/v hướng dẫn lập hồ sơ", "to finish")
    clerk = person("vanthu.h29").open("/registers/in").go("Kiểm tra sổ")
    assert "Sổ liên tục" in clerk.main.inner_text()
    clerk.open("/registers/in").go("Bản in để ký, đóng quyển")
    assert "V/v hướng dẫn lập hồ sơ" in clerk.main.inner_text()
    officer = person("chuyenvien.h29").open(path).go("Đưa vào hồ sơ…").go("Mở hồ sơ mới…")
    officer.fill("title", f"Hồ sơ hướng dẫn ({way})").go("Lưu").go("Đưa vào hồ sơ")
    officer.go(f"Hồ sơ hướng dẫn ({way})").go("Đóng hồ sơ…").go("Đóng hồ sơ")
    expect(officer.page.locator(".facts")).to_contain_text("Đã đóng")
    officer.go("Mục lục văn bản")
    assert "V/v hướng dẫn lập hồ sơ" in officer.main.inner_text()
    assert str(datetime.date.today().year) in officer.main.inner_text()


def test_an_archived_file_is_asked_for_granted_and_taken_back(person, receiver, arrived, way):
    subject, title, purpose = "V/v hồ sơ đã nộp lưu", f"Hồ sơ đã nộp lưu ({way})", f"Tra cứu để soạn báo cáo tổng kết ({way})."
    _, document = arrived(subject, "to finish")
    archived = receiver.archive(document, title)
    row = f"main tr:has-text('{purpose}')"
    looked = check_all_looks if way == "mouse" else lambda page, name: None
    asker = person("phoihop.h29").open("/archive").fill("q", title).go("Tìm").go("Đề nghị xem…")
    looked(asker.page, "asking for an archived file")
    asker.go("Gửi đề nghị")
    assert asker.page.locator(".errors").count() == 1, "not without a purpose"
    asker.fill("purpose", purpose).go("Gửi đề nghị")
    expect(asker.page.locator(row)).to_contain_text("Chờ trả lời")
    status = lambda: asker.page.request.get(archived).status
    assert status() == 404, "asked is not granted"
    clerk = person("vanthu.h29").open("/archive")
    looked(clerk.page, "the archives, with a request")
    clerk.go("Trả lời…", row)
    looked(clerk.page, "answering who asks for an archived file")
    clerk.tick("Cho xem").go("Trả lời")
    assert clerk.page.locator(".errors").count() == 1, "not without a last day"
    clerk.fill("until", later(5)).go("Trả lời")
    expect(clerk.page.locator(row)).to_contain_text(f"đến hết {later(5)}")
    asker.open("/archive").go("Xem hồ sơ", row)
    looked(asker.page, "an archived file")
    assert title in asker.main.inner_text() and subject in asker.main.inner_text()
    answer = asker.page.request.get(asker.page.locator("main a[href*='/files/']").first.get_attribute("href"))
    assert answer.status == 200 and answer.body().startswith(b"%PDF")
    clerk.open("/archive").go("Thu hồi…", row)
    looked(clerk.page, "taking access to an archived file back")
    clerk.fill("reason", "Việc tra cứu đã xong.").go("Thu hồi")
    assert status() == 404, "what was taken back is gone"
    asker.open("/archive")
    expect(asker.page.locator(row)).to_contain_text("Việc tra cứu đã xong.")
