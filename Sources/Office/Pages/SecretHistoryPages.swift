import Exchange
import Pages
import Web

/// What became of a line of a secret register: levels, and who had the paper.
enum SecretHistory {
    /// The last day of protection, with a mark when it is near or over. Of one that was lifted it does not matter any more.
    static func until(_ document: SecretDocument, on today: CalendarDate) -> HTML {
        guard let days = document.protectedDays(on: today) else { return "Đã giải mật" }
        let day = Shown.date(document.protectedUntil)
        if days < 0 { return "\(day) \(Mark(.late, "Hết thời hạn").html)" }
        return days <= SecretProtection.noticeDays ? "\(day) \(Mark(.near, "Còn \(days) ngày").html)" : day
    }

    static func changes(_ changes: [SecrecyChange]) -> HTML {
        guard !changes.isEmpty else { return "" }
        var table = ListTable(
            caption: "Thay đổi độ mật",
            columns: [
                .init("Ngày", .when), .init("Thay đổi", .subject), .init("Người, cơ quan quyết định"), .init("Ghi sổ"),
            ],
            rows: changes.map { change in
                .init([
                    Shown.date(change.decidedOn), "\(SecrecyWords.sentence(change))\(under(["\(change.reason)"]))",
                    "\(change.decidedBy)", "\(change.recordedBy), \(Shown.moment(change.recordedAt))",
                ])
            })
        table.isFlush = false
        return panel("Thay đổi độ mật", id: "do-mat", table.html)
    }

    static func protections(_ protections: [SecretProtection]) -> HTML {
        guard !protections.isEmpty else { return "" }
        var table = ListTable(
            caption: "Thay đổi thời hạn bảo vệ",
            columns: [
                .init("Ngày", .when), .init("Thay đổi", .subject), .init("Người, cơ quan quyết định"), .init("Ghi sổ"),
            ],
            rows: protections.map { protection in
                .init([
                    Shown.date(protection.decidedOn),
                    "\(SecrecyWords.sentence(protection))\(under(["\(protection.reason)"]))", "\(protection.decidedBy)",
                    "\(protection.recordedBy), \(Shown.moment(protection.recordedAt))",
                ])
            })
        table.isFlush = false
        return panel("Thay đổi thời hạn bảo vệ", id: "thoi-han", table.html)
    }

    /// `isWhole`: as the clerk who keeps the book sees them.
    static func handovers(_ handovers: [SecretHandover], isWhole: Bool) -> HTML {
        guard !handovers.isEmpty else { return "" }
        var table = ListTable(
            caption: "Giao, nhận bản giấy",
            columns: [
                .init("Ngày", .when), .init("Người giao, người nhận", .subject), .init("Việc"), .init("Ghi sổ"),
            ],
            rows: handovers.map { handover in
                .init([
                    handover.passedOn.map(Shown.date) ?? "Không rõ",
                    "\(handover.giver.isEmpty ? "Không rõ" : handover.giver) giao \(handover.receiver)\(under(["\(handover.note)"]))",
                    handover.isReturn ? "Trả lại văn thư" : "Giao",
                    handover.recordedAt.map { "\(handover.recordedBy), \(Shown.moment($0))" } ?? "",
                ])
            })
        table.isFlush = false
        return panel(isWhole ? "Giao, nhận bản giấy" : "Bạn giao, nhận bản giấy", id: "giao-nhan", table.html)
    }
}

/// The form that changes or lifts the secrecy of one document.
struct SecrecyChangePage: Sendable, FormPage {
    let shell: Shell
    let document: SecretDocument
    let once: String
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.errors
        let back = "/secrets/\(self.document.id)"
        let form = self.shell.form("\(back)/secrecy", once: self.once, version: self.document.version)
        let foot: HTML =
            "\(submitButton("Ghi thay đổi"))\(button("Quay lại, chưa ghi", href: back, plain: true))"
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(SecrecyWords.change)", keys: [("Ctrl + Enter", "ghi")],
            """
            \(trail(self.document.title, href: back))
            \(pageHead(
                SecrecyWords.change,
                lead: "Số \(self.document.number), hiện là \(SecrecyWords.standing(self.document.standing)). "
                    + "Ghi theo quyết định hoặc thông báo đã có trên giấy; ghi rồi không sửa, không gỡ được."))
            \(errorSummary(errors))
            \(form.html("<div class=\"sheet--pad\">\(self.controls)</div>\(formFoot(foot))"))
            """)
    }

    private var controls: HTML {
        """
        \(Field(
            "kind", "Việc",
            .radio(options: SecrecyWords.kinds, selected: self.value("kind")),
            error: self.error("kind")
        ).html)
        \(Field(
            "level", "Độ mật mới", .select(options: SecrecyWords.levels, selected: self.value("level")),
            hint: "Chỉ khi đổi hoặc sửa độ mật. Thành Tuyệt mật thì trích yếu trong sổ bị xóa.", optional: true,
            error: self.error("level")
        ).html)
        \(Field(
            "until", "Bảo vệ đến ngày", .date(value: self.value("until")),
            hint: "Khi thời hạn đổi theo độ mật mới. Để trống thì giữ ngày \(self.document.protectedUntil.shown)", optional: true,
            error: self.error("until")
        ).html)
        <div class="fields">\(Field(
            "number", "Số, ký hiệu quyết định hoặc thông báo", .text(value: self.value("number"), maximum: 50),
            hint: "Bắt buộc khi có quyết định", optional: true, error: self.error("number")
        ).html)\
        \(Field("day", "Ngày", .date(value: self.value("day")), hint: "Ngày quyết định, ngày giải mật hoặc ngày sửa", error: self.error("day")).html)</div>
        \(Field(
            "signer", "Người, cơ quan quyết định", .text(value: self.value("signer"), maximum: 200),
            hint: "Người có thẩm quyền xác định độ mật của văn bản. Bắt buộc khi có quyết định", optional: true, error: self.error("signer")
        ).html)
        \(Field(
            "reason", "Lý do", .area(value: self.fields?.longText("reason") ?? "", rows: 3, maximum: 500),
            hint: "Từ 10 đến 500 ký tự, không ghi nội dung bí mật", error: self.error("reason")
        ).html)
        """
    }

    private func value(_ name: String) -> String { self.fields?.text(name) ?? "" }
}

