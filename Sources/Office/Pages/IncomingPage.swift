import Exchange
import Foundation
import Gateway
import Pages
import Web

/// One incoming document: what it is, the four questions, its files, who works on it, its timeline.
struct IncomingPage: Sendable {
    let shell: Shell
    /// From where it was opened.
    let origin: ListOrigin
    let dossier: Dossier
    let person: Person
    let once: String
    let today: CalendarDate
    let calendar: WorkingCalendar
    /// Whether the link of this copy can be undone.
    let mayUnlink: Bool

    private var incoming: Incoming { self.dossier.incoming }

    var html: HTML {
        self.shell.page(
            "\(self.incoming.name) \(self.incoming.subject)",
            regions: [
                "#dau", "#\(ReceivedTaskPanel.id)", "#chu-ky", "#ai", "#y-kien", "#\(SharePanel.id)", "#dien-bien",
                "#lien-quan",
                "#cap-nhat", "#ho-so", "#danh-muc",
            ],
            """
            \(self.origin.trail)
            <div id="dau" data-number="\(self.incoming.number.map(String.init) ?? "")">\(self.head)\(self.notices)</div>
            \(ReceivedTaskPanel(dossier: self.dossier, person: self.person, today: self.today, calendar: self.calendar).html)
            <div class="split section">
            <div>\(self.files)</div>
            <div>\(WorkerPanel(incoming: self.incoming, receipts: self.dossier.receipts, today: self.today, calendar: self.calendar).html)\(OpinionPanel(requests: self.dossier.opinions, person: self.person).html)\(SharePanel(shell: self.shell, shares: self.dossier.shares, isShared: self.incoming.isShared, person: self.person).html)\(self.signatures)\(self.related)\(MetadataPanel.html(self.incoming.metadata, id: self.incoming.documentID, from: self.incoming.organ))\(UpdatePanel.html(self.dossier.updates, for: self.person, sealed: self.incoming.closure == .withdrawn))\(FilingPanel.html(self.dossier.caseFiles, Fileable(self.incoming, by: self.person)))\(panel("Diễn biến", id: "dien-bien", timeline(EventWords.items(self.dossier.events)) + ReadersPage.link(to: self.incoming.id, for: self.person)))</div>
            </div>
            """
        )
    }

    private var notices: HTML {
        let notices =
            self.shared + self.freeze.html + RecallNotice.html(self.incoming) + self.update + self.copyOf + self.twins
            + self.paper + self.broughtBack + self.requests + self.reminder
        return notices.isEmpty ? "" : "<div class=\"section\">\(notices)</div>"
    }

    private var shared: HTML { self.incoming.isShared ? SharePanel.notice : "" }

    /// The correction that waits for the clerk.
    private var update: HTML {
        self.isOver && self.incoming.closure != .linked
            ? "" : UpdatePanel.notice(self.dossier.updates.first { $0.state == .requested })
    }

    /// Of a linked copy: where the work is.
    private var copyOf: HTML {
        guard let registered = self.dossier.copyOf else { return "" }
        let undo: HTML =
            self.mayUnlink ? " <a href=\"/incoming/\(self.incoming.id)/unlink\">Gắn nhầm, bỏ gắn…</a>" : ""
        return notice(
            .plain,
            "<b>Bản gắn thêm</b> của <a href=\"/incoming/\(registered.id)\">\(IncomingWords.registered(registered)), \(registered.name)</a>.\(undo)"
        )
    }

    /// Of what waits: what is in the register already and may be the same.
    private var twins: HTML {
        guard self.incoming.state == .received, !self.isOver, !self.dossier.duplicates.isEmpty else { return "" }
        let twins = self.dossier.duplicates.map { twin -> HTML in
            "<a href=\"/incoming/\(twin.id)\">\(DuplicateList.label(twin)), \(twin.name)</a> "
        }
        return notice(.near, "<b>Có thể đã vào sổ.</b> \(twins)")
    }

    /// Bản giấy gửi sau: that nobody waits for it (QĐ 28/2018/QĐ-TTg, Điều 6.2).
    private var paper: HTML {
        guard self.incoming.paperFollows, !self.isOver else { return "" }
        return notice(
            .plain,
            "<b>Có bản giấy gửi sau,</b> theo nơi gửi. Văn bản điện tử có giá trị pháp lý thì xử lý ngay, không chờ bản giấy."
        )
    }

    /// Why it waits for its leader again.
    private var broughtBack: HTML {
        guard self.incoming.state == .submitted, let reason = self.incoming.backReason else { return "" }
        return notice(.near, "\(reason)")
    }

