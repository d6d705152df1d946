import Exchange
import Hummingbird
import Storage
import Web

/// The units of the agency, for its administrator.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/units`, `/units/new`, `/units/:id` | admin | 200, 403, 404 |
/// | POST | `/units`, `/units/:id` | admin | 303, 403, 404, 409, 422 |
/// | POST | `/units/:id/close`, `/reopen` | admin | 303, 403, 404, 409, 422 |
struct UnitRoutes: Sendable {
    let office: Office

    func add(to router: Router<OfficeContext>) {
        router.get("units", use: self.list)
        router.get("units/new") { _, context in try await self.form(context, nil, nil, nil) }
        router.post("units") { request, context in try await self.save(nil, request, context) }
        router.get("units/:id") { _, context in
            try await self.form(context, try context.parameters.require("id"), nil, nil)
        }
        router.post("units/:id") { request, context in
            try await self.save(try context.parameters.require("id"), request, context)
        }
        router.post("units/:id/close") { request, context in try await self.close(true, request, context) }
        router.post("units/:id/reopen") { request, context in try await self.close(false, request, context) }
    }

    @Sendable private func list(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.administers()
        let office = self.office
        return try await office.database.read { connection in
            .page(
                UnitsPage(
                    shell: try Shell.read(visit, office: office, current: .people, live: nil, in: connection),
                    units: try UnitRecord.tree(in: connection)
                ).html)
        }
    }

    private func form(_ context: OfficeContext, _ id: String?, _ fields: FormFields?, _ fault: FormFault?) async throws
        -> Response
    {
        let visit = try context.administers()
        let office = self.office
        return try await office.database.read { connection in
            .page(
                UnitFormPage(
                    shell: try Shell.read(visit, office: office, current: .people, live: nil, in: connection),
                    record: try id.map { try UnitRecord.find($0, in: connection) },
                    units: try UnitRecord.tree(in: connection),
                    entries: try id.map { try AdministrativeLog.entries(of: $0, in: connection) } ?? [],
                    once: RandomText.secret(), fields: fields, fault: fault
                ).html, status: fault == nil ? .ok : .unprocessableContent)
        }
    }

    private func save(_ id: String?, _ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.administers()
        let fields = try await FormFields.read(request, csrf: visit.csrf)
        let acts = UnitActs(office: self.office)
        do {
            let draft = UnitDraft(fields)
            let form = try fields.token()
            guard let id else {
                return .seeOther(try await acts.add(fields.text("id"), draft, by: visit.person, form: form))
            }
            return .seeOther(try await acts.change(id, draft, by: visit.person, form: form))
        } catch let fault as FormFault {
            return try await self.form(context, id, fields, fault)
        }
    }

    private func close(_ closes: Bool, _ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.administers()
        let id = try context.parameters.require("id")
        let form = try await FormFields.read(request, csrf: visit.csrf).token()
        do {
            return .seeOther(try await UnitActs(office: self.office).close(id, closes, by: visit.person, form: form))
        } catch let fault as FormFault {
            return try await self.form(context, id, nil, fault)
        }
    }
}

extension UnitDraft {
    /// Reads the form.
    init(_ fields: FormFields) {
        let organ = fields.optional("organ")
        let code = organ.flatMap { OrganCode($0) }
        let sort = Int(fields.optional("sort") ?? "0")
        var unread = FormFaults()
        unread.require(organ == nil || code != nil, "organ", "Mã định danh viết như H29.12 hoặc để trống")
        unread.require(sort != nil, "sort", "Thứ tự là số từ 0 đến 9999")
        self.init(
            name: fields.text("name"), shortName: fields.text("short"), parentID: fields.optional("parent"),
            organ: code, sort: sort ?? 0, unread: unread)
    }
}
