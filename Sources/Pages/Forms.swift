/// A form that acts: POST, with the secret of the session, the token that makes it act once, and the version it was made from.
package struct Form: Sendable {
    package let action: String
    package let csrf: String
    package let once: String
    package let version: Int
    package var isUpload = false
    /// The class of the form element.
    package var kind: HTML = "sheet"

    package init(action: String, csrf: String, once: String, version: Int) {
        self.action = action
        self.csrf = csrf
        self.once = once
        self.version = version
    }

    package func html(_ body: HTML) -> HTML {
        """
        <form class="\(self.kind)" method="post" action="\(url: self.action)" novalidate\(" enctype=\"multipart/form-data\"", if: self.isUpload)>\
        <input type="hidden" name="csrf" value="\(self.csrf)"><input type="hidden" name="once" value="\(self.once)">\
        <input type="hidden" name="version" value="\(self.version)">
        \(body)
        </form>
        """
    }

    /// A form that is nothing but its button.
    package func button(_ text: String, main: Bool = false) -> HTML {
        var form = self
        form.kind = "act"
        return form.html("<button class=\"button\(" button--main", if: main)\" type=\"submit\">\(text)</button>")
    }
}

/// What a person must correct: the field's id and the sentence.
package struct FieldError: Sendable {
    package let field: String
    package let sentence: String

    package init(field: String, sentence: String) {
        self.field = field
        self.sentence = sentence
    }
}

/// The summary of errors, first in the page; it takes the focus.
package func errorSummary(_ errors: [FieldError]) -> HTML {
    guard !errors.isEmpty else { return "" }
    return """
        <div class="errors" role="alert" aria-labelledby="loi" tabindex="-1"><h2 id="loi">Chưa lưu được: còn \(errors.count) chỗ phải sửa</h2>\
        <ul>\(errors.map { error -> HTML in "<li><a href=\"#\(error.field)\">\(error.sentence)</a></li>" })</ul></div>
        """
}

/// One labelled control.
package struct Field: Sendable {
    package enum Control: Sendable {
        case text(value: String, maximum: Int)
        case date(value: String)
        case area(value: String, rows: Int, maximum: Int)
        case select(options: [(value: String, label: String)], selected: String)
        case file(multiple: Bool)
    }

    package let name: String
    package let label: String
    package let control: Control
    package var hint: String?
    package var isOptional = false
    package var error: String?
    /// Where a suggested value comes from.
    package var origin: String?

    package init(
        _ name: String, _ label: String, _ control: Control, hint: String? = nil, optional: Bool = false, error: String? = nil,
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
        var kind: HTML = "field"
        if case .date = self.control { kind += " field--date" }
        if self.error != nil { kind += " field--error" }
        return """
            <div class="\(kind)"><label for="\(self.name)">\(self.label)\(" <span class=\"optional\">\(Words.optional)</span>", if: self.isOptional)</label>\
            \(self.hint.html { "<p class=\"hint\" id=\"\(self.name)-them\">\($0)</p>" })\
            \(self.error.html {
                "<p class=\"error\" id=\"\(self.name)-loi\">\(Icon.late.html)<span><span class=\"unseen\">\(Words.error)</span>\($0)</span></p>"
            })\
            \(self.input)\
            \(self.origin.html { "<div class=\"origin\"><span>\($0)</span></div>" })</div>
            """
    }

    private var described: HTML {
        let ids = [self.hint.map { _ in "\(self.name)-them" }, self.error.map { _ in "\(self.name)-loi" }].compactMap { $0 }
        return """
            \(" aria-describedby=\"\(ids.joined(separator: " "))\"", if: !ids.isEmpty)\(" aria-invalid=\"true\"", if: self.error != nil)
            """
    }

    private var input: HTML {
        switch self.control {
        case .text(let value, let maximum):
            """
            <input id="\(self.name)" name="\(self.name)" autocomplete="off" maxlength="\(maximum)" value="\(value)"\(self.described)>
            """
        case .date(let value):
            """
            <input id="\(self.name)" name="\(self.name)" inputmode="numeric" autocomplete="off" maxlength="10" value="\(value)"\(self.described)>
            """
        case .area(let value, let rows, let maximum):
            """
            <textarea id="\(self.name)" name="\(self.name)" rows="\(rows)" maxlength="\(maximum)"\(self.described)>
            \(value)</textarea>
            """
        case .select(let options, let selected):
            """
            <select id="\(self.name)" name="\(self.name)"\(self.described)>\(options.map { option -> HTML in
                "<option value=\"\(option.value)\"\(" selected", if: option.value == selected)>\(option.label)</option>"
            })</select>
            """
        case .file(let multiple):
            "<input id=\"\(self.name)\" name=\"\(self.name)\" type=\"file\"\(" multiple", if: multiple)\(self.described)>"
        }
    }
}

/// A tick box with its label.
package func choice(_ name: String, _ label: String, checked: Bool, error: String? = nil) -> HTML {
    """
    <div class="field\(" field--error", if: error != nil)">\(error.html {
        "<p class=\"error\" id=\"\(name)-loi\">\(Icon.late.html)<span><span class=\"unseen\">\(Words.error)</span>\($0)</span></p>"
    })<label class="choice" for="\(name)"><input id="\(name)" type="checkbox" name="\(name)" value="yes"\(" checked", if: checked)\
    \(" aria-invalid=\"true\" aria-describedby=\"\(name)-loi\"", if: error != nil)>\(label)</label></div>
    """
}

/// The foot of a form: the primary act, others, the way back.
package func formFoot(_ body: HTML) -> HTML { "<div class=\"form__foot\">\(body)</div>" }

package func submitButton(_ text: String, main: Bool = true, name: String? = nil) -> HTML {
    """
    <button class="button\(" button--main", if: main)" type="submit"\(" data-next", if: main)\(name.html { " name=\"\($0)\" value=\"yes\"" })>\(text)</button>
    """
}
