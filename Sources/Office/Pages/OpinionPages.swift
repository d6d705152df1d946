import Exchange
import Pages
import Web

/// What waits for the person's opinion, and what they asked of others.
struct OpinionListPage: Sendable {
    let shell: Shell
    let waiting: [OpinionRequest]
    let asked: [OpinionRequest]
    let today: CalendarDate
    let calendar: WorkingCalendar

    var html: HTML {
        let asked: HTML =
            self.asked.isEmpty
            ? "" : "<h2 class=\"section\">Tôi đã xin ý kiến</h2>\(self.table(self.asked, "Tôi đã xin ý kiến"))"
        let waiting =
            self.waiting.isEmpty
            ? empty("Không ai chờ ý kiến của bạn", "Khi có người xin ý kiến bạn về một văn bản, việc đó hiện ở đây.")
            : self.table(self.waiting, "Chờ tôi cho ý kiến")
        return self.shell.page(
            "Cho ý kiến (\(self.waiting.count))", regions: ["#danh-sach", "#danh-muc"],
            """
            <div id="danh-sach">\(pageHead("Chờ tôi cho ý kiến", count: self.waiting.count, lead: "Bạn chỉ góp ý: văn bản vẫn ở chỗ người đang xử lý, người xin ý kiến đọc và quyết định."))\
            \(waiting)\(asked)</div>
            """)
    }

    private func table(_ requests: [OpinionRequest], _ caption: String) -> HTML {
        ListTable(
            caption: caption,
            columns: [.init("Văn bản, điều cần ý kiến", .subject), .init("Đã cho"), .init("Hạn", .when)],
            rows: requests.map { request in
                let given = request.opinions.filter { $0.answer != nil }.count
                return ListTable.Row([
                    ListTable.subject(
                        request.subject, href: request.path,
                        under: ["\(request.askedBy), \(Shown.moment(request.askedAt))", "“\(request.question)”"]),
                    request.closedAt == nil ? "\(given)/\(request.opinions.count)" : Mark(.done, "Đã kết thúc").html,
                    Shown.due(
                        request.due, isOver: request.closedAt != nil, today: self.today, calendar: self.calendar),
                ])
            }
        ).html
    }
}

/// The form that asks.
struct OpinionAskPage: Sendable, FormPage {
    let shell: Shell
    let path: String
    let title: String
    let list: PeopleList
    let once: String
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.errors
        let form = self.shell.form("\(self.path)/ask-opinion", once: self.once, version: 0)
        let people = self.list.people.map { ($0.id, "\($0.fullName), \($0.title), \($0.unit.name)") }
        let controls: HTML = """
            \(Field("question", "Điều cần xin ý kiến", .area(value: self.value("question"), rows: 4, maximum: 2000), error: self.error("question")).html)
            \(PeopleList.html(self.list.sought, count: people.count))\(Field(
                "people", "Người cho ý kiến", .several(options: people, selected: Set(self.fields?.all("people") ?? [])),
                hint: "Người được chọn xem được văn bản ngay khi bạn gửi. Tối đa \(OpinionActs.maximumPeople) người.", error: self.error("people")
            ).html)
            \(Field("due", "Hạn cho ý kiến", .date(value: self.value("due")), hint: "Ngày/tháng/năm", optional: true, error: self.error("due")).html)
            """
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")Xin ý kiến", keys: [("Ctrl + Enter", "thực hiện")],
            """
            \(trail("Văn bản", href: self.path))
            \(pageHead("Xin ý kiến", lead: self.title))\(errorSummary(errors))
            \(form.html("<div class=\"sheet--pad\">\(controls)</div>\(formFoot("\(submitButton("Xin ý kiến"))\(button("Quay lại, chưa gửi", href: self.path, plain: true))"))"))
            """)
    }

    private func value(_ name: String) -> String { self.fields?.text(name) ?? "" }
}

/// The forms that answer a request and that close it.
struct OpinionPage: Sendable, FormPage {
    enum Act: String, Sendable {
        case answer, close
    }