    /// Who asks for a later deadline.
    private var requests: HTML {
        HTML.joined(
            self.dossier.requests.map { request in
                let due = self.dossier.receipts.line(request.receiptID)?.due
                return notice(
                    .near,
                    "<b>\(request.askedBy) xin gia hạn</b>\(due.html { " từ \($0.shown)" }) đến \(request.wanted.shown): “\(request.reason)”"
                )
            })
    }

    private var freeze: FreezeNotice {
        FreezeNotice(freeze: self.dossier.freeze, path: "/incoming/\(self.incoming.id)", person: self.person)
    }

    private var mayAnswerRecall: Bool { RecallRule.refusalToAnswer(self.incoming, by: self.person) == nil }

    private var signatures: HTML {
        SignaturePanel(
            files: self.incoming.closure == .withdrawn ? [] : self.dossier.files, verdicts: self.dossier.verdicts,
            channel: self.incoming.channel, isSection: !self.dossier.receipts.isEmpty
        ).panel
    }

    /// The newest reminder, while the work is not done.
    private var reminder: HTML {
        guard self.incoming.reminders > 0, [.assigned, .inProgress].contains(self.incoming.state), !self.isOver,
            let newest = self.dossier.events.first(where: { $0.kind == .reminded })
        else { return "" }
        return notice(
            .bad,
            "<b>Đôn đốc lần \(newest.detail)</b>, \(Shown.moment(newest.at)) \(newest.actor): “\(newest.quote ?? "")”")
    }

    private var files: HTML {
        self.incoming.closure == .withdrawn
            ? empty(
                "Nội dung đã niêm phong", "Văn bản đã được thu hồi theo yêu cầu của nơi gửi; diễn biến vẫn được lưu.")
            : Shown.files(self.dossier.files)
    }

    private var isOver: Bool { self.incoming.state == .returned || self.incoming.closure != nil }

    private var head: HTML {
        var line: [HTML] = [
            "\(self.incoming.typeName) <b>\(self.incoming.name)</b>", Shown.date(self.incoming.promulgationDate),
            "\(self.incoming.organName)",
        ]
        if let signer = self.incoming.signer { line.append("\(signer) ký") }
        if self.incoming.channel != .hub { line.append("\(IncomingWords.channel(self.incoming.channel))") }
        if self.incoming.urgency > .ordinary { line.append(Shown.urgency(self.incoming.urgency)) }
        if self.incoming.replyRequired { line.append("<span class=\"nowrap\">Yêu cầu trả lời</span>") }
        var head = DocumentHead(line: line, title: self.incoming.subject, facts: self.facts)
        if let number = self.incoming.number, let date = self.incoming.enteredOn {
            head.arrival = [("Số", String(number)), ("Ngày", date.shown)]
            if let lead = self.dossier.receipts.lead {
                head.arrival.append(("Chuyển", lead.unit.shortName))
            }
        }
        head.acts = self.acts
        head.next = self.waiting
        return head.html
    }

    private var facts: [DocumentHead.Fact] {
        [
            .init("Trạng thái", "\(Shown.state(self.incoming, big: true))<small>\(self.told)</small>"),
            .init("Đang ở", self.holder),
            .init("Hạn của đơn vị chủ trì", self.leadDue),
            .init(
                "Hạn của cơ quan",
                Shown.due(
                    self.incoming.commonDue, finished: self.incoming.finishedAt,
                    isOver: self.isOver, today: self.today, calendar: self.calendar
                )
            ),
        ]
    }

    /// None while nobody leads.
    private var leadDue: HTML {
        guard self.dossier.receipts.lead != nil else {
            return Shown.due(nil, today: self.today, calendar: self.calendar)
        }
        return Shown.leadDue(
            self.incoming.leadDue, of: self.incoming, finished: self.incoming.finishedAt, isOver: self.isOver,
            today: self.today, calendar: self.calendar)
    }

    /// Whether the sender knows.
    private var told: HTML {
        guard let last = self.dossier.reports.first, let status = last.status else { return "" }
        switch last.state {
        case .sent: return "nơi gửi đã được báo \(status.rawValue)"
        case .queued, .sending: return "đang báo nơi gửi \(status.rawValue)"
        case .failed: return "chưa báo được nơi gửi \(status.rawValue): xem Gửi lỗi"
        }
    }

