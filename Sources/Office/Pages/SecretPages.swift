import Exchange
import Pages
import Web

/// The secret documents that somebody may see: of the books they keep, and those whose paper they have.
struct SecretListPage: Sendable {
    let shell: Shell
    let documents: [SecretDocument]
    let total: Int
    /// From 1.
    let pageNumber: Int
    /// In which the reader keeps an open secret book.
    let directions: [Register.Direction]

    static let size = 50

    var html: HTML {
        let acts = self.directions.map { direction -> HTML in
            button(
                "\(SecrecyWords.title(direction))…", href: "/secrets/new?direction=\(direction.rawValue)",
                main: direction == self.directions.first)
        }
        let lead = "Của sổ mật bạn giữ, và bản giấy đã giao cho bạn. Người khác chỉ thấy số trong sổ."
        return self.shell.page(
            SecrecyWords.list,
            """
            \(pageHead(SecrecyWords.list, count: self.total, lead: lead, acts: "\(acts)"))
            \(self.documents.isEmpty
                ? empty("Không có văn bản mật nào", "Văn bản mật bạn ghi vào sổ hoặc được giao giữ bản giấy hiện ở đây.")
                : self.table)
            \(pager(page: self.pageNumber, size: Self.size, total: self.total) { "/secrets?page=\($0)" })
            """)
    }

    private var table: HTML {
        ListTable(
            caption: SecrecyWords.list,
            columns: [
                .init("Số trong sổ", .number), .init("Văn bản", .subject), .init("Nơi gửi, nơi nhận"),
                .init("Người giữ bản giấy"),
            ],
            rows: self.documents.map { document in
                .init([
                    ListTable.number(document.number.description, Shown.date(document.enteredOn)),
                    ListTable.subject(
                        document.name, href: "/secrets/\(document.id)",
                        under: [
                            secrecyStamp(SecrecyWords.level(document.level)), Shown.urgency(document.urgency),
                            "\(document.bookTitle)",
                        ]),
                    "\(document.parties)", "\(document.holderName)",
                ])
            }
        ).html
    }
}

/// One line of a secret register.
struct SecretPage: Sendable {
    let shell: Shell
    let document: SecretDocument
    /// Whether the reader keeps its book.
    let isKept: Bool

    var html: HTML {
        let document = self.document
        let acts: HTML =
            "\(button("Sửa dòng, giao bản giấy…", href: "/secrets/\(document.id)/edit", main: true), if: self.isKept)"
        return self.shell.page(
            document.title,
            """
            \(trail(SecrecyWords.list, href: "/secrets"))
            \(pageHead(document.title, acts: acts))
            \(notice(.plain, "\(SecrecyWords.onPaper)"))
            <section class="sheet sheet--pad" aria-label="Dòng trong sổ"><dl class="given">\
            <dt>Độ mật</dt><dd>\(secrecyStamp(SecrecyWords.level(document.level)))</dd>\
            <dt>Độ khẩn</dt><dd>\(OutgoingWords.urgency(document.urgency))</dd>\
            <dt>Sổ</dt><dd>\(document.bookTitle)</dd>\
            <dt>Số trong sổ</dt><dd>\(document.number)</dd>\
            <dt>Ngày vào sổ</dt><dd>\(Shown.date(document.enteredOn))</dd>\
            <dt>\(SecrecyWords.parties(document.direction))</dt><dd>\(document.parties)</dd>\
            <dt>Số, ký hiệu</dt><dd>\(document.code.shown)</dd>\
            <dt>Ngày văn bản</dt><dd>\(Shown.date(document.documentDate))</dd>\
            <dt>Loại văn bản</dt><dd>\(document.typeName)</dd>\
            <dt>Trích yếu</dt><dd>\(document.subject.isEmpty ? "Không ghi" : document.subject)</dd>\
            <dt>Người ký</dt><dd>\(document.signer.isEmpty ? "Không ghi" : document.signer)</dd>\
            <dt>Số lượng bản</dt><dd>\(document.copies.map(String.init) ?? "Không ghi")</dd>\
            <dt>Người giữ bản giấy</dt><dd>\(self.holder)</dd></dl></section>
            """)
    }

    private var holder: HTML {
        guard let passed = self.document.passedOn else { return "Chưa giao" }
        return "\(self.document.holderName), từ ngày \(Shown.date(passed))"
    }
}

/// The form of one line of a secret register. It is no upload: a file cannot come with it.
struct SecretFormPage: Sendable {
    let shell: Shell
    let direction: Register.Direction
    /// Nil for one that is about to be entered.
    let document: SecretDocument?
    let numbers: NumberOptions
    let people: [Person]
    let once: String
    let today: CalendarDate
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.map { [FieldError(field: $0.field, sentence: $0.sentence)] } ?? []
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
        <div class="fields">\(Field(
            "level", "Độ mật",
            .select(
                options: [("", "Chưa chọn")] + SecrecyLevel.allCases.map { ($0.rawValue, SecrecyWords.level($0)) },
                selected: self.value("level")),
            error: self.error("level")
        ).html)\
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
            "type", "Loại văn bản", .select(options: BookActs.types(self.direction).map { ($0, $0) }, selected: self.value("type")),
            error: self.error("type")
        ).html)\
        \(Field("signer", "Người ký", .text(value: self.value("signer"), maximum: 200), optional: true, error: self.error("signer")).html)</div>
        \(Field(
            "subject", "Trích yếu", .text(value: self.value("subject"), maximum: SecretEntry.maximumSubject),
            hint: "Bỏ trống thì sổ ghi “Văn bản mật số …”. Văn bản Tuyệt mật không ghi trích yếu.", optional: true, error: self.error("subject")
        ).html)
        \(Field("copies", "Số lượng bản", .number(value: self.value("copies"), maximum: 5), optional: true, error: self.error("copies")).html)
        <div class="fields">\(Field(
            "holder", "Người nhận bản giấy",
            .select(
                options: self.holders,
                selected: self.value("holder")),
            hint: "Người này xem được dòng của văn bản", optional: true, error: self.error("holder")
        ).html)\
        \(Field(
            "passed", "Ngày giao", .date(value: self.value("passed")), hint: "Khi đã ký nhận trên sổ in", optional: true, error: self.error("passed")
        ).html)</div>
        \(NumberFields(options: self.numbers, fields: self.fields, fault: self.fault).html, if: self.document == nil)
        """
    }

    /// Who has the paper now may have left the office.
    private var holders: [(value: String, label: String)] {
        var options = [(value: "", label: "Chưa giao ai")]
        if let document, let holder = document.holderID, !self.people.contains(where: { $0.id == holder }) {
            options.append((value: holder, label: document.holderName))
        }
        return options
            + self.people.map { person in
                (value: person.id, label: "\(person.fullName), \(person.title), \(person.unit.shortName)")
            }
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
        case "level": return document.level.rawValue
        case "urgency": return String(document.urgency.rawValue)
        case "parties": return document.parties
        case "number": return document.code.number
        case "notation": return document.code.notation
        case "date": return document.documentDate.shown
        case "type": return document.typeName
        case "signer": return document.signer
        case "subject": return document.subject
        case "copies": return document.copies.map(String.init) ?? ""
        case "holder": return document.holderID ?? ""
        case "passed": return document.passedOn?.shown ?? ""
        default: return ""
        }
    }

    private func error(_ name: String) -> String? { self.fault?.field == name ? self.fault?.sentence : nil }
}