/// The form that extends the time of protection of one document, or puts it right.
struct SecretProtectionPage: Sendable, FormPage {
    let shell: Shell
    let document: SecretDocument
    let once: String
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.errors
        let back = "/secrets/\(self.document.id)"
        let form = self.shell.form("\(back)/protection", once: self.once, version: self.document.version)
        let foot: HTML =
            "\(submitButton("Ghi thời hạn"))\(button("Quay lại, chưa ghi", href: back, plain: true))"
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(SecrecyWords.protection)", keys: [("Ctrl + Enter", "ghi")],
            """
            \(trail(self.document.title, href: back))
            \(pageHead(
                SecrecyWords.protection,
                lead: "Số \(self.document.number), \(SecrecyWords.standing(self.document.standing)), bảo vệ đến \(self.document.protectedUntil.shown). "
                    + "Ghi theo quyết định đã có trên giấy; ghi rồi không sửa, không gỡ được."))
            \(errorSummary(errors))
            \(form.html("<div class=\"sheet--pad\">\(self.controls)</div>\(formFoot(foot))"))
            """)
    }

    private var controls: HTML {
        """
        \(Field(
            "kind", "Việc", .radio(options: SecrecyWords.protectionKinds, selected: self.value("kind")),
            error: self.error("kind")
        ).html)
        <div class="fields">\(Field(
            "until", "Bảo vệ đến ngày", .date(value: self.value("until")),
            hint: "Mỗi lần gia hạn không quá \(self.document.level.protectedYears) năm", error: self.error("until")
        ).html)\
        \(Field("day", "Ngày", .date(value: self.value("day")), hint: "Ngày quyết định hoặc ngày sửa", error: self.error("day")).html)</div>
        <div class="fields">\(Field(
            "number", "Số, ký hiệu quyết định hoặc thông báo", .text(value: self.value("number"), maximum: 50),
            hint: "Bắt buộc khi gia hạn", optional: true, error: self.error("number")
        ).html)\
        \(Field(
            "signer", "Người, cơ quan quyết định", .text(value: self.value("signer"), maximum: 200),
            hint: "Người có thẩm quyền xác định độ mật. Bắt buộc khi gia hạn", optional: true, error: self.error("signer")
        ).html)</div>
        \(Field(
            "reason", "Lý do", .area(value: self.fields?.longText("reason") ?? "", rows: 3, maximum: 500),
            hint: "Từ 10 đến 500 ký tự, không ghi nội dung bí mật", error: self.error("reason")
        ).html)
        """
    }

    private func value(_ name: String) -> String { self.fields?.text(name) ?? "" }
}

/// The form that notes where the paper of one document goes, or that it came back.
struct SecretHandoverPage: Sendable, FormPage {
    let shell: Shell
    let document: SecretDocument
    /// Who can get the paper.
    let list: PeopleList
    let once: String
    let today: CalendarDate
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.errors
        let back = "/secrets/\(self.document.id)"
        let form = self.shell.form("\(back)/hand-over", once: self.once, version: self.document.version)
        let foot: HTML =
            "\(submitButton("Ghi giao, nhận"))\(button("Quay lại, chưa ghi", href: back, plain: true))"
        let giver = self.document.isOut ? self.document.holderName : "văn thư giữ sổ"
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(SecrecyWords.handover)", keys: [("Ctrl + Enter", "ghi")],
            """
            \(trail(self.document.title, href: back))
            \(pageHead(
                SecrecyWords.handover,
                lead: "Số \(self.document.number). Người giao: \(giver). Ghi sau khi hai bên đã ký trên sổ in; ghi rồi không sửa được."))
            \(errorSummary(errors))
            \(form.html("<div class=\"sheet--pad\">\(self.controls)</div>\(formFoot(foot))"))
            """)
    }

    private var controls: HTML {
        """
        \(PeopleList.html(self.list.sought, count: self.list.people.count))\
        <div class="fields">\(Field(
            "holder", "Người nhận", .select(options: self.receivers, selected: self.value("holder", "")),
            hint: "Ai đang giữ bản giấy thì xem được dòng của văn bản", error: self.error("holder")
        ).html)\
        \(Field(
            "passed", "Ngày giao, nhận", .date(value: self.value("passed", self.today.shown)), hint: "Ngày hai bên ký", error: self.error("passed")
        ).html)</div>
        \(Field(
            "note", "Ghi chú", .text(value: self.value("note", ""), maximum: 200), hint: "Ví dụ lần ghi trước nhầm ngày", optional: true,
            error: self.error("note")
        ).html)
        """
    }

    /// The clerk first, while somebody else has the paper.
    private var receivers: [(value: String, label: String)] {
        let keeper = self.shell.visit.person.id
        let back = self.document.isOut ? [(value: keeper, label: "Văn thư giữ sổ: nhận lại bản giấy")] : []
        return [(value: "", label: "Chưa chọn")] + back
            + SecrecyWords.holders(self.list.people).filter { $0.value != self.document.holderID }
    }

    private func value(_ name: String, _ usual: String) -> String { self.fields?.text(name) ?? usual }
}
