import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// People and units, administered on pages.
@Suite struct PeopleTests {
    private static func version(_ table: String, _ id: String, _ test: TestOffice) async throws -> Int {
        try await test.office.database.read { connection in
            let sql =
                table == "unit" ? "SELECT version FROM unit WHERE id = $1" : "SELECT version FROM person WHERE id = $1"
            return try connection.row(sql, id)?["version"] ?? 0
        }
    }

    private static func change(
        _ id: String, as person: String = "admin-A", _ fields: [String: String], _ test: TestOffice
    ) async throws -> TestResponse {
        let given = ["full-name": "Người \(id)", "title": "Chuyên viên", "unit": "A", "role": "officer"]
        return try await test.post(
            "/people/\(id)", as: person, version: try await Self.version("person", id, test),
            given.merging(fields) { $1 })
    }

    private static func act(
        _ id: String, _ act: PeopleRoutes.Act, as person: String = "admin-A", _ test: TestOffice
    ) async throws -> TestResponse {
        try await test.post(
            "/people/\(id)/\(act.rawValue)", as: person, version: try await Self.version("person", id, test))
    }

    private static func log(_ test: TestOffice) async throws -> [AdministrativeEntry] {
        try await test.office.database.read { try AdministrativeLog.entries(in: $0) }
    }

    @Test(arguments: [
        "/people", "/people/log", "/people/new", "/people/import", "/people/officer-A", "/people/officer-A/lock",
        "/people/officer-A/password", "/people/leader-A/signing/new", "/units", "/units/new", "/units/A",
    ])
    func `only the administrator sees people and units`(path: String) async throws {
        try await TestOffice.with { test in
            for role in TestOffice.roles {
                let answer = try await test.get(path, as: "\(role.rawValue)-A")
                #expect(answer.status == (role == .admin ? .ok : .forbidden), "\(role)")
            }
        }
    }

    @Test func `only the administrator changes people and units`() async throws {
        try await TestOffice.with { test in
            for role in TestOffice.roles where role != .admin {
                let person = "\(role.rawValue)-A"
                let answers = [
                    try await Self.change("officer-B", as: person, ["role": "admin"], test),
                    try await Self.act("officer-B", .lock, as: person, test),
                    try await Self.act("officer-B", .password, as: person, test),
                    try await test.post("/people", as: person, version: 0, ["user": "them", "role": "admin"]),
                    try await test.post("/units", as: person, version: 0, ["id": "C", "name": "C", "short": "C"]),
                    try await test.post("/units/A/close", as: person, version: 1),
                    try await test.post("/people/import/take", as: person, version: 0),
                    try await test.post("/people/leader-A/signing", as: person, version: 0),
                ]
                #expect(answers.map(\.status.code) == Array(repeating: 403, count: answers.count), "\(role)")
            }
            #expect(try await Self.log(test).isEmpty)
        }
    }

