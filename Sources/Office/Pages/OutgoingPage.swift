import Exchange
import Foundation
import Gateway
import Pages
import Web

/// One outgoing document: its steps, its files, what each recipient does with it, its timeline.
struct OutgoingPage: Sendable {
    let shell: Shell
    /// From where it was opened.
    let origin: ListOrigin
    let issue: Issue
    let tasks: [DirectiveTask]
    let urging: UrgingCells
    /// How many receivers it urges, as a letter of that kind.
    let urgings: Int
    /// Whether the receivers have an older list of them.
    let tasksOutdated: Bool
    let signatureBlock: SignatureBlock?
    let person: Person
    /// One token for each form of the page.
    let once: [String]
    let nextNumber: Int
    let maximumUploadBytes: Int
    /// Whether this server signs.
    let canSign: Bool
    let today: CalendarDate
    let calendar: WorkingCalendar
    let now: Date
    /// What was typed when something must be corrected.
    let fields: FormFields?
    let fault: FormFault?

    private var outgoing: Outgoing { self.issue.outgoing }

    var html: HTML {
        let errors = self.fault.errors
        let identity: HTML = self.outgoing.documentID.html {
            " data-document-id=\"\($0.text)\" data-code=\"\(self.outgoing.code?.text ?? "")\""
        }
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(self.outgoing.code?.text ?? "Dự thảo") \(self.outgoing.subject)",
            regions: [
                "#dau", "#nhan", "#\(TaskPanel.id)", "#nguoi-ky", "#y-kien", "#\(SharePanel.id)", "#chu-ky",
                "#phien-ban", "#lien-quan",
                "#cap-nhat", "#ho-so",
                "#dien-bien", "#danh-muc",
            ],
            """
            \(self.origin.trail)
            \(errorSummary(errors))
            <div id="dau"\(identity)>\(self.head)\(SharePanel.notice, if: self.outgoing.isShared)\(self.freeze.html)\(OutgoingSteps(issue: self.issue, now: self.now).html)</div>
            <div id="nhan">\(self.recipients)</div>
            \(self.taskPanel)
            <div class="split section"><div>\(Shown.files(self.shownFiles))\(self.upload)</div>
            <div>\(self.signing)\(OpinionPanel(requests: self.issue.opinions, person: self.person).html)\(SharePanel(shell: self.shell, shares: self.issue.shares, isShared: self.outgoing.isShared, person: self.person).html)\(self.signatures)\(self.related)\(MetadataPanel.html(self.outgoing.metadata, id: self.outgoing.documentID))\(UpdatePanel.html(self.issue.updates, for: self.person))\(DraftVersionsPanel(outgoing: self.outgoing, versions: self.issue.versions).html)\(FilingPanel.html(self.issue.caseFiles, Fileable(self.outgoing, by: self.person)))\(panel("Diễn biến", id: "dien-bien", timeline(EventWords.items(self.issue.events)) + self.readers))</div></div>
            """
        )
    }

    private var readers: HTML {
        self.outgoing.isShared ? "" : ReadersPage.link(to: self.outgoing.id, for: self.person)
    }

    private var taskPanel: HTML {
        TaskPanel(
            outgoing: self.outgoing, tasks: self.tasks, person: self.person, isFrozen: self.issue.freeze != nil,
            today: self.today, calendar: self.calendar, isOutdated: self.tasksOutdated
        ).html
    }

    private var head: HTML {
        var line: [HTML] = [
            "\(self.outgoing.typeName) <b>\(self.outgoing.code?.text ?? "…/\(self.outgoing.notation)")</b>"
        ]
        if let date = self.outgoing.promulgationDate { line.append(Shown.date(date)) }
        line.append("\(self.outgoing.approverName), \(self.outgoing.signerTitle) ký")
        line.append("\(OutgoingWords.steering(self.outgoing.steering))")
        if !self.outgoing.field.isEmpty { line.append("\(self.outgoing.field)") }
        if self.outgoing.isPaperOnly { line.append("<b data-issue-way=\"paper\">\(OutgoingWords.onPaper)</b>") }
        if self.outgoing.paper != nil { line.append("<span class=\"nowrap\">Có bản giấy gửi sau</span>") }
        if let circulation = self.outgoing.circulation {
            line.append("<b data-circulation=\"\(circulation.rawValue)\">\(circulation.words)</b>")
        }
        if self.outgoing.urgency > .ordinary { line.append(Shown.urgency(self.outgoing.urgency)) }
        var head = DocumentHead(line: line, title: self.outgoing.subject, facts: self.facts)
        head.acts = self.acts
        head.next = self.waiting
        return head.html
    }

    private var facts: [DocumentHead.Fact] {
        let latest = self.issue.progress.flatMap {
            $0.reports.map(\.receivedAt) + [$0.recipient.transportAt].compactMap { $0 }
        }
        .max()
        return [
            .init("Trạng thái", Shown.state(self.outgoing, big: true)),
            .init("Đang ở", self.holder),
            self.deadline,
            .init("Tin mới nhất", latest.map(Shown.moment) ?? "<span class=\"quiet\">Chưa có</span>"),
        ]
    }

    /// Until when the clerk issues it; afterwards until when the recipients answer.
    private var deadline: DocumentHead.Fact {
        if [.approved, .numbered].contains(self.outgoing.state),
            let mark = IssueDeadline.mark(self.outgoing, at: self.now)
        {
            return .init("Hạn phát hành", mark.html)
        }
        return .init(
            "Hạn trả lời",
            Shown.due(self.outgoing.due, finished: self.allFinishedAt, today: self.today, calendar: self.calendar))
    }

    /// When the last recipient had finished; nil while one has not.
    private var allFinishedAt: Date? {
        let ends = self.issue.progress.compactMap { $0.finished?.at }
        return ends.count == self.issue.progress.count ? ends.max() : nil
    }

    private var holder: HTML {
        switch self.outgoing.state {
        case .draft:
            "\(self.outgoing.drafterName)<small>\(self.outgoing.returnedReason.html { "bị trả lại: \($0)" })</small>"
        case .submitted:
            self.outgoing.initiallerName.map { "\($0)<small>chờ ký nháy</small>" }
                ?? "\(self.outgoing.approverName)<small>chờ ký duyệt</small>"
        case .approved, .numbered: "Văn thư"
        case .published where self.outgoing.reach.unsent > 0: "Văn thư<small>xử lý lỗi gửi</small>"
        case .published where self.outgoing.reach.refused > 0: "Văn thư<small>liên hệ nơi chưa nhận được</small>"
        case .published: "\(self.issue.progress.count + self.issue.paper.count) nơi nhận"
        }
    }

    private var freeze: FreezeNotice {
        FreezeNotice(freeze: self.issue.freeze, path: "/outgoing/\(self.outgoing.id)", person: self.person)
    }

    private var acts: HTML {
        if self.outgoing.isShared { return "" }
        if let instead = self.freeze.acts { return instead }
        var html = HTML()
        let path = "/outgoing/\(self.outgoing.id)"
        // The next step first, behind it what takes a step back.
        let allowed = OutgoingRule.allowed(on: self.outgoing, by: self.person)
        let behind: [OutgoingState.Act] = [.return, .edit]
        let ordered = allowed.filter { !behind.contains($0) } + behind.filter { allowed.contains($0) }
        for (index, act) in ordered.enumerated() {
            let form = self.shell.form(
                "\(path)/\(act.rawValue)", once: self.once[index % self.once.count], version: self.outgoing.version)
            switch act {
            case .edit: html += button("Sửa dự thảo…", href: "\(path)/edit")
            case .submit: if self.hasDraft { html += form.button("Trình \(self.outgoing.approverName) ký", main: true) }
            // The main act stands in the form of signing (`SigningPanel`), to which these lead.
            case .initial: html += button("Ký nháy…", href: "#ky")
            case .approve:
                html += button("Ký duyệt…", href: "#ky")
                if self.canBeSigned { html += button("Ký số…", href: "\(path)/sign") }
            case .return: html += button("Trả lại…", href: "\(path)/return")
            case .number:
                html += button(
                    "Cấp số \(DocumentCode.display(self.nextNumber))/\(self.outgoing.notation)…",
                    href: "\(path)/number",
                    main: true)
            case .attach:
                if self.offersSealing {
                    html += button("Đóng dấu số…", href: "\(path)/seal", main: !self.hasMain)
                }
            case .detach: break
            case .publish where self.outgoing.isPaperOnly:
                html += button("Phát hành bản giấy…", href: "\(path)/publish", main: true)
            case .publish: if self.hasMain { html += button("Ban hành và gửi…", href: "\(path)/publish", main: true) }
            }
        }
        if OpinionRule.refusalToAsk(self.outgoing, by: self.person) == nil {
            html += button("Xin ý kiến…", href: "\(path)/ask-opinion")
        }
        if OutgoingRule.refusalToReplace(self.outgoing, by: self.person) == nil, self.issue.replacements.isEmpty {
            html += button("Dự thảo thay thế…", href: "/outgoing/new?replaces=\(self.outgoing.id)")
        }
        let reach = self.outgoing.reach
        if self.person.role == .clerk, reach.unsent + reach.refused > 0 {
            html += button("Xử lý ở Gửi lỗi…", href: "/failures", main: true)
        }
        if self.person.role == .clerk, self.outgoing.state == .published {
            if OutgoingRule.refusalToSendOn(self.outgoing, by: self.person) == nil {
                html += button("Gửi bổ sung nơi nhận…", href: "\(path)/recipients")
            }
            if UpdateRule.refusalToSend(self.outgoing, by: self.person) == nil,
                self.issue.progress.contains(where: { RecallRule.holds($0.recipient) })
            {
                html += button("Gửi cập nhật…", href: "\(path)/update")
            }
            if self.issue.progress.contains(where: { RecallRule.holds($0.recipient) }) {
                html += button("Thu hồi…", href: "\(path)/recall")
            }
        }
        var others = self.freeze.others
        if self.person.role == .clerk, self.outgoing.state == .published, !self.outgoing.isPaperOnly {
            others.append(("Tải gói tin", "\(path)/package"))
        }
        if PostRegisterActs.refusal(self.outgoing, by: self.person) == nil {
            others += [("Ghi gửi giấy, bưu điện…", "\(path)/post"), ("Ghi sử dụng bản lưu…", "\(path)/copy-use")]
        }
        if CopyRule.refusal(self.outgoing, by: self.person) == nil {
            others.append(("Sao văn bản…", "\(path)/make-copy"))
        }
        if ShareRule.refusal(self.outgoing, by: self.person) == nil {
            others.append(("Chia sẻ quyền xem…", "\(path)/share"))
        }
        return html + moreActs(others)
    }

    /// The signed document once it is there; before that the present version of the draft.
    private var shownFiles: [Attachment] {
        self.issue.files.isEmpty ? self.issue.versions.first?.files ?? [] : self.issue.files
    }

    private var hasDraft: Bool { self.issue.versions.first?.files.isEmpty == false }

    /// Whether the signer can sign here.
    private var canBeSigned: Bool {
        self.canSign && self.issue.versions.first?.files.first?.isPDF == true
            && PersonSigning.refusal(self.outgoing, by: self.person) == nil
    }

    /// Whether there is a PDF that the agency has not signed.
    private var canBeSealed: Bool {
        guard let main = self.shownFiles.first(where: { $0.part != .annex }), main.isPDF else { return false }
        return self.issue.verdicts[main.id]?.signatures.contains(where: \.isAgency) != true
    }

    private var offersSealing: Bool { self.canSign && self.canBeSealed && !self.outgoing.isPaperOnly }

    /// Else the main act stands in the head: to issue it, or to seal what the signer has signed here.
    private var uploadIsNext: Bool { !self.hasMain && !self.outgoing.isPaperOnly && !self.offersSealing }

    private var hasMain: Bool { self.issue.files.contains { $0.part == .main } }

    private var waiting: String? {
        if OutgoingRule.refusal(.submit, on: self.outgoing, by: self.person) == nil, !self.hasDraft {
            return "Trình ký được khi đã đính kèm tệp dự thảo: bấm “Sửa dự thảo…”."
        }
        if self.outgoing.state == .numbered, self.outgoing.isPaperOnly {
            return "Chỉ phát hành bản giấy: ký tay, đóng dấu rồi xác nhận; bản quét đính kèm được, nếu có."
        }
        if self.outgoing.state == .numbered, !self.hasMain {
            return self.canSign && self.canBeSealed
                ? "Ban hành được khi đã đóng dấu số, hoặc đã đính kèm bản ký số."
                : "Ban hành được khi đã đính kèm bản ký số."
        }
        if self.outgoing.state == .numbered, self.person.role == .clerk, self.issue.doubt != nil {
            return "Chữ ký số của bản chính chưa đạt: xem “Chữ ký số” trước khi ban hành."
        }
        let reach = self.outgoing.reach
        if reach.unsent > 0 { return "Văn bản chưa ra khỏi cơ quan: xem nguyên nhân ở bảng nơi nhận." }
        if reach.refused > 0 {
            return
                "\(reach.refused) trong \(self.issue.progress.count) nơi chưa nhận được: xem nguyên nhân ở bảng nơi nhận."
        }
        return nil
    }

    /// What is found about the signatures on what is issued.
    private var signatures: HTML {
        var panel = SignaturePanel(files: self.issue.files, verdicts: self.issue.verdicts, channel: nil)
        panel.isSection = false
        return panel.panel
    }

    private var signing: HTML {
        var panel = SigningPanel(shell: self.shell, issue: self.issue, person: self.person, once: self.once[11])
        panel.fields = self.fields
        panel.fault = self.fault
        return "\(panel.html)\(SignatureBlockPanel.html(self.signatureBlock, self.outgoing))"
    }

    private var recipients: HTML {
        let lines = self.issue.progress.map { progress in
            let recipient = progress.recipient
            let fault: HTML = TransportWords.cause(recipient).html { cause in
                rowNote("\(Mark(.late, cause, big: true, wrap: true).html) \(TransportWords.nextStep(recipient) ?? "")")
            }
            let refused: HTML = progress.refused.html {
                rowNote("Lý do trả lại: “\($0.description ?? "không ghi")”")
            }
            let note = fault + refused + RecallNotice.html(recipient) + UpdatePanel.html(recipient)
            return RecipientLine(
                recipient.name, under: ["\(recipient.organ.text)"], sending: Shown.transport(recipient),
                sendingDetails: recipient.transportAt.html {
                    " <small class=\"small quiet\">lúc \(Shown.moment($0))</small>"
                },
                handling: Shown.handling(recipient),
                details: Self.reports(progress) + under(self.urging.parts(recipient.id)),
                at: (recipient.statusAt ?? recipient.sentAt).map(Shown.moment) ?? "",
                note: note.isEmpty ? nil : note,
                attributes:
                    " data-organ=\"\(recipient.organ.text)\" data-transport=\"\(recipient.transport.rawValue)\" data-asking=\"\(recipient.asking?.rawValue ?? "")\" data-updating=\"\(recipient.updating?.rawValue ?? "")\""
            )
        }
        let all = lines + self.issue.paper.map(PaperLine.row)
        return """
            <section class="section" aria-labelledby="noi-nhan"><div class="section__head">\
            <h2 id="noi-nhan">\(all.count) nơi nhận</h2>\(self.urging.all(of: self.outgoing.id))</div>
            \(recipientTable(all, announcement: "Trạng thái nơi nhận đã đổi"))</section>
            """
    }

    /// Every report of a recipient with time, person and unit.
    private static func reports(_ progress: Progress) -> HTML {
        guard !progress.reports.isEmpty else { return "" }
        let items = progress.reports.map { report -> HTML in
            """
            <li data-report="\(report.status.rawValue)" data-organ="\(progress.recipient.organ.text)">\(Shown.moment(report.at)) \
            \(report.status.rawValue) \(StatusWords.label(report.status))\
            \([report.staff, report.department].compactMap { $0 }.isEmpty ? "" : ": \([report.staff, report.department].compactMap { $0 }.joined(separator: ", "))")</li>
            """
        }
        return "<ul class=\"reports small\">\(items)</ul>"
    }

    private var upload: HTML {
        guard OutgoingRule.refusal(.attach, on: self.outgoing, by: self.person) == nil else { return "" }
        var form = self.shell.form(
            "/outgoing/\(self.outgoing.id)/attach", once: self.once[10], version: self.outgoing.version)
        form.isUpload = true
        form.kind = "sheet sheet--pad section"
        let error = self.fault.sentence(of: "file")
        return form.html(
            """
            <h2>\(self.hasMain ? "Thêm phụ lục" : self.outgoing.isPaperOnly ? "Bản quét của bản giấy, nếu có" : "Bản ký số và phụ lục")</h2>
            \(Field(
                "file", "Tệp", .file(multiple: true),
                hint: "Tệp đầu tiên là văn bản (\(self.outgoing.isPaperOnly ? "PDF quét" : "PDF đã ký số")), các tệp sau là phụ lục. Cộng lại không quá \(self.maximumUploadBytes >> 20) MB.",
                error: error
            ).html)
            \(submitButton("Đính kèm", main: self.uploadIsNext))
            """
        ) + self.takingAway
    }

    /// Each attached file with a button to take it away.
    private var takingAway: HTML {
        guard !self.issue.files.isEmpty else { return "" }
        let items = self.issue.files.map { file -> HTML in
            var form = self.shell.form(
                "/outgoing/\(self.outgoing.id)/detach", once: RandomText.secret(), version: self.outgoing.version
            )
            form.kind = "act"
            return """
                <li>\(file.name) \(form.html("<input type=\"hidden\" name=\"attachment\" value=\"\(file.id)\"><button class=\"button button--small\" type=\"submit\">Gỡ tệp<span class=\"unseen\"> \(file.name)</span></button>"))</li>
                """
        }
        return panel("Đính kèm nhầm?", id: "go-tep", "<ul class=\"links\">\(items)</ul>")
    }

    private var related: HTML {
        var items: [HTML] = self.issue.answers.map { answer in
            "<li><a href=\"/incoming/\(answer.id)\">Trả lời: \(answer.name), \(answer.organName)</a> \(Shown.state(answer))</li>"
        }
        if let replaced = self.issue.replaced {
            items.append("<li><a href=\"/outgoing/\(replaced.id)\">Thay thế \(replaced.code?.text ?? "")</a></li>")
        }
        items += self.issue.replacements.map { new in
            "<li><a href=\"/outgoing/\(new.id)\">Bị thay thế bởi \(new.code?.text ?? "…/\(new.notation)")</a> \(Shown.state(new))</li>"
        }
        if let answered = self.issue.answered {
            items.append(
                "<li><a href=\"/incoming/\(answered.id)\">Trả lời văn bản đến \(answered.name), \(answered.organName)</a></li>"
            )
        }
        if self.urgings > 0 {
            items.append(
                "<li><a href=\"/outgoing/\(self.outgoing.id)/urging\">Nội dung công văn đôn đốc: \(self.urgings) dòng, in được</a></li>"
            )
        }
        guard !items.isEmpty else { return "<div id=\"lien-quan\"></div>" }
        return panel("Văn bản liên quan", id: "lien-quan", section: false, "<ul class=\"links\">\(items)</ul>")
    }
}
