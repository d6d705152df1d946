import Exchange
import Pages
import Web

/// The paragraphs of a directive, to be marked as tasks; below each what its form would be filled with.
struct TaskMarkPage: Sendable {
    let shell: Shell
    let outgoing: Outgoing
    let text: TaskText
    /// One for each paragraph.
    let suggestions: [TaskSuggestion]
    /// Their places, as the address says them.
    let marked: Set<String>
    let fault: FormFault?

    private var path: String { "/outgoing/\(self.outgoing.id)/task-marks" }

    var html: HTML {
        let errors = self.fault.map { [FieldError(field: "mark", sentence: $0.sentence)] } ?? []
        let title = TaskMarkWords.title
        let name = self.outgoing.code?.text ?? "Dự thảo"
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(title)", keys: [("Ctrl + Enter", "ghi nhiệm vụ")],
            """
            \(trail(name, href: "/outgoing/\(self.outgoing.id)"))\(pageHead(title, lead: "\(name): \(self.outgoing.subject). \(TaskMarkWords.lead)"))
            \(errorSummary(errors, title: "Chưa tiếp được"))\(self.files)\(self.recognized)\(self.body)
            """)
    }

    private var files: HTML {
        guard self.text.files.count > 1 else { return "" }
        return tabs(
            self.text.files.map { file in
                Tab(
                    file.name, href: BoardQuestion.address(self.path, [(name: "file", value: file.id)], 1),
                    isCurrent: file.id == self.text.file?.id)
            })
    }

    private var body: HTML {
        guard let file = self.text.file, self.text.refusal == nil else {
            return empty("Không có chữ để đánh dấu", self.text.refusal ?? "")
        }
        let error = self.fault.html { fieldError("mark", $0.sentence) }
        let foot = formFoot(
            "\(submitButton("Tiếp: ghi nhiệm vụ"))\(button("Quay lại, chưa ghi", href: "/outgoing/\(self.outgoing.id)", plain: true))"
        )
        return """
            <form class="sheet" method="get" action="\(url: self.path)">\
            <input type="hidden" name="file" value="\(file.id)"><input type="hidden" name="next" value="1">\
            <div id="mark" tabindex="-1">\(error)\(self.table)</div>\(self.cut)\(foot)</form>
            """
    }

    private var recognized: HTML { self.text.isRecognized ? notice(.near, "\(TaskMarkWords.recognized)") : "" }

    private var cut: HTML {
        let (shown, total) = (self.suggestions.count, self.text.total)
        return shown == total
            ? "" : "<p class=\"sheet--pad small quiet\">\(TaskMarkWords.cut(shown, of: total))</p>"
    }

    private var table: HTML {
        var table = ListTable(
            caption: "Các đoạn của \(self.text.file?.name ?? "văn bản")",
            columns: [.init("Là nhiệm vụ", .tick), .init("Đoạn văn", .subject)],
            rows: zip(self.text.paragraphs, self.suggestions).enumerated().map { place, read in
                let (paragraph, suggestion) = read
                return ListTable.Row([
                    ListTable.tick(
                        "mark", value: "\(place)", label: "Đoạn \(place + 1) là nhiệm vụ",
                        checked: self.marked.contains("\(place)")),
                    "\(paragraph)\(Self.under(suggestion))",
                ])
            })
        table.isFlush = false
        return table.html
    }

    private static func under(_ suggestion: TaskSuggestion) -> HTML {
        var parts: [HTML] = []
        if let lead = suggestion.agencies.lead { parts.append("Chủ trì: <b>\(lead.name)</b>") }
        if !suggestion.agencies.supporting.isEmpty {
            parts.append("Phối hợp: \(suggestion.agencies.supporting.map(\.name).joined(separator: "; "))")
        }
        switch suggestion.deadline {
        case .day(let day)?: parts.append("Thời hạn: \(Shown.date(day))")
        case .standing?: parts.append("\(TaskWords.standing)")
        case nil: break
        }
        // What may be sent back says little of a paragraph that names nobody and no day.
        if let comesBack = suggestion.comesBack, !parts.isEmpty {
            parts.append("Gửi về: \(TaskWords.comesBack(comesBack))")
        }
        return Pages.under(parts)
    }
}