    private var holder: HTML {
        switch self.incoming.closure {
        case .withdrawn: return "Đã trả lại nơi gửi<small>theo yêu cầu thu hồi</small>"
        case .replaced: return "Không còn xử lý<small>đã bị thay thế</small>"
        case .linked: return "Bản gắn thêm<small>xử lý theo văn bản đã vào sổ</small>"
        case nil: break
        }
        switch self.incoming.state {
        case .received, .registered: return "Văn thư"
        case .returned: return "Đã trả lại nơi gửi"
        case .submitted: return "\(self.incoming.leaderName ?? "")<small>chờ bút phê</small>"
        case .assigned, .inProgress:
            guard let doer = self.dossier.receipts.doer else { return "Nơi nhận để biết<small>chưa xem hết</small>" }
            return "\(doer.holder)<small>\(doer.unit.name), chủ trì</small>"
        case .finished: return "Đã xong\(self.incoming.finishedAt.html { "<small>\(Shown.moment($0))</small>" })"
        }
    }

    private var acts: HTML {
        if self.incoming.isShared { return "" }
        if let instead = self.freeze.acts { return instead }
        let allowed = HandlingRule.allowed(on: self.incoming, receipts: self.dossier.receipts, by: self.person)
            .filter { $0 != .finish || self.waiting == nil }
        let mayDraft =
            OutgoingRule.refusalToDraft(answering: self.incoming, receipts: self.dossier.receipts, by: self.person)
            == nil
        // What must come first stands first: a reply that is required, before it the begin.
        let replyIsNext = self.incoming.state == .inProgress && self.waiting != nil
        var reply = HTML()
        if mayDraft, self.dossier.replies.allSatisfy({ $0.state == .published && !$0.isStanding }) {
            reply = button(
                "Dự thảo trả lời…", href: "/outgoing/new?answers=\(self.incoming.id)", main: replyIsNext)
        }
        var html = HTML()
        // Its sender waits for the answer, and it may be for nothing that somebody works on.
        if self.mayAnswerRecall {
            html += button("Trả lời yêu cầu…", href: "/incoming/\(self.incoming.id)/recall", main: true)
        }
        if UpdateRule.refusalToAnswer(self.incoming, by: self.person) == nil {
            html += button("Xem bản cập nhật…", href: "/incoming/\(self.incoming.id)/update", main: html.isEmpty)
        }
        if !self.dossier.duplicates.isEmpty, DuplicateRule.refusalToLink(self.incoming, by: self.person) == nil {
            html += button("Gắn vào bản đã có…", href: "/incoming/\(self.incoming.id)/link", main: html.isEmpty)
        }
        let lines = self.lineActs
        for act in lines.first {
            html += button(
                "\(LineWords.title(act))…", href: "/incoming/\(self.incoming.id)/\(act.rawValue)",
                main: html.isEmpty && !replyIsNext)
        }
        for act in allowed {
            let isMain = html.isEmpty && !replyIsNext
            if act == .begin {
                html += self.shell.form(
                    "/incoming/\(self.incoming.id)/begin", once: self.once, version: self.incoming.version
                )
                .button("Bắt đầu xử lý", main: isMain)
            } else {
                html += button(Self.words(act), href: "/incoming/\(self.incoming.id)/\(act.path)", main: isMain)
            }
        }
        let following = Following.allCases.filter {
            $0.refusal(on: self.incoming, receipts: self.dossier.receipts, by: self.person) == nil
        }.map {
            ("\(FollowingWords.title($0))…", "/incoming/\(self.incoming.id)/\($0.rawValue)")
        }
        let rare = lines.rare.map { ("\(LineWords.title($0))…", "/incoming/\(self.incoming.id)/\($0.rawValue)") }
        let asking =
            OpinionRule.refusalToAsk(self.incoming, receipts: self.dossier.receipts, by: self.person) == nil
            ? [("Xin ý kiến…", "/incoming/\(self.incoming.id)/ask-opinion")] : []
        let sheet =
            self.incoming.number == nil || self.incoming.closure != nil
            ? [] : [("Phiếu giải quyết", "/incoming/\(self.incoming.id)/sheet")]
        let stamp =
            self.incoming.number == nil || self.incoming.channel == .hub
            ? [] : [("Dấu “ĐẾN” để in", "/incoming/\(self.incoming.id)/stamp")]
        let copy =
            CopyRule.refusal(self.incoming, by: self.person) == nil
            ? [("Sao văn bản…", "/incoming/\(self.incoming.id)/make-copy")] : []
        let share =
            ShareRule.refusal(self.incoming, receipts: self.dossier.receipts, by: self.person) == nil
            ? [("Chia sẻ quyền xem…", "/incoming/\(self.incoming.id)/share")] : []
        let beside = copy + share
        return (replyIsNext ? reply + html : html + reply)
            + moreActs(
                (asking + rare + following + sheet + stamp + beside + self.freeze.others).map {
                    (title: $0.0, href: $0.1)
                })
    }

