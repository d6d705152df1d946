import Exchange
import Pages
import Web

/// Whom an urging would reach, for which documents, how often they were urged before, and who is left out and why.
struct UrgingPage: Sendable, FormPage {
    let shell: Shell
    /// The query of its address, which says what was asked for.
    let asked: String
    let back: String
    /// At most `UrgingRule.maximumLines` of the `total`.
    let lines: [UrgingLine]
    let total: Int
    let person: Person
    let signers: [(value: String, label: String)]
    /// Among whom a leader chooses; nil: who urges goes on alone.
    let drafters: PeopleList?
    let officeName: String
    let once: String
    let fields: FormFields?
    let fault: FormFault?
    let today: CalendarDate
    let calendar: WorkingCalendar

    private var offered: [UrgingLine] {
        self.lines.filter { UrgingRule.obstacle($0, by: self.person, today: self.today) == nil }
    }

    private var skipped: [(line: UrgingLine, why: String)] {
        self.lines.compactMap { line in
            UrgingRule.obstacle(line, by: self.person, today: self.today).map { (line, $0) }
        }
    }

    var html: HTML {
        let errors = self.fault.errors
        let (offered, skipped) = (self.offered, self.skipped)
        let body: HTML =
            offered.isEmpty
            ? "<div id=\"line\">\(self.nobody)</div>" : self.form(offered)
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")Đôn đốc \(offered.count) nơi nhận", keys: [("Ctrl + Enter", "đôn đốc")],
            """
            \(trail("Quay lại", href: self.back))
            \(pageHead("Đôn đốc \(offered.count) nơi nhận", lead: UrgingWords.lead))\(errorSummary(errors))
            \(self.remaining)\(body)\(self.leftOut(skipped))
            """)
    }

    private var nobody: HTML {
        empty(
            "Không có nơi nào để đôn đốc", "Không nơi nhận nào ở đây quá hạn mà bạn đôn đốc được.",
            acts: button("Quay lại", href: self.back))
    }

    private var remaining: HTML {
        self.total > self.lines.count
            ? notice(
                .near,
                "Có \(self.total) nơi quá hạn; mỗi lần tối đa \(UrgingRule.maximumLines) nơi: nơi chưa đôn đốc hôm nay trước, rồi nơi quá hạn lâu nhất. Lập xong rồi làm tiếp."
            ) : ""
    }

    private func form(_ offered: [UrgingLine]) -> HTML {
        var form = self.shell.form("/urging", once: self.once, version: 0)
        form.kind = "sheet"
        let foot = formFoot(
            "\(submitButton("Lập công văn đôn đốc"))\(button("Quay lại, chưa làm gì", href: self.back, plain: true))")
        return form.html(
            """
            <input type="hidden" name="asked" value="\(self.asked)">\
            <div class="sheet--pad">\(self.controls(offered))</div>\
            <div id="line" tabindex="-1">\(self.error("line").html { fieldError("line", $0) })\(self.table(offered))</div>\(foot)
            """)
    }

    private func controls(_ offered: [UrgingLine]) -> HTML {
        let text = Field(
            "text", "Nội dung",
            .area(
                value: self.fields?.longText("text") ?? UrgingWords.text(offered, office: self.officeName), rows: 4,
                maximum: UrgingRule.maximumCharacters),
            hint: "Ghi rồi không sửa được. Danh mục văn bản và thời hạn tự kèm theo. Tối đa 1.000 ký tự.",
            error: self.error("text"))
        let kinds = ReminderKind.allCases.map { ($0.rawValue, FollowingWords.kind($0)) }
        let kind = Field(
            "kind", "Mức độ",
            .radio(options: kinds, selected: self.fields?.text("kind") ?? ReminderKind.remind.rawValue),
            error: self.error("kind"))
        let signer = Field(
            "approver", "Người ký công văn", .select(options: self.signers, selected: self.signer(offered)),
            error: self.error("approver"))
        return "\(text.html)\(kind.html)\(signer.html)\(self.drafters.html(self.drafter))"
    }

    private func drafter(_ list: PeopleList) -> HTML {
        let field = Field(
            "drafter", "Người soạn công văn",
            .select(
                options: list.people.map { ($0.id, "\($0.fullName), \($0.title)") },
                selected: self.fields?.text("drafter") ?? list.people.first?.id ?? ""),
            hint:
                "Người này soạn và trình ký tiếp: văn thư thấy dự thảo ở “Công văn đôn đốc”, người khác ở “Dự thảo của tôi”.",
            error: self.error("drafter"))
        return "\(PeopleList.html(list.sought, count: list.people.count))\(field.html)"
    }

    /// Who signed the first document, when they can sign.
    private func signer(_ offered: [UrgingLine]) -> String {
        if let typed = self.fields?.text("approver") { return typed }
        let wanted = offered.first?.signerID
        return self.signers.contains { $0.value == wanted } ? wanted ?? "" : self.signers.first?.value ?? ""
    }

    private func table(_ offered: [UrgingLine]) -> HTML {
        var table = ListTable(
            caption: "Nơi được đôn đốc",
            columns: [
                .init("Chọn", .tick), .init("Số, ký hiệu", .number), .init("Nơi nhận, trích yếu", .subject),
                .init("Hạn", .when), .init("Đã đôn đốc"),
            ],
            rows: offered.map { line in
                ListTable.Row(
                    [
                        ListTable.tick(
                            "line", value: "\(line.recipient.id):\(line.count)",
                            label: "Chọn \(line.recipient.name), \(line.code?.text ?? "")",
                            checked: self.isTicked(line, among: offered)),
                        ListTable.number(line.code?.text ?? "", line.promulgationDate.map(Shown.date) ?? ""),
                        ListTable.subject(line.recipient.name, href: line.path, under: ["\(line.subject)"]),
                        Shown.due(line.due, today: self.today, calendar: self.calendar),
                        line.last == nil ? "Chưa lần nào" : UrgingCells.last(line, for: self.person),
                    ], attributes: " data-organ=\"\(line.recipient.organ.text)\"")
            })
        table.isFlush = false
        return table.html
    }

    /// Whom somebody has just urged is not urged once more by habit; who was asked for alone is.
    private func isTicked(_ line: UrgingLine, among offered: [UrgingLine]) -> Bool {
        if let fields = self.fields {
            return fields.all("line").contains { UrgingOrder.Pick($0)?.recipientID == line.recipient.id }
        }
        guard offered.count > 1, let last = line.last else { return true }
        return VietnamTime.date(last.at) != self.today
    }

    private func leftOut(_ skipped: [(line: UrgingLine, why: String)]) -> HTML {
        guard !skipped.isEmpty else { return "" }
        let items = skipped.map { line, why -> HTML in
            """
            <li><a href="\(url: line.path)">\(line.code?.text ?? line.subject)</a>, \(line.recipient.name): \(why)</li>
            """
        }
        return panel("Bỏ qua \(skipped.count) nơi", id: "bo-qua", "<ul class=\"links\">\(items)</ul>")
    }
}
