import Exchange
import Hummingbird
import Pages
import Storage
import Web

/// Lists of what is in danger of its time.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/incoming/slow?page=…`, `/incoming/near?page=…` | whoever has the view | 200, 403 |
struct TimerRoutes: Sendable {
    let office: Office

    func add(to router: Router<OfficeContext>) {
        for view in TimerView.allCases {
            router.get("incoming/\(view.rawValue)") { request, context in try await self.list(view, request, context) }
        }
    }

    private func list(_ view: TimerView, _ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        guard TimerView.views(of: visit.person.role).contains(view) else {
            throw Fault.noSuchView
        }
        let number = PageNumber.of(request)
        let office = self.office
        let limit = 50
        let page = try await office.database.read { connection in
            TimerPage(
                shell: try Shell.read(visit, office: office, current: .timers(view), live: nil, in: connection),
                view: view, role: visit.person.role,
                documents: try Timers.list(
                    view, for: visit.person, page: .init(limit: limit, offset: (number - 1) * limit), office: office,
                    in: connection),
                total: try Timers.counts([view], for: visit.person, office: office, in: connection)[view] ?? 0,
                pageNumber: number,
                pageSize: limit, now: office.now(), today: office.today, calendar: office.calendar)
        }
        return .page(page.html)
    }
}