    /// What is next with the person's line stands as a button, the rest in the menu.
    private var lineActs: (first: [LineAct], rare: [LineAct]) {
        let receipts = self.dossier.receipts
        let allowed = LineAct.allCases.filter { act in
            guard act.refusal(on: self.incoming, receipts: receipts, by: self.person) == nil else { return false }
            // Nothing to answer, no form.
            return act != .answerExtension
                || self.dossier.requests.contains { receipts.line($0.receiptID)?.assignedBy == self.person.id }
        }
        let isNamed = receipts.distributed(by: self.person).map { line in
            receipts.lines.contains { $0.parentID == line.id && $0.part == .lead && $0.stands }
        }
        let first = allowed.filter { act in
            switch act {
            case .answerExtension: true
            case .assign: isNamed == false
            case .report: isNamed != false
            default: false
            }
        }
        return (first, allowed.filter { !first.contains($0) })
    }

    private var waiting: String? {
        if self.incoming.state == .inProgress, self.incoming.replyRequired,
            !self.dossier.replies.contains(where: \.isStanding)
        {
            return "Tự hoàn thành khi ban hành văn bản trả lời."
        }
        return nil
    }

    static func words(_ act: InternalState.Act) -> String {
        switch act {
        case .register: "Vào sổ…"
        case .return: "Trả lại nơi gửi…"
        case .submit: "Trình lãnh đạo…"
        case .direct: "Bút phê…"
        case .giveBack: "Trả lại văn thư…"
        case .begin: "Bắt đầu xử lý"
        case .finish: "Hoàn thành…"
        }
    }

    /// Replies, and what this document itself answers.
    private var related: HTML {
        var items: [HTML] = self.dossier.replies.map { reply in
            "<li><a href=\"/outgoing/\(reply.id)\">Văn bản trả lời \(reply.code?.text ?? "…/\(reply.notation)")</a> \(Shown.state(reply))</li>"
        }
        items += self.dossier.answered.map { outgoing in
            "<li><a href=\"/outgoing/\(outgoing.id)\">Trả lời \(outgoing.code?.text ?? "") của cơ quan ta</a></li>"
        }
        items += self.dossier.replaces.map { old in
            "<li><a href=\"/incoming/\(old.id)\">Thay thế \(old.name), số đến \(old.number.map(String.init) ?? "…")</a> \(Shown.state(old))</li>"
        }
        items += self.dossier.replacedBy.map { new in
            "<li><a href=\"/incoming/\(new.id)\">Bị thay thế bởi \(new.name)</a> \(Shown.state(new))</li>"
        }
        items += self.dossier.copies.map(self.copy)
        items += (self.isOver ? [] : self.dossier.duplicates).map { twin in
            "<li><a href=\"/incoming/\(twin.id)\">Có thể trùng với văn bản số đến \(twin.number.map(String.init) ?? "…")</a></li>"
        }
        guard !items.isEmpty else { return "<div id=\"lien-quan\"></div>" }
        return panel("Văn bản liên quan", id: "lien-quan", "<ul class=\"links\">\(items)</ul>")
    }

    /// What came once more, with its files. Its own page is for those who see every document.
    private func copy(_ copy: LinkedCopy) -> HTML {
        let name: HTML = "Bản gắn thêm của \(IncomingWords.copy(copy.incoming))"
        let files = (self.incoming.closure == .withdrawn ? [] : copy.files).map { file -> HTML in
            "<li><a href=\"\(url: Shown.fileAddress(file))\">\(file.name)</a> <span class=\"quiet\">\(Shown.size(file.sizeBytes))</span></li>"
        }
        let seesAll = self.person.role == .clerk || self.person.role == .leader
        return """
            <li data-copy="\(copy.incoming.id)">\("<a href=\"/incoming/\(copy.incoming.id)\">\(name)</a>", if: seesAll)\(name, if: !seesAll), \
            đến \(Shown.moment(copy.incoming.arrivedAt)) \(Shown.state(copy.incoming), if: copy.incoming.closure == .withdrawn)\
            \("<ul>\(files)</ul>", if: !files.isEmpty)</li>
            """
    }
}
