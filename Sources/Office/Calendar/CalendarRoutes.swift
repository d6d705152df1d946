import Exchange
import Hummingbird
import Storage
import Web

/// Working days, for the administrator.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/calendar` | admin | 200, 403 |
/// | POST | `/calendar`, `/calendar/:date/remove` | admin | 303, 403, 404, 422 |
struct CalendarRoutes: Sendable {
    let office: Office

    func add(to router: Router<OfficeContext>) {
        router.get("calendar") { _, context in try await self.page(try context.administers(), nil, nil) }
        router.post("calendar", use: self.add)
        router.post("calendar/:date/remove", use: self.remove)
    }

    @Sendable private func add(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.administers()
        let fields = try await FormFields.read(request, csrf: visit.csrf)
        do {
            let first = try fields.date("first", called: "Từ ngày", missing: "Ghi ngày")
            guard let kind = CalendarDay.Kind(rawValue: fields.text("kind")) else {
                throw FormFault("kind", "Chọn nghỉ hay làm bù")
            }
            return .seeOther(
                try await CalendarActs(office: self.office).add(
                    from: first, to: try fields.date("last", called: "Đến ngày") ?? first, kind,
                    name: fields.text("name"), by: visit.person, form: try fields.token()))
        } catch let fault as FormFault {
            return try await self.page(visit, fields, fault)
        }
    }

    @Sendable private func remove(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.administers()
        let fields = try await FormFields.read(request, csrf: visit.csrf)
        guard let day = CalendarDate(try context.parameters.require("date")) else { throw Fault.noSuchDocument }
        return .seeOther(
            try await CalendarActs(office: self.office).remove(day, by: visit.person, form: try fields.token()))
    }

    private func page(_ visit: Visit, _ fields: FormFields?, _ fault: FormFault?) async throws -> Response {
        let office = self.office
        let page = try await office.database.read { connection in
            CalendarPage(
                shell: try Shell.read(visit, office: office, current: .calendar, live: nil, in: connection),
                days: try CalendarDay.all(in: connection), today: office.today, fields: fields, fault: fault)
        }
        return .page(page.html, status: fault == nil ? .ok : .unprocessableContent)
    }
}
