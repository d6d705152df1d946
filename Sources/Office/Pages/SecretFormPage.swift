import Exchange
import Pages
import Web

/// The form of one line of a secret register. It is no upload: a file cannot come with it.
struct SecretFormPage: Sendable, FormPage {
    let shell: Shell
    let direction: Register.Direction
    /// Nil for one that is about to be entered.
    let document: SecretDocument?
    let numbers: NumberOptions
    /// Who can get the paper of a new line.
    let list: PeopleList?
    let once: String
    let today: CalendarDate
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.errors
        let title = self.document.map { "Sửa dòng số \($0.number)" } ?? SecrecyWords.title(self.direction)
        let back = self.document.map { "/secrets/\($0.id)" } ?? "/secrets"
        let form = self.shell.form(
            self.document == nil ? "/secrets" : "\(back)/edit", once: self.once, version: self.document?.version ?? 0)
        let hidden: HTML =
            self.document == nil
            ? "<input type=\"hidden\" name=\"direction\" value=\"\(self.direction.rawValue)\">" : ""
        let foot: HTML =
            "\(submitButton(self.document == nil ? "Ghi vào sổ mật" : "Lưu"))\(button("Quay lại, chưa lưu", href: back, plain: true))"
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(title)", keys: [("Ctrl + Enter", "lưu")],
            """
            \(trail(self.document?.title ?? SecrecyWords.list, href: back))
            \(pageHead(title, lead: SecrecyWords.warning))
            \(errorSummary(errors))
            \(form.html("\(hidden)<div class=\"sheet--pad\">\(self.controls)</div>\(formFoot(foot))"))
            """)
    }

    private var controls: HTML {
        """
        <div class="fields">\(self.level)\(self.protection)\
        \(Field(
            "urgency", "Độ khẩn",
            .select(options: Urgency.allCases.map { (String($0.rawValue), OutgoingWords.urgency($0)) }, selected: self.value("urgency")),
            error: self.error("urgency")
        ).html)</div>
        \(Field(
            "parties", SecrecyWords.parties(self.direction), .area(value: self.value("parties"), rows: 2, maximum: SecretEntry.maximumParties),
            error: self.error("parties")
        ).html)
        <div class="fields">\(self.number)\
        \(Field(
            "notation", "Ký hiệu", .text(value: self.value("notation"), maximum: 50), hint: "Ví dụ UBND-NC", optional: self.direction == .incoming,
            error: self.error("notation")
        ).html)</div>
        \(self.days)
        <div class="fields">\(Field(
            "type", "Loại văn bản", .select(options: self.types, selected: self.value("type")),
            error: self.error("type")
        ).html)\
        \(Field("signer", "Người ký", .text(value: self.value("signer"), maximum: 200), optional: true, error: self.error("signer")).html)</div>
        \(Field(
            "subject", "Trích yếu", .text(value: self.value("subject"), maximum: SecretEntry.maximumSubject),
            hint: "Bỏ trống thì sổ ghi “Văn bản mật số …”. Văn bản Tuyệt mật không ghi trích yếu.", optional: true, error: self.error("subject")
        ).html)
        \(Field("copies", "Số lượng bản", .number(value: self.value("copies"), maximum: 5), optional: true, error: self.error("copies")).html)
        \(Field(
            "note", "Ghi chú", .text(value: self.value("note"), maximum: SecretEntry.maximumNote), optional: true, error: self.error("note")
        ).html)
        \(self.first, if: self.document == nil)
        """
    }

    /// A line from an old register may have none yet.
    private var types: [(value: String, label: String)] {
        (self.document?.typeName.isEmpty == true ? [("", "Chưa chọn")] : [])
            + BookActs.types(self.direction).map { ($0, $0) }
    }

    /// It changes by an act of its own afterwards.
    private var level: HTML {
        guard self.document == nil else { return "" }
        return Field(
            "level", "Độ mật", .select(options: SecrecyWords.levels, selected: self.value("level")),
            error: self.error("level")
        ).html
    }

    private var protection: HTML {
        guard self.document == nil else { return "" }
        return Field(
            "until", "Bảo vệ đến ngày", .date(value: self.value("until")),
            hint: "Như văn bản ghi; để trống thì theo luật: \(SecrecyWords.protectedYears) từ ngày văn bản",
            optional: true, error: self.error("until")
        ).html
    }

    /// Who gets the paper of a new line, and its number.
    private var first: HTML {
        """
        \(self.list.html { PeopleList.html($0.sought, count: $0.people.count) })\
        <div class="fields">\(Field(
            "holder", "Người nhận bản giấy",
            .select(
                options: [("", "Chưa giao ai")] + SecrecyWords.holders(self.list?.people ?? []),
                selected: self.value("holder")),
            hint: "Người này xem được dòng của văn bản", optional: true, error: self.error("holder")
        ).html)\
        \(Field(
            "passed", "Ngày giao", .date(value: self.value("passed")), hint: "Khi đã ký nhận trên sổ in", optional: true, error: self.error("passed")
        ).html)</div>
        \(NumberFields(options: self.numbers, fields: self.fields, fault: self.fault).html)
        """
    }

    /// An outgoing document gets the number of its book.
    private var number: HTML {
        guard self.direction == .incoming else { return "" }
        return Field(
            "number", "Số", .text(value: self.value("number"), maximum: 20), optional: true, error: self.error("number")
        ).html
    }

    /// The days that can still be written.
    private var days: HTML {
        let date = Field(
            "date", "Ngày văn bản", .date(value: self.value("date")), hint: "Ngày/tháng/năm", error: self.error("date"))
        switch (self.direction, self.document == nil) {
        case (.incoming, true):
            let arrived = Field(
                "arrived", "Ngày đến", .date(value: self.value("arrived")), hint: "Ngày/tháng/năm",
                error: self.error("arrived"))
            return "<div class=\"fields\">\(arrived.html)\(date.html)</div>"
        case (.outgoing, false): return ""
        default: return date.html
        }
    }

    /// What was typed; else what stands in the register; in a new form what is most likely.
    private func value(_ name: String) -> String {
        if let fields { return name == "parties" ? fields.longText(name) : fields.text(name) }
        guard let document else { return ["arrived": self.today.shown, "urgency": "0"][name] ?? "" }
        switch name {
        case "urgency": return String(document.urgency.rawValue)
        case "parties": return document.parties
        case "number": return document.code.number
        case "notation": return document.code.notation
        case "date": return document.documentDate.shown
        case "type": return document.typeName
        case "signer": return document.signer
        case "subject": return document.subject
        case "copies": return document.copies.map(String.init) ?? ""
        case "note": return document.note
        default: return ""
        }
    }
}
