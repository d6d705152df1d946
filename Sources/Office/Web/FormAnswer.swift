import Hummingbird
import Pages
import Web

/// The form of an act: its page and what it does.
struct ActForm: Sendable {
    /// Empty, or once more with everything that was typed and what must be corrected. Throws where the act is not allowed.
    let page: @Sendable (FormFields?, FormFault?) async throws -> HTML
    /// Does it and says which address comes next. Throws `FormFault` for what must be corrected.
    let act: @Sendable (FormFields) async throws -> String

    init(
        page: @escaping @Sendable (FormFields?, FormFault?) async throws -> HTML,
        act: @escaping @Sendable (FormFields) async throws -> String
    ) {
        self.page = page
        self.act = act
    }
}

extension RouterMethods where Context == OfficeContext {
    /// Two routes of one path: GET shows the form, POST does the act. `form` finds out who asks, and for what.
    func form(_ path: RouterPath, _ form: @escaping @Sendable (OfficeContext) throws -> ActForm) {
        self.get(path) { _, context -> Response in
            .page(try await form(context).page(nil, nil))
        }
        self.post(path) { request, context -> Response in
            let form = try form(context)
            let fields = try await FormFields.read(request, csrf: try context.signedIn().csrf)
            return try await .form(fields, form.act, again: form.page)
        }
    }
}

extension Response {
    /// Answers a form of this session: with the page that comes next, or with the form once more, everything that was typed kept, when something
    /// must be corrected (422).
    static func form(
        _ request: Request, of visit: Visit,
        _ act: (FormFields) async throws -> String,
        again: (FormFields, FormFault?) async throws -> HTML
    ) async throws -> Response {
        try await self.form(try await FormFields.read(request, csrf: visit.csrf), act, again: again)
    }

    /// The same, of a form that was read. While people are sought in it (`PeopleList`) it comes once more, and nothing is done.
    static func form(
        _ fields: FormFields, _ act: (FormFields) async throws -> String,
        again: (FormFields, FormFault?) async throws -> HTML
    ) async throws -> Response {
        if PeopleList.isSought(fields) { return .page(try await again(fields, nil)) }
        do {
            return .seeOther(try await act(fields))
        } catch let fault as FormFault {
            return .page(try await again(fields, fault), status: .unprocessableContent)
        }
    }
}