    @Test func `somebody is added with a password that is told once and never kept`() async throws {
        try await TestOffice.with { test in
            let fields = [
                "user": "Moi.Den", "full-name": "Hồ Thị Mới", "title": "Chuyên viên", "unit": "A", "role": "officer",
            ]
            let once = RandomText.secret()
            let answer = try await test.post("/people", as: "admin-A", version: 0, once: once, fields)
            #expect(answer.status == .ok)
            let page = String(buffer: answer.body)
            let password = String(try #require(page.firstMatch(of: /<code>([a-z2-7]{4}(?:-[a-z2-7]{4}){3})<\/code>/)).1)
            let hash = try await test.office.database.read { connection -> String in
                try connection.row("SELECT password_hash FROM person WHERE user_name = 'moi.den'")?["password_hash"]
                    ?? ""
            }
            let isRight = try Passwords.verify(password, hash: hash)
            #expect(isRight)
            // The same form again: nobody new, no password.
            let again = try await test.post("/people", as: "admin-A", version: 0, once: once, fields)
            #expect(again.status == .seeOther)
            #expect(again.headers[.location]?.hasPrefix("/people/") == true)
            let taken = try await test.post("/people", as: "admin-A", version: 0, fields)
            #expect(taken.status == .unprocessableContent)
            #expect(String(buffer: taken.body).contains("đã có người dùng"))
            let entries = try await Self.log(test)
            #expect(entries.map(\.act) == [.personAdded])
            #expect(entries.first?.actor == "Người admin-A, Quản trị")
            #expect(entries.first?.after.contains("Vai trò: Chuyên viên") == true)
            #expect(!entries.flatMap(\.after).joined().contains(password))
        }
    }

    @Test(arguments: [
        ("user", "có dấu", "user"), ("user", "ab", "user"), ("full-name", "", "full-name"), ("title", "", "title"),
        ("unit", "khong", "unit"), ("role", "vua", "role"),
    ])
    func `what is typed wrongly is told beside its field`(field: String, value: String, told: String) async throws {
        try await TestOffice.with { test in
            var fields = [
                "user": "moi.den", "full-name": "Hồ Thị Mới", "title": "Chuyên viên", "unit": "A", "role": "officer",
            ]
            fields[field] = value
            let answer = try await test.post("/people", as: "admin-A", version: 0, fields)
            #expect(answer.status == .unprocessableContent)
            #expect(String(buffer: answer.body).contains("href=\"#\(told)\""))
            #expect(try await Self.log(test).isEmpty)
        }
    }

    @Test func `a change of rights is told to the person until they confirm it, a change of names is not`() async throws
    {
        try await TestOffice.with { test in
            #expect(try await Self.change("officer-A", ["title": "Chuyên viên chính"], test).status == .seeOther)
            #expect(try await !test.text("/incoming", as: "officer-A").contains("Tôi đã biết"))
            #expect(
                try await Self.change("officer-A", ["title": "Trưởng phòng", "unit": "B", "role": "head"], test).status
                    == .seeOther)
            let page = try await test.text("/incoming", as: "officer-A")
            #expect(page.contains("Quyền của bạn vừa thay đổi") && page.contains("Vai trò: Trưởng đơn vị"))
            #expect(try await test.text("/people/log", as: "admin-A").contains("Chưa xác nhận đã biết"))
            let entry = try #require(try await Self.log(test).first)
            #expect(entry.before == ["Chức vụ: Chuyên viên chính", "Đơn vị: Phòng A", "Vai trò: Chuyên viên"])
            // Nobody else can say it for them.
            _ = try await test.post("/rights/\(entry.id)/confirm", as: "head-A", version: 0)
            #expect(try await test.text("/incoming", as: "officer-A").contains("Tôi đã biết"))
            let answer = try await test.post("/rights/\(entry.id)/confirm", as: "officer-A", version: 0)
            #expect(answer.status == .seeOther)
            #expect(try await !test.text("/incoming", as: "officer-A").contains("Tôi đã biết"))
            #expect(try await test.text("/people/log", as: "admin-A").contains("Đã biết lúc"))
        }
    }

    @Test func `locking ends sessions at once, unlocking lets in again, and is told`() async throws {
        try await TestOffice.with { test in
            let session = try await test.session("officer-A")
            #expect(try await Self.act("officer-A", .lock, test).status == .seeOther)
            let after = try await test.client.execute(
                uri: "/incoming", method: .get, headers: [.cookie: session.cookie])
            #expect(after.status == .seeOther)
            #expect(after.headers[.location]?.hasPrefix("/sign-in") == true)
            #expect(try await Self.act("officer-A", .unlock, test).status == .seeOther)
            #expect(try await test.text("/incoming", as: "officer-A").contains("đã được mở khóa"))
            #expect(try await Self.log(test).map(\.act) == [.personUnlocked, .personLocked])
        }
    }

    @Test func `the last administrator is neither locked nor given another role`() async throws {
        try await TestOffice.with { test in
            let answers = [
                try await Self.act("admin-B", .lock, test), try await Self.act("admin-A", .lock, test),
                try await Self.change("admin-A", ["role": "clerk"], test), try await test.get("/people", as: "admin-A"),
            ]
            #expect(answers.map(\.status) == [.seeOther, .forbidden, .forbidden, .ok])
        }
    }

