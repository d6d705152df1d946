"""Documents at every step of their way, so that no page is looked at empty. They are made by the forms that people use."""

import base64
import datetime
import os
import pathlib
import re
import subprocess
import time
import urllib.parse

from playwright.sync_api import FormData

# Days are those of the office, wherever the tests run.
os.environ["TZ"] = "<+07>-7"
time.tzset()

DOCUMENTS = pathlib.Path(__file__).resolve().parents[2] / "Samples/documents"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
# A signature by hand for tests: six points by three, with transparent ground.
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAYAAAADCAYAAACwAX77AAAAFUlEQVR42mNkYDjRwIAFMDHgADglAFzsAU53kfCIAAAAAElFTkSuQmCC")
# How many acts of the receiver lie behind a document that stands at a step.
BEHIND = {"to submit": 1, "asked": 1, "withdrawn": 1, "updating": 2, "to direct": 2, "to assign": 3, "to begin": 4, "to finish": 5, "to reply": 5}
SENT = {
    "to register": "Về việc ứng phó khẩn cấp mưa lũ",
    "returned": "V/v gửi nhầm nơi nhận",
    "to submit": "V/v rà soát chế độ báo cáo định kỳ",
    "to direct": "V/v cho ý kiến về phương án cắt giảm thủ tục hành chính",
    "to assign": "V/v công khai tiến độ giải quyết hồ sơ",
    "to begin": "V/v cập nhật cơ sở dữ liệu thủ tục",
    "to finish": "V/v đánh giá mức độ hài lòng của người dân",
    "to reply": "V/v báo cáo kết quả số hóa hồ sơ, giấy tờ",
    "asked": "V/v đính chính số liệu thống kê quý III",
    "withdrawn": "V/v lịch làm việc của Đoàn kiểm tra",
    "updating": "V/v kế hoạch kiểm tra công tác văn thư",
}
URGENCY = {"to register": "3", "to direct": "1", "to assign": "2"}
# What is said of each case file.
KIND = [("retention", "10"), ("access", "free"), ("matter", "ordinary"), ("language", "Tiếng Việt"), ("note", "")]
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