/// The forms of the paragraphs that were marked, filled with what was read from them.
struct TaskMarkFormsPage: Sendable {
    let shell: Shell
    let outgoing: Outgoing
    let recipients: [Recipient]
    let text: TaskText
    let suggestions: [(place: Int, suggestion: TaskSuggestion)]
    /// The ordinal of the first one.
    let first: Int
    let once: String
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.errors
        let title = TaskMarkWords.confirm
        let path = "/outgoing/\(self.outgoing.id)/task-marks"
        let file = (name: "file", value: self.text.file?.id ?? "")
        let marks = self.suggestions.map { (name: "mark", value: "\($0.place)") }
        let form = self.shell.form(path, once: self.once, version: self.outgoing.version)
        let hidden = ([file] + marks).map { name, value -> HTML in
            "<input type=\"hidden\" name=\"\(name)\" value=\"\(value)\">"
        }
        let foot = formFoot(
            """
            \(submitButton("Lưu \(self.suggestions.count) nhiệm vụ"))\
            \(button("Quay lại đánh dấu", href: BoardQuestion.address(path, [file] + marks, 1), plain: true))
            """)
        let name = self.outgoing.code?.text ?? "Dự thảo"
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(title)", keys: [("Ctrl + Enter", "lưu nhiệm vụ")],
            """
            \(trail(name, href: "/outgoing/\(self.outgoing.id)"))\(pageHead(title, lead: TaskMarkWords.confirmLead))\(errorSummary(errors))
            \(form.html("\(hidden)\(self.parts)\(foot)"))
            """)
    }

    private var parts: [HTML] {
        self.suggestions.enumerated().map { index, marked in
            let id = "doan-\(marked.place)"
            let head = sectionHead("Nhiệm vụ \(self.first + index)", id: id, note: "từ đoạn \(marked.place + 1)")
            let fields = self.values(marked.place, marked.suggestion)
            return """
                <section class="sheet--pad" aria-labelledby="\(id)">\(head)\(fields.html(recipients: self.recipients, fault: self.fault))</section>
                """
        }
    }

    private func values(_ place: Int, _ suggestion: TaskSuggestion) -> TaskFields {
        let suffix = TaskMarks.suffix(place)
        let suggested = TaskFields(suggestion, recipients: self.recipients, suffix: suffix)
        guard let typed = self.fields else { return suggested }
        var fields = TaskFields(typed, suffix: suffix)
        fields.leadHint = suggested.leadHint
        return fields
    }
}

extension TaskFields {
    /// What a suggestion fills in. Agencies are those of `recipients`; of another one it only says the name.
    init(_ suggestion: TaskSuggestion, recipients: [Recipient], suffix: String) {
        self.init()
        func recipient(_ agency: TaskAgencies.Agency) -> String? {
            recipients.first { $0.organ.key == agency.organ.key }?.organ.text
        }
        self.suffix = suffix
        self.text = suggestion.text
        if let lead = suggestion.agencies.lead {
            if let code = recipient(lead) {
                self.lead = code
                self.origins["lead"] = TaskMarkWords.origin
            } else {
                self.leadHint = TaskMarkWords.noRecipient(lead.name)
            }
        }
        self.supporting = Set(suggestion.agencies.supporting.compactMap(recipient))
        if !self.supporting.isEmpty { self.origins["support"] = TaskMarkWords.origin }
        switch suggestion.deadline {
        case .day(let day)?:
            self.due = day.shown
            self.origins["due"] = TaskMarkWords.origin
        case .standing?:
            self.isStanding = true
            self.origins["due"] = TaskMarkWords.origin
        case nil: break
        }
        if let comesBack = suggestion.comesBack {
            self.comesBack = comesBack.rawValue
            self.origins["comes-back"] = TaskMarkWords.origin
        }
    }
}
