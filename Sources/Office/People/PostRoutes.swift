import Exchange
import Hummingbird
import Pages
import Storage
import Web

/// Further posts: given and ended by the administrator, chosen by whoever has them.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | POST | `/account/post` | whoever is signed in, for a post of their own | 303, 403 |
/// | GET | `/people/:id/posts/new` | admin | 200, 403, 404 |
/// | POST | `/people/:id/posts` | admin | 303, 403, 404, 422 |
/// | POST | `/people/:id/posts/:post/end` | admin | 303, 403, 404, 409 |
struct PostRoutes: Sendable {
    let office: Office

    func add(to router: Router<OfficeContext>) {
        router.post("account/post", use: self.choose)
        router.get("people/:id/posts/new") { _, context in
            Response.page(
                try await self.form(try context.administers(), try context.parameters.require("id"), nil, nil))
        }
        router.post("people/:id/posts", use: self.give)
        router.post("people/:id/posts/:post/end", use: self.end)
    }

    /// From the next request on the session works in that post.
    @Sendable private func choose(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let wanted = try await FormFields.read(request, csrf: visit.csrf).optional("post")
        guard wanted == nil || visit.posts.contains(where: { $0.id == wanted }) else {
            throw Post.notHeld
        }
        try await self.office.database.write { try Sessions.hold(wanted, visit, in: $0) }
        return .seeOther("/")
    }

    private func form(_ visit: Visit, _ id: String, _ fields: FormFields?, _ fault: FormFault?) async throws -> HTML {
        let office = self.office
        return try await office.database.read { connection in
            FurtherPostFormPage(
                shell: try Shell.read(visit, office: office, current: .people, live: nil, in: connection),
                person: try PersonRecord.find(id, in: connection).person,
                units: try UnitRecord.tree(in: connection), today: office.today, fields: fields, fault: fault
            ).html
        }
    }

    @Sendable private func give(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.administers()
        let id = try context.parameters.require("id")
        return try await .form(request, of: visit) { fields in
            try await PostActs(office: self.office).give(
                try PostDraft(fields, on: self.office.today), to: id, by: visit.person, form: try fields.token())
        } again: { fields, fault in
            try await self.form(visit, id, fields, fault)
        }
    }

    @Sendable private func end(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.administers()
        let (id, post) = (try context.parameters.require("id"), try context.parameters.require("post"))
        let form = try await FormFields.read(request, csrf: visit.csrf).token()
        return .seeOther(
            try await PostActs(office: self.office).end(post, of: id, by: visit.person, form: form))
    }
}

extension PostDraft {
    /// Reads the form.
    init(_ fields: FormFields, on today: CalendarDate) throws {
        var unread = FormFaults()
        let role = Role(rawValue: fields.text("role"))
        unread.require(role != nil, "role", "Chọn vai trò trong danh sách")
        let start = try unread.read {
            try fields.date("start", called: "Ngày bắt đầu", missing: "Ghi ngày bắt đầu")
        }
        let typedEnd = try unread.read { try fields.date("end", called: "Ngày kết thúc") }
        let end: CalendarDate? = typedEnd ?? nil
        // What could not be read stands for nothing else: no second sentence is about it.
        self.init(
            title: fields.text("title"), unitID: fields.text("unit"), role: role ?? .officer,
            startsOn: start ?? end ?? today, endsOn: end, unread: unread)
    }
}
