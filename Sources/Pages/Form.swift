// API: Form(action:csrf:once:version:) with .isUpload, .kind, .id; .html(body), .button(text, main:); formFoot(body);
// FieldError(field:sentence:), errorSummary([FieldError], title:), fieldError(field, sentence).

/// A form that acts: POST, with the secret of the session, the token that makes it act once, and the version it was
/// made from.
package struct Form: Sendable {
    package let action: String
    package let csrf: String
    package let once: String
    package let version: Int
    package var isUpload = false
    /// The class of the form element.
    package var kind: HTML = "sheet"
    /// Names the form, so that controls outside it can belong to it.
    package var id: String?

    package init(action: String, csrf: String, once: String, version: Int) {
        self.action = action
        self.csrf = csrf
        self.once = once
        self.version = version
    }

    package func html(_ body: HTML) -> HTML {
        """
        <form class="\(self.kind)"\(self.id.html { " id=\"\($0)\"" }) method="post" action="\(url: self.action)" \
        novalidate\
        \(" enctype=\"multipart/form-data\"", if: self.isUpload)>\
        <input type="hidden" name="csrf" value="\(self.csrf)"><input type="hidden" name="once" value="\(self.once)">\
        <input type="hidden" name="version" value="\(self.version)">
        \(body)
        </form>
        """
    }

    /// A form that is nothing but its button.
    package func button(_ text: String, main: Bool = false, small: Bool = false) -> HTML {
        var form = self
        form.kind = "act"
        return form.html(
            """
            <button class="button\(" button--small", if: small)\(" button--main", if: main)" type="submit">\(text)\
            </button>
            """
        )
    }
}

/// The foot of a form: the primary act, others, the way back. It stays in sight while the form scrolls.
package func formFoot(_ body: HTML) -> HTML { "<div class=\"form__foot\">\(body)</div>" }

/// What a person must correct: the field's id and the sentence that says what is allowed.
package struct FieldError: Sendable {
    package let field: String
    package let sentence: String

    package init(field: String, sentence: String) {
        self.field = field
        self.sentence = sentence
    }
}

/// The summary of errors, first in the page; it takes the focus. The page's title starts with "Lỗi: " beside it.
/// `title` where "Chưa lưu được: còn 2 chỗ phải sửa" does not fit.
package func errorSummary(_ errors: [FieldError], title: String? = nil) -> HTML {
    guard !errors.isEmpty else { return "" }
    let items = errors.map { error -> HTML in "<li><a href=\"#\(error.field)\">\(error.sentence)</a></li>" }
    return """
        <div class="errors" role="alert" aria-labelledby="loi" tabindex="-1">\
        <h2 id="loi">\(title ?? Words.notSaved(errors.count))</h2><ul>\(items)</ul></div>
        """
}

/// The sentence beside a field or a group; its id is `<field>-loi`.
package func fieldError(_ field: String, _ sentence: String) -> HTML {
    """
    <p class="error" id="\(field)-loi">\(Icon.late.html)<span><span class="unseen">\(Words.error)</span>\(sentence)\
    </span></p>
    """
}
