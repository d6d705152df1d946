import Exchange
import Hummingbird
import Pages
import Storage
import Web

/// What concerns the person (thông báo).
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/notices` | everybody but administrators | 200, 403 |
/// | GET | `/notices/:id` | whose it is: it is read, the document opens | 303, 404 |
/// | POST | `/notices` | the same: all are read | 303, 403 |
struct NoticeRoutes: Sendable {
    let office: Office

    func add(to router: Router<OfficeContext>) {
        router.get("notices", use: self.list)
        router.get("notices/:id", use: self.open)
        router.post("notices", use: self.readAll)
    }

    @Sendable private func list(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        guard visit.person.role != .admin else {
            throw Fault.administratorsWork
        }
        let office = self.office
        let page = try await office.database.read { connection in
            NoticePage(
                shell: try Shell.read(visit, office: office, current: .notices, live: nil, in: connection),
                notices: try Notice.all(for: visit.person, in: connection),
                unread: try Notice.unreadCount(for: visit.person, in: connection),
                mayRead: visit.person.deputy == nil)
        }
        return .page(page.html)
    }

    @Sendable private func open(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")
        let notice = try await self.office.database.read { try Notice.find(id, for: visit.person, in: $0) }
        guard let notice, notice.kind != .withdrawn else { throw Fault.noSuchDocument }
        // A deputy who looks does not read for the other.
        if visit.person.deputy == nil, notice.readAt == nil {
            let now = self.office.now()
            try await self.office.database.write { try Notice.markRead(id, for: visit.person, at: now, in: $0) }
        }
        return .seeOther(notice.path)
    }

    @Sendable private func readAll(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let fields = try await FormFields.read(request, csrf: visit.csrf)
        guard visit.person.deputy == nil else {
            throw Fault.deputyReads
        }
        return .seeOther(
            try await self.office.act(by: visit.person, once: try fields.token().once, on: "") { connection, now in
                try Notice.markRead(nil, for: visit.person, at: now, in: connection)
                return "/notices"
            })
    }
}
