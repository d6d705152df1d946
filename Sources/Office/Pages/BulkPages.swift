import Exchange
import Pages
import Web

/// A list with boxes, and the acts for what is ticked: a form that only asks (GET), so it works without JavaScript and changes nothing.
struct BulkList: Sendable {
    let acts: [BulkAct]
    let back: String

    func html(_ table: HTML) -> HTML {
        guard !self.acts.isEmpty else { return table }
        let buttons = self.acts.map { act in
            submitButton("\(BulkWords.title(act))…", main: false, name: "act", value: act.rawValue, small: true)
        }
        return """
            <form method="get" action="/incoming/bulk"><input type="hidden" name="back" value="\(self.back)">\(table)\
            <div class="bulk"><p data-count>Với các văn bản đã chọn</p><div class="acts">\(buttons)</div></div></form>
            """
    }
}

/// What is done to the chosen documents, asked once.
struct BulkPage: Sendable, FormPage {
    let shell: Shell
    let act: BulkAct
    let documents: [Incoming]
    let choices: FormChoices
    let links: BulkLinks
    let files: [CaseFile]
    let once: String
    let back: String
    let today: CalendarDate
    let calendar: WorkingCalendar
    let fields: FormFields
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.errors
        let title = "\(BulkWords.title(self.act)) \(self.documents.count) văn bản"
        let form = self.shell.form("/incoming/bulk", once: self.once, version: 0)
        let foot = formFoot(
            "\(submitButton(title))\(button("Quay lại, chưa làm gì", href: self.back, plain: true))")
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(title)", keys: [("Ctrl + Enter", "thực hiện")],
            """
            \(trail("Danh sách", href: self.back))
            \(pageHead(title, lead: "Mỗi văn bản được thực hiện riêng; văn bản nào chưa làm được thì có lý do ở trang kết quả."))
            \(errorSummary(errors))
            \(form.html("""
                <input type="hidden" name="act" value="\(self.act.rawValue)"><input type="hidden" name="back" value="\(self.back)">\
                <div class="sheet--pad">\(self.controls)</div>\(self.table)\(foot)
                """))
            """)
    }

    private var table: HTML {
        ListTable(
            caption: "Văn bản đã chọn",
            columns: [.init("Chọn", .tick), .init("Số, ký hiệu", .number), .init("Trích yếu, nơi gửi", .subject)],
            rows: self.documents.map { document in
                ListTable.Row([
                    ListTable.tick(
                        "document", value: "\(document.id):\(document.version)", label: "Chọn \(document.name)",
                        checked: true),
                    ListTable.number(document.name, Shown.date(document.promulgationDate)),
                    ListTable.subject(
                        document.subject, href: "/incoming/\(document.id)",
                        under: [Shown.urgency(document.urgency), "\(document.organName)", self.target(of: document)]),
                ])
            }
        ).html
    }

    /// Where a row is to be linked, and what tells it to the act.
    private func target(of document: Incoming) -> HTML {
        guard self.act == .link else { return "" }
        guard let target = self.links.only[document.id] else {
            return Mark(
                .late,
                self.links.several.contains(document.id)
                    ? "Có nhiều bản trong sổ: mở văn bản để chọn" : "Không có bản nào trong sổ", wrap: true
            ).html
        }
        return """
            <a href="/incoming/\(target.id)">Gắn vào văn bản số đến \(target.number?.description ?? "")</a>\
            <input type="hidden" name="to-\(document.id)" value="\(target.id)">
            """
    }

    private var controls: HTML {
        switch self.act {
        case .link:
            choice(
                "checked", "Đã xem chữ ký số và nơi nhận của từng văn bản: đều gửi đúng cơ quan ta, đúng là bản đã có",
                checked: self.fields.isTicked("checked"), error: self.error("checked"))
        case .register:
            choice(
                "checked", "Đã xem chữ ký số và nơi nhận của từng văn bản: đều gửi đúng cơ quan ta",
                checked: self.fields.isTicked("checked"), error: self.error("checked"))
        case .submit:
            Field(
                "leader", "Trình",
                .select(
                    options: [("", "Chưa chọn")] + self.choices.leaders.map { ($0.id, "\($0.fullName), \($0.title)") },
                    selected: self.fields.text("leader")), error: self.error("leader")
            ).html
        case .direct:
            DirectionFields(
                choices: self.choices, limit: nil, mayRequireReply: self.documents.allSatisfy { $0.organ != nil },
                fields: self.fields, fault: self.fault
            ).html
        case .read: "<p>Những văn bản gửi bạn để biết dưới đây được ghi là bạn đã xem.</p>"
        case .remind:
            """
            \(Field("kind", "Mức độ", .select(options: ReminderKind.allCases.map { ($0.rawValue, FollowingWords.kind($0)) }, selected: self.fields.text("kind")), error: self.error("kind")).html)
            \(Field("text", "Nội dung", .area(value: self.fields.text("text"), rows: 3, maximum: 1000), hint: "Đơn vị chủ trì đọc ngay trên văn bản. Ghi rồi không sửa được.", error: self.error("text")).html)
            """
        case .file:
            Field(
                "file", "Hồ sơ",
                .select(
                    options: [("", "Chưa chọn")]
                        + self.files.map { ($0.id, "\($0.sign.text) (\($0.sign.year)) \($0.title)") },
                    selected: self.fields.text("file")),
                hint: "Hồ sơ đang lập của bạn.", error: self.error("file")
            ).html
        }
    }
}

/// What became of each row.
struct BulkResultPage: Sendable {
    let shell: Shell
    let act: BulkAct
    let outcomes: [BulkActs.Outcome]
    let back: String

    var html: HTML {
        let refused = self.outcomes.filter { $0.refusal != nil }
        let done = self.outcomes.count - refused.count
        let told =
            refused.isEmpty
            ? "\(BulkWords.done(self.act)) cả \(done) văn bản."
            : "\(BulkWords.done(self.act)) \(done) văn bản, chưa làm được \(refused.count)."
        // What was not done stands first.
        let rows = (refused + self.outcomes.filter { $0.refusal == nil }).map(self.row)
        return self.shell.page(
            "Kết quả: \(BulkWords.title(self.act))",
            """
            \(trail("Danh sách", href: self.back))
            \(pageHead("Kết quả: \(BulkWords.title(self.act))"))
            \(notice(refused.isEmpty ? .good : .near, "\(told)", result: true))
            \(ListTable(caption: "Kết quả từng văn bản", columns: [.init("Số, ký hiệu", .number), .init("Trích yếu", .subject), .init("Kết quả")], rows: rows).html)
            <p class="section">\(button("Về danh sách", href: self.back, main: true))</p>
            """)
    }

    private func row(_ outcome: BulkActs.Outcome) -> ListTable.Row {
        let mark =
            outcome.refusal == nil
            ? Mark(.done, BulkWords.done(self.act)) : Mark(.late, "Chưa làm được")
        return ListTable.Row(
            [
                outcome.document.map { ListTable.number($0.name) } ?? "",
                outcome.document.map { ListTable.subject($0.subject, href: "/incoming/\($0.id)") }
                    ?? "<span class=\"quiet\">Văn bản không còn xem được</span>",
                mark.html,
            ],
            note: outcome.refusal.map { rowNote("\($0)") },
            attributes: " data-path=\"/incoming/\(outcome.id)\"")
    }
}
