import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// Secret books and the papers in them, as tests make them.
enum SecretSteps {
    static let issuer = "Công an tỉnh Ví Dụ"
    static let subject = "V/v bảo vệ kỳ họp"

    /// The administrator opens a secret book and gives it to a clerk; answers its id.
    static func book(
        _ direction: Register.Direction, year: Int? = nil, keeper: String = "clerk-A", _ test: TestOffice
    ) async throws -> String {
        let name = "Sổ mật \(direction.rawValue)"
        let answer = try await test.post(
            "/books", as: "admin-A", version: 0,
            [
                "direction": direction.rawValue, "year": String(year ?? test.office.today.year), "name": name,
                "secret": "yes", "keeper": keeper,
            ])
        #expect(answer.status == .seeOther)
        return try await test.office.database.read { connection in
            try connection.row("SELECT id FROM register WHERE name = $1", name)?["id"] ?? ""
        }
    }

    static func fields(_ direction: Register.Direction, in book: String, _ test: TestOffice) -> [String: String] {
        let today = test.office.today.shown
        let own =
            direction == .incoming
            ? ["number": "12", "notation": "CA-AN", "arrived": today] : ["notation": "UBND-NC"]
        return [
            "direction": direction.rawValue, "level": "secret", "urgency": "0", "parties": Self.issuer, "date": today,
            "type": "Công văn", "subject": Self.subject, "signer": "", "copies": "2", "holder": "", "passed": "",
            "note": "", "number-choice": "next \(book)",
        ].merging(own) { $1 }
    }

    static func enter(
        _ direction: Register.Direction, in book: String, as person: String = "clerk-A",
        with more: [String: String] = [:],
        _ test: TestOffice
    ) async throws -> TestResponse {
        let fields = Self.fields(direction, in: book, test).merging(more) { $1 }
        return try await test.post("/secrets", as: person, version: 0, fields)
    }

    /// One in the register; answers its id.
    static func registered(
        _ direction: Register.Direction, with more: [String: String] = [:], _ test: TestOffice
    ) async throws -> String {
        let answer = try await Self.enter(direction, in: try await Self.book(direction, test), with: more, test)
        #expect(answer.status == .seeOther, "\(answer.status)")
        return String(try #require(answer.headers[.location]?.split(separator: "/").last))
    }

    /// The keeper's change of the level of a line.
    static func change(
        _ id: String, version: Int, as person: String = "clerk-A", once: String = RandomText.secret(),
        _ fields: [String: String], _ test: TestOffice
    ) async throws -> TestResponse {
        let usual = [
            "kind": "changed", "level": "", "number": "15/QĐ-UBND", "day": test.office.today.shown,
            "signer": "Lê Thị Ví Dụ, Chủ tịch", "reason": "Theo danh mục bí mật nhà nước mới.",
        ]
        return try await test.post(
            "/secrets/\(id)/secrecy", as: person, version: version, once: once, usual.merging(fields) { $1 })
    }

    /// The paper goes to `holder`; to "clerk-A" it comes back.
    static func handOver(
        _ id: String, to holder: String, version: Int, as person: String = "clerk-A",
        once: String = RandomText.secret(), with fields: [String: String] = [:], _ test: TestOffice
    ) async throws -> TestResponse {
        let usual = ["holder": holder, "passed": test.office.today.shown, "note": ""]
        return try await test.post(
            "/secrets/\(id)/hand-over", as: person, version: version, once: once, usual.merging(fields) { $1 })
    }

    /// The first column `total` of a query; -1 without a row.
    static func total(_ sql: String, _ test: TestOffice) async throws -> Int {
        try await test.office.database.read { try $0.row(sql)?["total"] ?? -1 }
    }

    /// What the database says to a statement; nil where it did it.
    static func refused(_ sql: String, _ value: String, _ test: TestOffice) async -> String? {
        do {
            _ = try await test.office.database.write { try $0.execute(sql, value) }
            return nil
        } catch {
            return "\(error)"
        }
    }
}
