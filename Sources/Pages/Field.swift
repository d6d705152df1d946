// API: Field(name, label, control, hint:, optional:, error:, origin:) with .suggestion, .remark; .html; Suggestion.

/// A value that comes from the package, the text or habit (gợi ý): shown to be confirmed, not saved before it is.
package enum Suggestion: Sendable {
    /// `origin`: where it comes from. The button "Đúng" sends `name` with `value` with the form; `spoken` names the
    /// value aloud.
    case open(origin: String, name: String, value: String, spoken: String)
    /// Taken over by the person.
    case confirmed(origin: String)
}

/// One labelled control. Its id is its name; hint and error hang on it by id.
package struct Field: Sendable {
    let name: String
    let label: String
    let control: Control
    package var hint: String?
    package var isOptional = false
    package var error: String?
    /// Where a value that is simply filled in comes from.
    package var origin: String?
    package var suggestion: Suggestion?
    /// A quiet word behind the label: "dự kiến".
    package var remark: String?

    package init(
        _ name: String, _ label: String, _ control: Control, hint: String? = nil, optional: Bool = false,
        error: String? = nil,
        origin: String? = nil
    ) {
        self.name = name
        self.label = label
        self.control = control
        self.hint = hint
        self.isOptional = optional
        self.error = error
        self.origin = origin
    }

    package var html: HTML {
        let body: HTML = """
            \(self.hint.html { "<p class=\"hint\" id=\"\(self.name)-them\">\($0)</p>" })\
            \(self.error.html { fieldError(self.name, $0) })\
            \(self.control.html(name: self.name, described: self.described))\(self.source)
            """
        if self.isGroup {
            return
                """
                <fieldset class="\(self.kind)" id="\(self.name)" tabindex="-1"\(self.described)>\
                <legend>\(self.title)</legend>\(body)</fieldset>
                """
        }
        return "<div class=\"\(self.kind)\"><label for=\"\(self.name)\">\(self.title)</label>\(body)</div>"
    }

    private var isGroup: Bool {
        switch self.control {
        case .radio, .several: true
        default: false
        }
    }

    private var title: HTML {
        """
        \(self.label)\(self.remark.html { " <span class=\"optional\">(\($0))</span>" })\
        \(" <span class=\"optional\">\(Words.optional)</span>", if: self.isOptional)
        """
    }

    private var kind: HTML {
        var kind: HTML = "field"
        switch self.control {
        case .date: kind += " field--date"
        case .number: kind += " field--number"
        default: break
        }
        if self.error != nil { kind += " field--error" }
        if case .open = self.suggestion { kind += " field--suggested" }
        return kind
    }

    private var described: HTML {
        var ids: [String] = []
        if self.hint != nil { ids.append("\(self.name)-them") }
        if self.error != nil { ids.append("\(self.name)-loi") }
        if self.suggestion != nil || self.origin != nil { ids.append("\(self.name)-nguon") }
        return """
            \(" aria-describedby=\"\(ids.joined(separator: " "))\"", if: !ids.isEmpty)\
            \(" aria-invalid=\"true\"", if: self.error != nil && !self.isGroup)
            """
    }

    private var source: HTML {
        let id = "\(self.name)-nguon"
        return switch self.suggestion {
        case .none: self.origin.html { "<div class=\"origin\"><span id=\"\(id)\">\($0)</span></div>" }
        case .open(let origin, let name, let value, let spoken):
            """
            <div class="origin"><span class="mark mark--go">\(Icon.spark.html)\(Words.suggestion)</span>\
            <span id="\(id)">\(origin)</span><button class="button button--small" type="submit" name="\(name)" \
            value="\(value)" \
            formnovalidate>\(Words.right)<span class="unseen">\(Words.use(spoken))</span></button></div>
            """
        case .confirmed(let origin):
            """
            <div class="origin"><span class="mark mark--done">\(Icon.done.html)\(Words.confirmed)</span>\
            <span id="\(id)">\(origin)</span></div>
            """
        }
    }
}
