import Exchange
import Foundation
import Hummingbird
import Pages
import Storage

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
        let rows = self.people.map { person -> HTML in
            """
            <tr role="row"><th scope="row" role="rowheader">\(person.fullName)<div class="under"><span>\(person.userName)</span></div></th>\
            <td role="cell" data-label="Chức vụ">\(person.title)</td><td role="cell" data-label="Đơn vị">\(person.unit.name)</td>\
            <td role="cell" data-label="Vai trò">\(RoleWords.name(person.role))</td></tr>
            """
        }
        return self.shell.page(
            "Người dùng",
            """
            \(pageHead("Người dùng", count: self.people.count, lead: "Thêm người dùng bằng lệnh “lienthong office user add” trên máy chủ."))
            <table class="list list--flush" role="table"><caption class="unseen">Người dùng</caption><thead role="rowgroup"><tr role="row">\
            <th role="columnheader" scope="col">Họ tên</th><th role="columnheader" scope="col">Chức vụ</th>\
            <th role="columnheader" scope="col">Đơn vị</th><th role="columnheader" scope="col">Vai trò</th></tr></thead>\
            <tbody role="rowgroup">\(rows)</tbody></table>
            """
        )
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