    @Test func `of two administrators who change somebody at once one is told to look again`() async throws {
        try await TestOffice.with { test in
            let version = try await Self.version("person", "officer-A", test)
            let fields = ["full-name": "X", "title": "Y", "unit": "A", "role": "officer"]
            #expect(
                try await test.post("/people/officer-A", as: "admin-A", version: version, fields).status == .seeOther)
            #expect(
                try await test.post("/people/officer-A", as: "admin-B", version: version, fields).status == .conflict)
        }
    }

    @Test func `a new password ends the old one and every session`() async throws {
        try await TestOffice.with { test in
            let session = try await test.session("officer-A")
            let answer = try await Self.act("officer-A", .password, test)
            #expect(answer.status == .ok)
            #expect(String(buffer: answer.body).contains("Chỉ hiện một lần"))
            let after = try await test.client.execute(
                uri: "/incoming", method: .get, headers: [.cookie: session.cookie])
            #expect(after.status == .seeOther)
            #expect(try await Self.log(test).map(\.act) == [.passwordGiven])
        }
    }

    @Test func `units stand in a tree that never bites its tail`() async throws {
        try await TestOffice.with { test in
            func post(_ path: String, _ version: Int, _ fields: [String: String]) async throws -> TestResponse {
                try await test.post(
                    path, as: "admin-A", version: version,
                    ["name": "Tổ C", "short": "C", "parent": "B", "sort": "3"].merging(fields) { $1 })
            }
            #expect(try await post("/units", 0, ["id": "C", "organ": "H29.12"]).status == .seeOther)
            #expect(try await post("/units", 0, ["id": "C"]).status == .unprocessableContent)
            #expect(try await post("/units", 0, ["id": "D", "organ": "H29.12"]).status == .unprocessableContent)
            #expect(try await post("/units", 0, ["id": "D", "parent": "khong"]).status == .unprocessableContent)
            #expect(try await post("/units", 0, ["id": "D", "sort": "một"]).status == .unprocessableContent)
            // B below its own child, below itself.
            let b = try await Self.version("unit", "B", test)
            for parent in ["C", "B"] {
                let answer = try await post("/units/B", b, ["name": "Phòng B", "short": "B", "parent": parent])
                #expect(answer.status == .unprocessableContent)
            }
            #expect(try await post("/units/C", 1, ["name": "Tổ công tác", "parent": "A"]).status == .seeOther)
            #expect(try await post("/units/C", 1, ["name": "Tổ khác"]).status == .conflict)
            let tree = try await test.office.database.read { connection in
                try UnitRecord.tree(in: connection).map { "\($0.record.unit.id)\($0.depth)" }
            }
            #expect(tree == ["A0", "C1", "B0"])
            let entry = try #require(try await Self.log(test).first)
            #expect(entry.before.contains("Thuộc: Phòng B") && entry.after.contains("Thuộc: Phòng A"))
        }
    }

    @Test func `a unit is closed only when nobody and nothing is in it, and takes nothing new`() async throws {
        try await TestOffice.with { test in
            let refused = try await test.post("/units/A/close", as: "admin-A", version: 1)
            #expect(refused.status == .forbidden)
            #expect(String(buffer: refused.body).contains("5 người dùng"))
            _ = try await test.post(
                "/units", as: "admin-A", version: 0, ["id": "C", "name": "Tổ C", "short": "C", "sort": "3"])
            #expect(try await test.post("/units/C/close", as: "admin-A", version: 1).status == .seeOther)
            let moved = try await Self.change("officer-A", ["unit": "C"], test)
            #expect(moved.status == .unprocessableContent)
            let open = try await test.office.database.read { try PersonStore.units(in: $0).map(\.id) }
            #expect(open == ["A", "B"])
            #expect(try await test.post("/units/C/reopen", as: "admin-A", version: 2).status == .seeOther)
            #expect(try await Self.change("officer-A", ["unit": "C"], test).status == .seeOther)
        }
    }

    @Test func `the log of administration is never changed`() async throws {
        try await TestOffice.with { test in
            _ = try await Self.act("officer-A", .lock, test)
            for sql in [
                "DELETE FROM administration", "UPDATE administration SET actor = 'x'",
                "UPDATE administration SET concerns = NULL",
            ] {
                await #expect(throws: (any Error).self) {
                    _ = try await test.office.database.write { try $0.execute(sql) }
                }
            }
        }
    }
}
