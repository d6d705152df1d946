import Exchange
import Foundation
import Hummingbird
import Pages
import Storage
import Web

/// The people of the agency, for its administrator.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/people` | admin | 200, 403 |
struct PeopleRoutes: Sendable {
    let office: Office

    func add(to router: Router<OfficeContext>) {
        router.get("people", use: self.list)
    }

    @Sendable private func list(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        guard visit.person.role == .admin else {
            throw Fault.notAllowed(
                "Chỉ quản trị xem được danh sách người dùng.", "Only the administrator may see the people.")
        }
        let office = self.office
        let page = try await office.database.read { connection in
            PeoplePage(
                shell: try Shell.read(visit, office: office, current: .people, live: nil, in: connection),
                people: try PersonStore.people(Role.allCases, in: connection)
            )
        }
        return .page(page.html)
    }
}

/// Who works here, with unit and role. People are added on the command line (`lienthong office user add`).
struct PeoplePage: Sendable {
    let shell: Shell
    let people: [Person]

    var html: HTML {
        let table = ListTable(
            caption: "Người dùng",
            columns: [.init("Họ tên", .subject), .init("Chức vụ"), .init("Đơn vị"), .init("Vai trò")],
            rows: self.people.map { person in
                .init([
                    "\(person.fullName)\(under(["\(person.userName)"]))", "\(person.title)", "\(person.unit.name)",
                    "\(RoleWords.name(person.role))",
                ])
            })
        let lead = "Thêm người dùng bằng lệnh “lienthong office user add” trên máy chủ."
        return self.shell.page(
            "Người dùng", "\(pageHead("Người dùng", count: self.people.count, lead: lead))\(table.html)")
    }
}

enum RoleWords {
    static func name(_ role: Role) -> String {
        switch role {
        case .clerk: "Văn thư"
        case .leader: "Lãnh đạo"
        case .head: "Trưởng đơn vị"
        case .officer: "Chuyên viên"
        case .admin: "Quản trị"
        }
    }
}
