import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// Units and people from a file, and rights to sign, through the API.
@Suite struct OfficeAPIPeopleImportTests {
    private static let head = "userName,fullName,title,role,unit\n"
    private static let people =
        head + "mau.mot,Hồ Thị Một,Chuyên viên,officer,A\nmau.hai,Hồ Thị Hai,Chuyên viên,officer,B"

    private static func preview(_ text: String, _ token: String, _ test: TestOffice) async throws -> TestResponse {
        try await test.call(.post, "people/import", token: token, .object(["text": .text(text)]))
    }

    private static func take(
        _ text: String, _ mark: JSON?, _ token: String, key: String = RandomText.secret(), _ test: TestOffice
    ) async throws -> TestResponse {
        try await test.call(
            .post, "people/import/take", token: token, key: key,
            .object(["text": .text(text), "mark": mark ?? .text("x")]))
    }

    private static func count(_ test: TestOffice) async throws -> Int {
        try await test.office.database.read { try $0.row("SELECT COUNT(*) AS total FROM person")?["total"] ?? -1 }
    }

    @Test func `a file is looked at, then taken once, exactly as it was shown`() async throws {
        try await TestOffice.with { test in
            let admin = try await test.token(of: "admin-A")
            let before = try await Self.count(test)
            let told = try TestOffice.json(try await Self.preview(Self.people, admin, test))
            #expect(told["added"] == .number(2) && told["changed"] == .number(0) && told["refused"] == .number(0))
            #expect(told["items"]?.elements.map { $0["key"] } == [.text("mau.mot"), .text("mau.hai")])
            #expect(told["items"]?.elements.map { $0["line"] } == [.number(2), .number(3)])
            #expect(try await Self.count(test) == before)
            let key = RandomText.secret()
            for _ in 1...2 {
                let taken = try await Self.take(Self.people, told["mark"], admin, key: key, test)
                #expect(taken.status == .ok)
                // What opens an account is in no answer.
                #expect(try TestOffice.json(taken) == .object(["location": .text("/people/log")]))
            }
            #expect(try await Self.count(test) == before + 2)
            let again = try TestOffice.json(try await Self.preview(Self.people, admin, test))
            #expect(again["unchanged"] == .number(2) && again["items"] == .list([]))
            // Under the same key another file is another act.
            let other = try await Self.take(
                Self.head + "mau.ba,Hồ Ba,Nhân viên,officer,A", told["mark"], admin, key: key, test)
            #expect(try TestOffice.told(other) == ["conflict", "Idempotency-Key"])
        }
    }

