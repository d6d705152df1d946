import Exchange
import Pages
import Web

/// The form of an act on a receipt line, the document beside it.
struct LinePage: Sendable, FormPage {
    let shell: Shell
    let act: LineAct
    let dossier: Dossier
    let choices: LineChoices
    let person: Person
    let once: String
    let fields: FormFields?
    let fault: FormFault?

    private var incoming: Incoming { self.dossier.incoming }

    var html: HTML {
        let errors = self.fault.errors
        let (title, back) = (LineWords.title(self.act), "/incoming/\(self.incoming.id)")
        let form = self.shell.form("\(back)/\(self.act.rawValue)", once: self.once, version: self.incoming.version)
        let isEmpty = self.act == .answerExtension && self.choices.requests.isEmpty
        let foot: HTML = """
            \(submitButton(LineWords.button(self.act)), if: !isEmpty)\(button(LineWords.back(self.act), href: back, plain: true))
            """
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(title) \(self.incoming.name)", keys: [("Ctrl + Enter", "thực hiện")],
            """
            \(trail("\(self.incoming.name)", href: back))
            \(pageHead(title, lead: "\(self.incoming.name) của \(self.incoming.organName): \(self.incoming.subject)"))
            \(errorSummary(errors))
            <div class="split"><div>\(Shown.files(self.dossier.files, tall: true))</div>
            \(form.html("<div class=\"sheet--pad\">\(self.given)\(self.controls)</div>\(formFoot(foot))"))</div>
            """
        )
    }

    /// What the line says that the act is about.
    private var given: HTML {
        let line =
            switch self.act {
            case .assign: self.dossier.receipts.distributed(by: self.person)
            case .report: self.dossier.receipts.reported(by: self.person)
            case .handOver, .sendBack, .askExtension: self.dossier.receipts.held(by: self.person)
            case .answerExtension, .supplement, .withdraw: nil as Receipt?
            }
        guard let line else { return "" }
        return """
            <dl class="given"><dt>Được giao</dt><dd>\(line.holder), \(LineWords.part(line.branch))</dd>\
            \(line.due.html { "<dt>Hạn</dt><dd>\(Shown.date($0))</dd>" })\
            \("<dt>Ý kiến</dt><dd>\(line.text)</dd>", if: !line.text.isEmpty)</dl>
            """
    }

    private var controls: HTML {
        switch self.act {
        case .assign:
            """
            \(self.unit, if: !self.choices.units.isEmpty)\(self.search)\(self.select("officer", "Người xử lý", self.people))
            \(self.several("support-units", "Đơn vị phối hợp", self.choices.units))\(self.several("support", "Người phối hợp", self.choices.people))
            \(self.several("know-units", "Đơn vị nhận để biết", self.choices.units))\(self.several("know", "Người nhận để biết", self.choices.people))
            \(self.date("due", "Hạn", optional: true, hint: "Để trống: theo hạn được giao"))
            \(Phrase.field(self.choices.phrases, self.fields))\(self.area("text", "Ý kiến", hint: nil, maximum: 4000, optional: true))
            """
        case .report:
            self.area(
                "result", "Kết quả phối hợp", hint: "Nơi chủ trì đọc được ngay trên trang văn bản.", maximum: 2000)
        case .handOver: "\(self.select("colleague", "Người nhận", self.people))\(self.reason("chuyển giao"))"
        case .sendBack: self.reason("trả lại")
        case .askExtension: "\(self.date("due", "Hạn mới"))\(self.reason("xin gia hạn"))"
        case .answerExtension: self.answer
        case .supplement:
            """
            \(Phrase.field(self.choices.phrases, self.fields))\(self.area("text", "Ý kiến chỉ đạo", hint: nil, maximum: 4000))
            \(self.search)\(self.several("support", "Đơn vị phối hợp", self.choices.units))\(self.several("support-people", "Người phối hợp", self.choices.people))
            \(self.date("people-due", "Hạn của người phối hợp", optional: true))
            \(self.several("know", "Đơn vị nhận để biết", self.choices.units))\(self.several("know-people", "Người nhận để biết", self.choices.people))
            """
        case .withdraw:
            """
            \(self.select("line", "Thu hồi của", self.dossier.receipts.made(by: self.person).map { ($0.id, "\($0.holder), \(LineWords.part($0.part))") }))
            \(self.reason("thu hồi", hint: "Người đã nhận đọc đúng câu này. Việc họ đã giao tiếp cũng bị thu hồi theo."))
            """
        }
    }

    private var search: HTML { PeopleList.html(self.choices.sought, count: self.choices.people.count) }

    /// Of a leader, who was named in person.
    private var unit: HTML {
        let units = self.choices.units.map { ($0.id, self.choices.usual.mark($0.name, $0.id)) }
        return Field(
            "unit", "Đơn vị xử lý", .select(options: [("", "Không, giao người")] + units, selected: self.value("unit")),
            hint: "Một đơn vị, hoặc một người ở dưới.", error: self.error("unit")
        ).html
    }

    private var answer: HTML {
        let requests = self.choices.requests.map { request -> (value: String, label: String) in
            let line = self.dossier.receipts.line(request.receiptID)
            return (
                request.id,
                "\(request.askedBy): từ \(line?.due?.shown ?? "") đến \(request.wanted.shown). “\(request.reason)”"
            )
        }
        guard let first = requests.first else {
            return "<p>Không còn đề nghị nào chờ bạn trả lời.</p>"
        }
        let chosen = self.value("request").isEmpty ? first.value : self.value("request")
        return """
            \(Field("request", "Đề nghị", .radio(options: requests, selected: chosen), error: self.error("request")).html)
            \(Field("answer", "Trả lời", .radio(options: [("grant", "Gia hạn như đề nghị"), ("decline", "Không gia hạn")], selected: self.value("answer")), error: self.error("answer")).html)
            \(self.area("reason", "Lý do không gia hạn", hint: "Cần khi không gia hạn: từ 10 đến 1.000 ký tự.", maximum: 1000, optional: true))
            """
    }

    private func reason(_ act: String, hint: String = "Từ 10 đến 1.000 ký tự, lưu cùng văn bản.") -> HTML {
        self.area("reason", "Lý do \(act)", hint: hint, maximum: 1000)
    }

    private func area(_ name: String, _ label: String, hint: String?, maximum: Int, optional: Bool = false) -> HTML {
        Field(
            name, label, .area(value: self.value(name), rows: 4, maximum: maximum), hint: hint, optional: optional,
            error: self.error(name)
        ).html
    }

    private func date(_ name: String, _ label: String, optional: Bool = false, hint: String = "Ngày/tháng/năm") -> HTML
    {
        Field(name, label, .date(value: self.value(name)), hint: hint, optional: optional, error: self.error(name)).html
    }

    private func select(_ name: String, _ label: String, _ options: [(value: String, label: String)]) -> HTML {
        Field(
            name, label, .select(options: [("", "Chưa chọn")] + options, selected: self.value(name)),
            error: self.error(name)
        ).html
    }

    private func several(_ name: String, _ label: String, _ people: [Person]) -> HTML {
        self.several(name, label, people.map { ($0.id, self.choices.usual.label($0)) })
    }

    private func several(_ name: String, _ label: String, _ units: [Unit]) -> HTML {
        self.several(name, label, units.map { ($0.id, self.choices.usual.mark($0.name, $0.id)) })
    }

    private func several(_ name: String, _ label: String, _ options: [(value: String, label: String)]) -> HTML {
        guard !options.isEmpty else { return "" }
        return Field(
            name, label, .several(options: options, selected: Set(self.fields?.all(name) ?? [])), optional: true,
            error: self.error(name)
        ).html
    }

    private var people: [(value: String, label: String)] {
        self.choices.people.map { ($0.id, self.choices.usual.label($0)) }
    }

    private func value(_ name: String) -> String { self.fields?.text(name) ?? "" }
}
