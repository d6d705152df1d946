import Pages
import Web

/// Choosing the file into which a document goes.
struct FilingPage: Sendable {
    let shell: Shell
    let document: Fileable
    /// The files that hold it already.
    let holding: [CaseFile]
    let choices: [CaseFile]
    let chosen: String
    let once: String
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.errors
        let title = "Đưa vào hồ sơ"
        let held: HTML =
            self.holding.isEmpty
            ? "" : panel("Hồ sơ đã có văn bản này", id: "dang-o", FilingPanel.list(self.holding))
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(title) \(self.document.name)", keys: [("Ctrl + Enter", "đưa vào hồ sơ")],
            """
            \(trail(self.document.name, href: self.document.path))
            \(pageHead(title, lead: "\(self.document.name): \(self.document.subject)"))\(errorSummary(errors))
            \(self.form)\(held)
            """)
    }

    private var new: String {
        "/case-files/new?\(self.document.isIncoming ? "incoming" : "outgoing")=\(self.document.id)"
    }

    private var form: HTML {
        guard !self.choices.isEmpty || self.fault != nil else {
            return empty(
                self.holding.isEmpty
                    ? "Bạn không có hồ sơ nào đang lập để đưa vào"
                    : "Bạn không có hồ sơ đang lập nào khác ngoài những hồ sơ đã có văn bản này",
                "Mở hồ sơ của bạn trong danh mục của năm, hoặc mở hồ sơ mới.",
                acts:
                    "\(button("Mở hồ sơ mới…", href: self.new, main: true))\(button("Danh mục hồ sơ", href: "/case-plan"))"
            )
        }
        let form = self.shell.form("\(self.document.path)/case-files", once: self.once, version: 0)
        let options =
            [("", "Chưa chọn")] + self.choices.map { ($0.id, "\($0.sign.text) (\($0.sign.year)) \($0.title)") }
        let field = Field(
            "file", "Hồ sơ", .select(options: options, selected: self.chosen),
            hint: "Hồ sơ đang lập của bạn. Văn bản giữ một bản, có thể nằm trong nhiều hồ sơ.",
            error: self.fault?.sentence)
        return form.html(
            """
            <div class="sheet--pad">\(field.html)</div>\
            \(formFoot("\(submitButton("Đưa vào hồ sơ"))\(button("Mở hồ sơ mới…", href: self.new))\(button("Quay lại, chưa đưa", href: self.document.path, plain: true))"))
            """)
    }
}

/// On a document's page: the files that it is in, and the way to put it into another.
enum FilingPanel {
    /// `document`: what can be put into files; nil where it cannot.
    static func html(_ holding: [CaseFile], _ document: Fileable?) -> HTML {
        guard !holding.isEmpty || document != nil else { return "<div id=\"ho-so\"></div>" }
        let put = document.html { "<a href=\"\(url: "\($0.path)/case-files")\">Đưa vào hồ sơ…</a>" }
        return panel(
            "Hồ sơ", id: "ho-so", nav: put,
            holding.isEmpty
                ? "<p class=\"sheet--pad quiet\">Chưa nằm trong hồ sơ nào bạn được xem.</p>" : Self.list(holding))
    }

    static func list(_ files: [CaseFile]) -> HTML {
        let items = files.map { file -> HTML in
            "<li><a href=\"\(url: "/case-files/\(file.id)")\">\(file.sign.text) \(file.title)</a> \(Shown.state(file))</li>"
        }
        return "<ul class=\"links\">\(items)</ul>"
    }
}