    @Test func `whoever is new comes in by no password until the administrator gives one`() async throws {
        try await TestOffice.with { test in
            let admin = try await test.token(of: "admin-A")
            let told = try TestOffice.json(try await Self.preview(Self.people, admin, test))
            #expect(try await Self.take(Self.people, told["mark"], admin, test).status == .ok)
            let row = try await test.office.database.read { connection -> (String, Bool) in
                let row = try #require(
                    try connection.row(
                        "SELECT password_hash, password_is_first FROM person WHERE user_name = 'mau.mot'"))
                return (try row["password_hash"], try row["password_is_first"])
            }
            // The work of an unknown name, and never right.
            #expect(row.0 == Passwords.nobody && row.1)
        }
    }

    @Test func `a preview that is not true any more, and the mark of another file, take nothing`() async throws {
        try await TestOffice.with { test in
            let admin = try await test.token(of: "admin-A")
            let before = try await Self.count(test)
            let mark = try TestOffice.json(try await Self.preview(Self.people, admin, test))["mark"]
            // The same people under another user name.
            let other = Self.people.replacing("mau.hai", with: "ke.khac")
            #expect(try TestOffice.told(try await Self.take(other, mark, admin, test)) == ["stale-version", nil])
            #expect(try TestOffice.told(try await Self.take(Self.people, nil, admin, test)) == ["stale-version", nil])
            _ = try await test.office.database.write {
                try $0.execute("UPDATE unit SET name = 'Phòng tên mới' WHERE id = 'B'")
            }
            #expect(try TestOffice.told(try await Self.take(Self.people, mark, admin, test)) == ["stale-version", nil])
            _ = try await test.office.database.write {
                try $0.execute("UPDATE unit SET closed_at = '2026-01-01T00:00:00Z' WHERE id = 'B'")
            }
            #expect(try TestOffice.told(try await Self.take(Self.people, mark, admin, test)) == ["stale-version", nil])
            #expect(try await Self.count(test) == before)
        }
    }

    @Test func `mistakes are told by line, and a file that cannot be read at all is refused`() async throws {
        try await TestOffice.with { test in
            let admin = try await test.token(of: "admin-A")
            let before = try await Self.count(test)
            let text = Self.head + "mau.mot,Hồ Thị Một,Chuyên viên,vua,A\nmau.hai,Hồ Thị Hai,Chuyên viên,officer,B"
            let told = try TestOffice.json(try await Self.preview(text, admin, test))
            #expect(told["refused"] == .number(1) && told["mark"] == nil)
            #expect(told["problems"]?.elements.map { $0["line"] } == [.number(2)])
            #expect(told["problems"]?.elements.first?["reason"]?.string?.contains("vua") == true)
            #expect(try TestOffice.told(try await Self.take(text, nil, admin, test)) == ["stale-version", nil])
            for broken in ["", "a,b\n1,2", Self.head, Self.head + "a,b"] {
                let refused = try await Self.preview(broken, admin, test)
                #expect(refused.status == .unprocessableContent)
                #expect(try TestOffice.told(refused) == ["invalid-form", "text"], "\(broken)")
            }
            let large = Self.head + String(repeating: "x", count: PeopleFile.maximumBytes)
            #expect(try TestOffice.told(try await Self.preview(large, admin, test)) == ["too-large", "text"])
            let strange = try await test.call(
                .post, "people/import", token: admin, .object(["text": .text(Self.people), "x": .text("1")]))
            #expect(try TestOffice.told(strange) == ["invalid-request", "x"])
            #expect(try await Self.count(test) == before)
        }
    }

    @Test func `only administrators import and give rights to sign, and no token that only reads`() async throws {
        try await TestOffice.with { test in
            let right = JSON.object(["form": .text("own"), "start": .text(test.office.today.iso)])
            for person in ["clerk-A", "leader-A", "head-A", "officer-A"] {
                let token = try await test.token(of: person)
                let answers = [
                    try await Self.preview(Self.people, token, test),
                    try await Self.take(Self.people, nil, token, test),
                    try await test.call(.post, "people/leader-A/signing", token: token, right),
                    try await test.call(.post, "people/leader-A/signing/x/revoke", token: token, .object([:])),
                ]
                for answer in answers { #expect(try TestOffice.told(answer) == ["not-allowed", nil], "\(person)") }
            }
            let reader = try await test.token(of: "admin-A", readsOnly: true)
            #expect(try await Self.preview(Self.people, reader, test).status == .forbidden)
            #expect(try await Self.preview(Self.people, "x", test).status == .unauthorized)
        }
    }

    @Test func `a right to sign is given, read and revoked by the rules of the page`() async throws {
        try await TestOffice.with { test in
            let admin = try await test.token(of: "admin-A")
            let fields: [String: JSON] = [
                "form": .text("deputy"), "head": .text("Chủ tịch"), "types": .list([.number(18)]),
                "start": .text(test.office.today.iso),
            ]
            func give(to person: String, _ fields: [String: JSON]) async throws -> TestResponse {
                try await test.call(.post, "people/\(person)/signing", token: admin, .object(fields))
            }
            let wrong = fields.merging(["form": .text("vua")]) { $1 }
            #expect(try TestOffice.told(try await give(to: "leader-A", wrong)) == ["invalid-form", "form"])
            #expect(try TestOffice.told(try await give(to: "officer-A", fields)) == ["invalid-form", "post"])
            #expect(try await give(to: "leader-A", fields).status == .ok)
            #expect(try TestOffice.told(try await give(to: "leader-A", fields)) == ["invalid-form", "types"])
            let read = try await TestOffice.read("people/leader-A", admin, test)
            let given = try #require(read["signing"]?.elements.first)
            #expect(given["block"]?.elements.first == .text("KT. CHỦ TỊCH") && given["isRevoked"] == .bool(false))
            let path = "people/leader-A/signing/\(try #require(given["id"]?.string))/revoke"
            #expect(try await test.call(.post, path, token: admin, .object([:])).status == .ok)
            #expect(try await test.call(.post, path, token: admin, .object([:])).status == .conflict)
            let after = try await TestOffice.read("people/leader-A", admin, test)
            #expect(after["signing"]?.elements.first?["isRevoked"] == .bool(true))
        }
    }
}