    let shell: Shell
    let act: Act
    let request: OpinionRequest
    let person: Person
    let phrases: [Phrase]
    let once: String
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.errors
        let title = self.act == .answer ? "Cho ý kiến" : "Kết thúc xin ý kiến"
        let form = self.shell.form("/opinions/\(self.request.id)/\(self.act.rawValue)", once: self.once, version: 0)
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(title)", keys: [("Ctrl + Enter", "thực hiện")],
            """
            \(trail("Chờ tôi cho ý kiến", href: "/opinions"))
            \(pageHead(title, lead: "\(self.request.askedBy): \(self.request.subject)"))\(errorSummary(errors))
            <blockquote class="said">\(self.request.question)</blockquote>
            <p>\(button("Xem văn bản", href: self.request.path, small: true))</p>
            \(form.html("<div class=\"sheet--pad\">\(self.controls)</div>\(formFoot("\(submitButton(title))\(button("Quay lại, chưa gửi", href: self.request.path, plain: true))"))"))
            """)
    }

    private var controls: HTML {
        switch self.act {
        case .answer:
            let mine = self.request.opinions.first { $0.personID == self.person.id }
            return """
                \(Field(
                    "answer", "Ý kiến", .radio(options: Opinion.Answer.allCases.map { ($0.rawValue, OpinionWords.answer($0)) }, selected: self.fields?.text("answer") ?? mine?.answer?.rawValue ?? ""),
                    error: self.error("answer")
                ).html)
                \(Phrase.field(self.phrases, self.fields))\(Field("text", "Nội dung", .area(value: self.fields?.text("text") ?? mine?.text ?? "", rows: 5, maximum: 4000), hint: "Chỉ “Đồng ý” mới để trống được.", error: self.error("text")).html)
                """
        case .close:
            return """
                \(OpinionPanel.answers(self.request))
                \(Field("summary", "Tổng hợp", .area(value: self.fields?.text("summary") ?? "", rows: 5, maximum: 4000), hint: "Ai chưa cho ý kiến thì không cho được nữa.", optional: true, error: self.error("summary")).html)
                """
        }
    }
}

/// Opinions on the page of a document: who was asked what, and what they answered.
struct OpinionPanel: Sendable {
    let requests: [OpinionRequest]
    let person: Person

    var html: HTML {
        guard !self.requests.isEmpty else { return "<div id=\"y-kien\"></div>" }
        let all = HTML.joined(self.requests.map(self.request))
        return panel("Ý kiến", id: "y-kien", all)
    }

    private func request(_ request: OpinionRequest) -> HTML {
        var acts = HTML()
        if OpinionRule.refusalToAnswer(request, by: self.person) == nil {
            acts += button("Cho ý kiến…", href: "/opinions/\(request.id)/answer", small: true)
        }
        if OpinionRule.refusalToClose(request, by: self.person) == nil {
            acts += button("Kết thúc, tổng hợp…", href: "/opinions/\(request.id)/close", small: true)
        }
        let over = request.closedAt.html { " Đã kết thúc \(Shown.moment($0))." }
        let due = request.due.html { " Hạn \(Shown.date($0))." }
        return """
            <p><b>\(request.askedBy)</b> hỏi \(Shown.moment(request.askedAt)): “\(request.question)”\(due)\(over)</p>\
            \(Self.answers(request))\
            \("<blockquote class=\"said\">\(request.summary)</blockquote>", if: !request.summary.isEmpty)\
            \("<p class=\"acts\">\(acts)</p>", if: !acts.isEmpty)
            """
    }

    static func answers(_ request: OpinionRequest) -> HTML {
        let items = request.opinions.map { opinion -> HTML in
            guard let answer = opinion.answer else {
                return "<li>\(opinion.person): <span class=\"quiet\">chưa cho ý kiến</span></li>"
            }
            let mark: Mark.Kind =
                switch answer {
                case .agree: .done
                case .disagree: .late
                case .other: .near
                }
            return """
                <li>\(opinion.person): \(Mark(mark, OpinionWords.answer(answer)).html) \
                \(opinion.answeredAt.map(Shown.moment) ?? "")\("<br>“\(opinion.text)”", if: !opinion.text.isEmpty)</li>
                """
        }
        return "<ul class=\"links\">\(items)</ul>"
    }
}