class Desk:
    """A signed-in person who sends forms."""

    def __init__(self, request):
        self.request = request

    def send(self, page, action, fields=(), file=None):
        """Sends the form of `page` that goes to `action`; gives the address that answers."""
        hidden = HIDDEN.findall(self.form(page, action))
        if file:
            upload = {"name": file.name, "mimeType": "application/pdf", "buffer": file.read_bytes()}
            form = FormData()
            for name, value in [*hidden, *fields]:
                form.append(name, value)
            form.append("file", upload)
            answer = self.request.post(action, multipart=form)
        else:
            answer = self.request.post(action, headers=FORM, data=urllib.parse.urlencode([*hidden, *fields]))
        assert answer.ok, f"{action}: {answer.status}"
        return urllib.parse.urlsplit(answer.url).path

    def give_key(self, page, name):
        """Brings the key of a sample certificate in, with a picture; its password is "thu"."""
        pki = DOCUMENTS.parent / "pki"
        made = subprocess.run(
            ["openssl", "pkcs12", "-export", "-inkey", pki / f"{name}.key.pem", "-in", pki / f"{name}.cert.pem",
             "-passout", "pass:thu"], check=True, capture_output=True)
        form = FormData()
        for field, value in [*HIDDEN.findall(self.form(page, page)), ("secret", "thu")]:
            form.append(field, value)
        form.append("file", {"name": "khoa.p12", "mimeType": "application/x-pkcs12", "buffer": made.stdout})
        form.append("image", {"name": "hinh.png", "mimeType": "image/png", "buffer": PICTURE})
        assert self.request.post(page, multipart=form).ok

    def form(self, page, action):
        text = self.request.get(page).text()
        form = re.search(rf'<form[^>]* action="{re.escape(action)}".*?</form>', text, re.DOTALL)
        assert form, f"{page} has no form for {action}"
        return form[0]

    def found(self, text):
        """The path of the incoming document that a search finds, once it has come."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            page = self.request.get("/search?" + urllib.parse.urlencode({"q": text})).text()
            if match := re.search(r'href="(/incoming/[0-9a-f-]{36})"', page):
                return match[1]
            time.sleep(0.1)
        raise AssertionError(f"“{text}” does not come")

    def seen(self, path, text):
        """Waits until the page of a document tells `text`."""
        deadline = time.monotonic() + 30
        while text not in self.request.get(path).text():
            assert time.monotonic() < deadline, f"{path} does not tell {text}"
            time.sleep(0.1)

    def failed(self, act):
        """The first line of "Gửi lỗi" that offers `act`, once there is one."""
        self.seen("/failures", f'/{act}"')
        return re.search(rf'href="(/failures/[^/"]+)/{act}"', self.request.get("/failures").text())[1]

    def option(self, page, select, beginning):
        """The value of the first option of a list that begins so."""
        text = self.request.get(page).text()
        control = re.search(rf'<select id="{select}".*?</select>', text, re.DOTALL)[0]
        return re.search(rf'value="([^"]+)"[^>]*>{beginning}', control)[1]


def address(told, path):
    """A path in which a step in braces stands for the document that stands there: `{to register}/register`."""
    step = re.search(r"\{(.*)\}", path)
    if not step:
        return path
    place = told["places"][step[1]]
    # A form that answers a document asks for its id alone.
    return path.replace(step[0], place.rsplit("/", 1)[-1] if f"={step[0]}" in path else place)


def later(days):
    return (datetime.date.today() + datetime.timedelta(days)).strftime("%d/%m/%Y")


def give_keys(desk):
    """The keys of G22, with which its leader and its clerk sign and seal here."""
    desk("lanhdao.g22").give_key("/account/signing-key", "person-g22")
    desk("quantri.g22").give_key("/seal-key", "agency-g22")


def fill(desk, close_organ, refuse):
    """Gives the path of a document by the name of the step it stands at, as its own agency sees it."""
    sender, receiver = Sender.at(desk), Receiver.at(desk)
    give_keys(desk)
    places = sender.outgoing(close_organ)
    for step, subject in SENT.items():
        # The first also goes to an agency whose system cannot take it.
        recipients = ["H29", "G01"] if step == "to register" else ["H29"]
        draft = sender.draft(subject, recipients, URGENCY.get(step, "0"))
        # The annex of this one gives two tasks to its receiver.
        if step == "to assign":
            sender.task(sender.drafter, draft, "Công khai tiến độ từng tuần")
            sender.task(sender.drafter, draft, "Báo cáo hồ sơ quá hạn", due=later(25))
        places[f"sent {step}"] = sender.publish(sender.ready(draft))
    refuse("G01", "Tệp thứ nhất trong gói tin bị hỏng.")
    sender.clerk.seen(places["sent to register"], 'data-organ="G01" data-transport="refused"')
    places["refused receiver"] = sender.clerk.failed("settle")
    for step, subject in SENT.items():
        places[step] = receiver.clerk.found(subject)
        receiver.take(places[step], step)
    given = re.findall(r'id="task-([^"]+)"', receiver.clerk.request.get(places["to assign"]).text())
    places["waiting task"], places["given task"] = (f"{places['to assign']}/received-tasks/{task}" for task in given)
    receiver.clerk.send(f"{places['given task']}/accept", f"{places['given task']}/accept")
    for step in ("asked", "withdrawn"):
        sender.recall(places[f"sent {step}"])
        receiver.clerk.seen(places[step], "Nơi gửi yêu cầu thu hồi")
    sender.update(places["sent updating"], "V/v kế hoạch kiểm tra công tác văn thư, lưu trữ")
    receiver.clerk.seen(places["updating"], "Nơi gửi cập nhật văn bản")
    places["copy"] = sender.copy(places["sent to finish"])
    places["electronic copy"] = sender.sign_copy(places["sent to finish"])
    places["draft task"] = sender.task(sender.drafter, places["draft"], "Rà soát quy chế hiện hành")
    places["task"] = sender.task(sender.clerk, places["sent to finish"], "Báo cáo mức độ hài lòng từng quý", due=later(20))
    places["reopened task"] = sender.task(sender.clerk, places["sent to finish"], "Công khai kết quả khảo sát")
    sender.signer.send(f"{places['reopened task']}/finish", f"{places['reopened task']}/finish", [("day", later(0)), ("result", "Đã công khai.")])
    # Its clock runs once the receiver's work has come back.
    places["stopped task"] = sender.task(sender.clerk, places["sent to finish"], "Rà soát quy trình tiếp công dân", due=later(30))
    sender.clerk.seen(places["sent to finish"], 'data-report="05"')
    sender.signer.send(f"{places['stopped task']}/stop-clock", f"{places['stopped task']}/stop-clock", [
        ("kind", "papers"), ("reason", "Chờ số liệu của cơ quan thống kê.")])
    places["urging letter"] = sender.urge(places["sent to begin"])
    places["urging"] = sender.urging(places["sent to begin"])
    receiver.give_back(places["withdrawn"])
    places.update(receiver.files(places["to finish"]))
    # Not a document: the leader, as the administrator sees them.
    places["leader"] = "/people/" + receiver.clerk.option(f"{places['to submit']}/submit", "leader", "Phạm Giả Định")
    sender.clerk.seen(places["sent withdrawn"], 'data-asking="agreed"')
    places.update(secrets(desk("quantri.h29"), receiver.clerk))
    return places


def secrets(admin, clerk):
    """A book of secret documents that the clerk keeps, and a paper in it."""
    keeper = admin.option("/books/new", "keeper", "Trần Thị Ví Dụ")
    for direction, name in (("in", "Sổ mật đến"), ("out", "Sổ mật đi")):
        admin.send("/books/new", "/books", [
            ("direction", direction), ("year", str(datetime.date.today().year)), ("name", name), ("secret", "yes"),
            ("keeper", keeper)])
    page = "/secrets/new?direction=in"
    paper = clerk.send(page, "/secrets", [
        ("level", "top-secret"), ("urgency", "1"), ("parties", "Công an tỉnh Ví Dụ"), ("number", "12"), ("notation", "CA-AN"),
        ("date", later(0)), ("arrived", later(0)), ("type", "Công văn"), ("subject", ""), ("signer", ""), ("copies", "2"),
        ("holder", ""), ("passed", ""), ("number-choice", clerk.option(page, "number-choice", "Sổ mật đến"))])
    # Who keeps a book is told on every page until they say that they know.
    text = clerk.request.get("/secrets").text()
    for notice in re.findall(r'<form class="act" method="post" action="(/rights/[^"]+/confirm)">(.*?)</form>', text, re.DOTALL):
        assert clerk.request.post(notice[0], headers=FORM, data=urllib.parse.urlencode(HIDDEN.findall(notice[1]))).ok
    return {"secret paper": paper, "secret book": "/registers/in?book=" + clerk.option("/registers/in", "book", "Sổ mật đến")}


class Sender:
    def __init__(self, drafter, signer, clerk):
        self.drafter, self.signer, self.clerk = drafter, signer, clerk
        self.approver = drafter.option("/outgoing/new", "approver", "Lê Minh Họa")

    @classmethod
    def at(cls, desk):
        return cls(*map(desk, ("chuyenvien.g22", "lanhdao.g22", "vanthu.g22")))

    def fields(self, subject, recipients=("H29",), urgency="0", initial="", kind="Công văn"):
        fields = [("type", kind), ("subject", subject), ("notation", "VPCP-KSTT" if kind == "Công văn" else ""), ("urgency", urgency),
                  ("steering", "2"), ("due", later(30)), ("approver", self.approver), ("initial-1", initial)]
        return fields + [("recipients", code) for code in recipients]

    def draft(self, subject, *others, **named):
        fields = self.fields(subject, *others, **named)
        return self.drafter.send("/outgoing/new", "/outgoing", fields, DOCUMENTS / "cong-van-tra-loi.pdf")

    def draft_on_paper(self, subject):
        """What is issued on paper alone, to two receivers outside of the exchange."""
        fields = self.fields(subject, recipients=[])
        fields += [("issue-way", "paper"), ("paper-recipients", "Công ty Ví Dụ, 1 phố Thử\nBà Nguyễn Thị Mẫu")]
        return self.drafter.send("/outgoing/new", "/outgoing", fields, DOCUMENTS / "cong-van-tra-loi.pdf")

    def submit(self, path):
        return self.drafter.send(path, f"{path}/submit")

    def number(self, path):
        self.signer.send(self.submit(path), f"{path}/approve")
        return self.clerk.send(f"{path}/number", f"{path}/number")

    def ready(self, path, file="cong-van-don-doc-lien-thong.pdf"):
        return self.clerk.send(self.number(path), f"{path}/attach", file=DOCUMENTS / file)

    def publish(self, path):
        # The samples are not signed, or not looked at yet.
        fields = [("anyway", "yes"), ("reason", "Tệp mẫu để thử nghiệm, chưa có chữ ký số.")]
        return self.clerk.send(f"{path}/publish", f"{path}/publish", fields)

    def copy(self, path):
        """The page of an extract of an issued document."""
        return self.clerk.send(f"{path}/make-copy", f"{path}/make-copy", [
            ("kind", "TrS"), ("part", "Mục II"), ("signer", self.approver), ("receivers", "Vụ Thử nghiệm"), ("copies", "2"), ("number", "")])

    def sign_copy(self, path):
        """The page of an electronic copy of an issued document."""
        page = f"{path}/sign-copy"
        originals = re.findall(r'name="originals" value="([^"]+)"', self.clerk.form(page, page))
        return self.clerk.send(page, page, [
            ("kind", "SY"), ("part", ""), ("signer", self.approver), ("receivers", "Vụ Thử nghiệm"), ("number", ""),
            ("reason", "Tệp mẫu để thử nghiệm, chưa có chữ ký số."), ("secret", "thu"), *[("originals", file) for file in originals]])

    def task(self, desk, path, text, due=""):
        """Writes a task of H29 into a directive; gives the path of what is done to it."""
        when = [("due", due)] if due else [("due", ""), ("standing", "yes")]
        desk.send(f"{path}/tasks", f"{path}/tasks", [("text", text), ("lead", "H29"), ("comes-back", "report"), *when])
        tasks = re.findall(r'id="task-([^"]+)"', desk.request.get(path).text())
        return f"{path}/tasks/{tasks[-1]}"

    def urging(self, path):
        """The question before the receiver of an issued document is urged."""
        return re.search(r'href="(/urging/new\?line=[^"]+)"', self.clerk.request.get(path).text())[1]

    def urge(self, path):
        """Urges it; gives the path of the letter that the clerk drafts."""
        question = self.urging(path)
        line = re.search(r'name="line" value="([^"]+)"', self.clerk.form(question, "/urging"))[1]
        return self.clerk.send(question, "/urging", [
            ("line", line), ("kind", "remind"), ("text", "Đề nghị báo cáo kết quả."), ("approver", self.approver)])

    def recall(self, path):
        self.clerk.seen(path, 'data-transport="delivered"')
        fields = [("recipients", "H29"), ("reason", "Văn bản gửi nhầm bản dự thảo, đề nghị trả lại.")]
        return self.clerk.send(f"{path}/recall", f"{path}/recall", fields)

    def update(self, path, subject):
        self.clerk.seen(path, 'data-transport="delivered"')
        fields = [("subject", subject), ("date", later(0)), ("signer", "Lê Minh Họa"), ("title", "Phó Chủ nhiệm"),
                  ("reason", "Trích yếu in thiếu một lĩnh vực, đề nghị cập nhật.")]
        return self.clerk.send(f"{path}/update", f"{path}/update", fields, DOCUMENTS / "thong-bao-ket-luan.pdf")

    def outgoing(self, close_organ):
        """One document at each step before it is sent, and one that the hub refuses."""
        places = {
            "draft": self.draft("V/v góp ý dự thảo Quy chế tiếp nhận, xử lý văn bản điện tử"),
            "returned draft": self.submit(self.draft("V/v cử cán bộ đầu mối kỹ thuật")),
            "to approve": self.submit(self.draft("V/v báo cáo tình hình gửi, nhận văn bản điện tử quý IV", urgency="1")),
            "to initial": self.submit(self.draft(
                "V/v thống nhất mẫu phiếu trình", initial=self.drafter.option("/outgoing/new", "initial-1", "Vũ Văn Giả Thiết"))),
            "to number": self.submit(self.draft("V/v tổ chức tập huấn văn thư")),
            "to attach": self.number(self.draft("V/v kiểm tra kết nối trục liên thông")),
            "to publish": self.ready(self.draft("V/v thay đổi mã định danh cơ quan")),
            "draft on paper": self.draft_on_paper("V/v mời họp mặt cán bộ hưu trí"),
            "to issue on paper": self.number(self.draft_on_paper("V/v trả lời đơn kiến nghị về hồ sơ giấy")),
            "issued on paper": self.number(self.draft_on_paper("V/v cảm ơn đơn vị tài trợ hội nghị")),
            "failed": self.ready(self.draft("V/v bàn giao hồ sơ lưu trữ số", ["H29.96"])),
        }
        returned, numbered = places["returned draft"], places["to number"]
        self.signer.send(f"{returned}/return", f"{returned}/return", [("reason", "Bổ sung hạn gửi danh sách và nơi nhận.")])
        # The second version of its text and its data.
        self.drafter.send(
            f"{returned}/edit", f"{returned}/edit", self.fields("V/v cử cán bộ đầu mối kỹ thuật", urgency="1"),
            DOCUMENTS / "thong-bao-ket-luan.pdf")
        self.signer.send(numbered, f"{numbered}/approve")
        issued = places["issued on paper"]
        self.clerk.send(f"{issued}/publish", f"{issued}/publish", [("on-paper", "yes")])
        # The page of a document with one receiver that has it and one that waits.
        receiver = self.clerk.option(f"{issued}/post", "receiver", "Công ty Ví Dụ, 1 phố Thử")
        self.clerk.send(f"{issued}/post", f"{issued}/post", [
            ("sent", later(0)), ("receiver", receiver), ("recipient", ""), ("way", "hand"), ("envelopes", "1"), ("note", "")])
        # The agency is closed while the document to it waits.
        close_organ("H29.96", "Trung tâm Lưu trữ số")
        self.publish(places["failed"])
        places["failed package"] = self.clerk.failed("stop")
        places["to issue with paper"] = self.ready(self.draft("Thỏa thuận phối hợp thử nghiệm liên thông", kind="Bản thỏa thuận"))
        return places


class Receiver:
    def __init__(self, clerk, leader, head, officer):
        self.clerk, self.leader, self.head, self.officer = clerk, leader, head, officer

    @classmethod
    def at(cls, desk):
        return cls(*map(desk, ("vanthu.h29", "lanhdao.h29", "truong.h29", "chuyenvien.h29")))

    def take(self, path, step):
        """Takes a document as far as its step says."""
        if step == "returned":
            reason = ("reason", "Văn bản gửi cho cơ quan khác, đề nghị gửi lại đúng nơi.")
            self.clerk.send(f"{path}/return", f"{path}/return", [reason])
        for act in [self.register, self.submit, self.direct, self.assign, self.begin][:BEHIND.get(step, 0)]:
            act(path, step)

    def give_back(self, path):
        self.clerk.send(f"{path}/recall", f"{path}/recall", [("answer", "agree"), ("reason", "")])

    def register(self, path, step):
        self.clerk.send(f"{path}/register", f"{path}/register", [("checked", "yes"), ("due", later(24))])

    def submit(self, path, step):
        leader = self.clerk.option(f"{path}/submit", "leader", "Phạm Giả Định")
        self.clerk.send(f"{path}/submit", f"{path}/submit", [("leader", leader)])

    def direct(self, path, step):
        fields = [("text", "Giao Phòng NCPC chủ trì, Sở TTTT phối hợp; báo cáo lãnh đạo Ủy ban."), ("lead", "NCPC"),
                  ("support", "STTTT"), ("know", "CCVTLT"), ("due-NCPC", later(20))]
        reply = [("reply-required", "yes")] if step == "to reply" else []
        self.leader.send(f"{path}/direct", f"{path}/direct", fields + reply)

    def assign(self, path, step):
        officer = self.head.option(f"{path}/assign", "officer", "Đặng Thị Giả Sử")
        self.head.send(f"{path}/assign", f"{path}/assign", [("officer", officer)])

    def files(self, document):
        """A list of files for the year, and a file that holds a document."""
        self.clerk.send("/case-plan/heading", "/case-plan/heading", [("name", "Tổ chức cán bộ"), ("abbreviation", "TCCB")])
        keeper = self.clerk.option("/case-plan/file", "keeper", "Đặng Thị Giả Sử")
        self.clerk.send("/case-plan/file", "/case-plan/file",
                        [*KIND, ("heading", "TCCB"), ("title", "Hồ sơ thi đua, khen thưởng"), ("keeper", keeper)])
        case = self.file(document, "Hồ sơ đo lường mức độ hài lòng")
        closed = self.closed_file(document, "Hồ sơ cắt giảm thủ tục")
        offered = self.closed_file(document, "Hồ sơ công khai thủ tục")
        transfer = self.offer(offered)
        return {"transfer": transfer, "transfer return": f"{transfer}/files/{offered.rsplit('/', 1)[-1]}/return",
                "case file": case, "closed file": closed, "case search": f"{case}/put?q=thu+tuc",
                "case document": f"{case}/documents/{document.rsplit('/', 1)[-1]}/take-out"}

    def file(self, document, title):
        """A new file that holds a document."""
        case = self.officer.send(
            "/case-files/new", "/case-files", [*KIND, ("heading", "NCPC"), ("title", title), ("started", later(0))])
        self.officer.send(f"{document}/case-files", f"{document}/case-files", [("file", case.rsplit("/", 1)[-1])])
        return case

    def closed_file(self, document, title):
        case = self.file(document, title)
        self.officer.send(f"{case}/close", f"{case}/close", [("ended", later(0))])
        return case

    def offer(self, case):
        return self.officer.send("/transfers/new", "/transfers/new",
                                 [("purpose", "archive"), ("note", "Hồ sơ năm nay"), ("files", case.rsplit("/", 1)[-1])])

    def archive(self, document, title):
        """A file with a document, which the clerk has taken into the archives; gives its path there."""
        case = self.closed_file(document, title)
        transfer = self.offer(case)
        self.clerk.send(f"{transfer}/end", f"{transfer}/end", [("paper", "")])
        return f"/archive/{case.rsplit('/', 1)[-1]}"

    def begin(self, path, step):
        self.officer.send(path, f"{path}/begin")
