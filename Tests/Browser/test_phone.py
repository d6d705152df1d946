"""A leader with a phone: reads, comments, reminds, urges. What costs time there is touches and fields, so these are counted."""

import pytest
from playwright.sync_api import expect

from checks import check
from hands import Hand
from stages import Desk, Receiver, Sender


class Thumb(Hand):
    """Everything that is touched or typed into counts once."""

    def __init__(self, page):
        super().__init__(page, "mouse")
        self.touches = 0

    def press(self, control):
        self.touches += 1
        control.tap()

    def fill(self, field, text):
        self.touches += 1
        return super().fill(field, text)

    def choose(self, field, beginning):
        self.touches += 1
        return super().choose(field, beginning)

    def tick(self, name):
        self.touches += 1
        return super().tick(name)

    def done(self, act, at_most):
        """The act is over; its page is one for a phone."""
        check(self.page, f"{act}, on a phone")
        assert self.touches <= at_most, f"{act}: {self.touches} touches"
        self.touches = 0
        return self


@pytest.fixture
def phone(chromium, cookies, offices):
    contexts = []

    def hold(user):
        address = offices[user.split(".")[1]]
        contexts.append(chromium.new_context(
            base_url=address, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", reduced_motion="reduce", is_mobile=True,
            has_touch=True, viewport={"width": 390, "height": 844}, storage_state=cookies(address, user)))
        return Thumb(contexts[-1].new_page())

    yield hold
    for context in contexts:
        context.close()


def test_a_leader_reads_comments_reminds_and_urges_in_few_touches(phone, desk):
    sender, receiver = Sender.at(desk), Receiver.at(desk)
    subject = "V/v xử lý việc gấp trên điện thoại"
    sent = sender.publish(sender.ready(sender.draft(subject)))
    path = receiver.clerk.found(subject)
    receiver.take(path, "to direct")
    leader = phone("lanhdao.h29").open("/incoming?view=to-direct").go(subject)
    expect(leader.page.locator("a.doc__first")).to_be_visible()
    leader.done("reading", 1)
    leader.go("Bút phê…").fill("text", "Giao Phòng NCPC chủ trì, làm ngay.")
    leader.tick("Chủ trì: Phòng Nội chính – Pháp chế").go("Ký bút phê và chuyển").done("commenting", 4)
    receiver.assign(path, "")
    leader.open(path).unfold("Thao tác khác").go("Đôn đốc…").choose("kind", "Nhắc nhở")
    leader.fill("text", "Đề nghị báo cáo trong ngày.").go("Gửi đôn đốc").done("reminding", 5)
    boss = phone("lanhdao.g22")
    Desk(boss.page.request).seen("/board/lines?step=assigned", subject)
    boss.open("/board").go("Ủy ban nhân dân Thành phố Hồ Chí Minh").go(subject).done("from the board to the document", 2)
    boss.open(sent).go("Đôn đốc…", inside="tr[data-organ='H29']").go("Lập công văn đôn đốc").done("urging", 2)
