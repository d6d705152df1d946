import Exchange
import Hummingbird
import Pages
import Storage
import Web

/// Rights to sign, for the administrator.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/people/:id/signing/new` | admin | 200, 403, 404 |
/// | POST | `/people/:id/signing` | admin | 303, 403, 404, 422 |
/// | POST | `/people/:id/signing/:right/revoke` | admin | 303, 403, 404, 409 |
struct SigningRightRoutes: Sendable {
    let office: Office

    func add(to router: Router<OfficeContext>) {
        router.get("people/:id/signing/new") { _, context in
            Response.page(
                try await self.form(try context.administers(), try context.parameters.require("id"), nil, nil))
        }
        router.post("people/:id/signing", use: self.give)
        router.post("people/:id/signing/:right/revoke", use: self.revoke)
    }

    private func form(_ visit: Visit, _ id: String, _ fields: FormFields?, _ fault: FormFault?) async throws -> HTML {
        let office = self.office
        return try await office.database.read { connection in
            SigningRightFormPage(
                shell: try Shell.read(visit, office: office, current: .people, live: nil, in: connection),
                person: try PersonRecord.find(id, in: connection).person,
                posts: try Post.all(of: id, in: connection).filter { !$0.isEnded }, today: office.today, fields: fields,
                fault: fault
            ).html
        }
    }

    @Sendable private func give(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.administers()
        let id = try context.parameters.require("id")
        return try await .form(request, of: visit) { fields in
            try await SigningRightActs(office: self.office).give(
                try SigningRightDraft(fields), to: id, by: visit.person, form: try fields.token())
        } again: { fields, fault in
            try await self.form(visit, id, fields, fault)
        }
    }

    @Sendable private func revoke(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.administers()
        let (id, right) = (try context.parameters.require("id"), try context.parameters.require("right"))
        let form = try await FormFields.read(request, csrf: visit.csrf).token()
        return .seeOther(
            try await SigningRightActs(office: self.office).revoke(right, of: id, by: visit.person, form: form))
    }
}

extension SigningRightDraft {
    /// From the form; throws `FormFault` with the name of the field.
    init(_ fields: FormFields) throws {
        guard let form = SigningForm(rawValue: fields.text("form")) else {
            throw FormFault("form", "Chọn cách ký trong danh sách")
        }
        let start = try fields.date("start", called: "Ngày bắt đầu", missing: "Ghi ngày bắt đầu")
        let types = try fields.all("types").filter { !$0.isEmpty }.map { text in
            guard let type = DocumentTypes.all.first(where: { String($0.ordinal) == text }) else {
                throw FormFault("types", "Chọn loại văn bản trong danh sách")
            }
            return type.name
        }
        self.init(
            postID: fields.optional("post"), form: form, collective: fields.text("collective"),
            head: fields.text("head"), types: types, basis: fields.text("basis"), startsOn: start,
            endsOn: try fields.date("end", called: "Ngày kết thúc"))
    }
}
