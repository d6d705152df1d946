import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// Copies (bản sao) and the report on issues through the API, by the rules of the pages.
@Suite struct OfficeAPICopyTests {
    private static let good: [String: JSON] = [
        "kind": .text("SY"), "signer": .text("leader-A"), "receivers": .text("Phòng A\nCông ty Ví Dụ"),
        "copies": .number(3),
    ]

    @Test func `a copy is numbered once through the API and stands in the register`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            try await test.handle(id, until: .registered)
            let clerk = try await test.token(of: "clerk-A")
            let read = try TestOffice.json(try await test.call(.get, "incoming/\(id)", token: clerk))
            #expect(read["acts"]?.elements.contains(.text("make-copy")) == true)
            var locations: [String] = []
            for _ in 1...2 {
                let made = try await test.call(
                    .post, "incoming/\(id)/make-copy", token: clerk, key: "sao-1", .object(Self.good))
                #expect(made.status == .ok, "\(String(buffer: made.body))")
                locations.append(try #require(try TestOffice.json(made)["location"]?.string))
            }
            #expect(locations[0] == locations[1])
            let copy = try TestOffice.json(
                try await test.call(.get, String(locations[0].dropFirst()), token: clerk))
            #expect(copy["code"] == .text("01/SY-UBND") && copy["document"] == .text(id))
            #expect(copy["receivers"] == .list([.text("Phòng A"), .text("Công ty Ví Dụ")]))
            let leader = try await test.token(of: "leader-A")
            let register = try TestOffice.json(try await test.call(.get, "copies", token: leader))
            #expect(register["items"] == .list([copy]))
            let former = try TestOffice.json(
                try await test.call(.get, "copies?year=\(test.office.today.year - 1)", token: leader))
            #expect(former["items"] == .list([]))
        }
    }

    @Test func `a copy is refused through the API as on its page`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            func copy(_ person: String, _ fields: [String: JSON] = [:]) async throws -> [String?] {
                let answer = try await test.call(
                    .post, "incoming/\(id)/make-copy", token: try await test.token(of: person),
                    .object(Self.good.merging(fields) { $1 }))
                let told = try TestOffice.json(answer)
                return [told["code"]?.string, told["place"]?.string]
            }
            #expect(try await copy("clerk-A") == ["not-allowed", nil], "it has no number yet")
            try await test.handle(id, until: .registered)
            #expect(try await copy("leader-A") == ["not-allowed", nil])
            #expect(try await copy("officer-B") == ["not-found", nil])
            for (fields, field) in [
                (["kind": JSON.text("TrS")], "part"), (["signer": .text("officer-A")], "signer"),
                (["copies": .number(0)], "copies"), (["number": .number(5_000)], "number"),
            ] {
                #expect(try await copy("clerk-A", fields) == ["invalid-form", field], "\(field)")
            }
            let officer = try await test.token(of: "officer-A")
            #expect(try await test.call(.get, "copies", token: officer).status == .forbidden)
            let count = try await test.office.database.read {
                try DocumentCopy.count(test.office.today.year, in: $0)
            }
            #expect(count == 0)
        }
    }

    @Test func `the report on issues has the figures of the page, and a head reads their own unit`() async throws {
        try await TestOffice.with { test in
            let id = try await test.draft()
            try await test.bring(id, to: .published)
            func rows(_ query: String, _ person: String) async throws -> [JSON] {
                let answer = try await test.call(
                    .get, "statistics/issues\(query)", token: try await test.token(of: person))
                return try #require(try TestOffice.json(answer)["rows"]?.elements, "\(answer.status)")
            }
            let byType = try await rows("", "clerk-A")
            #expect(byType.map { $0["id"] } == [.text("Công văn")])
            #expect(byType[0]["total"] == .number(1) && byType[0]["recipients"] == .number(1))
            #expect(try await rows("?by=signer", "leader-B").map { $0["id"] } == [.text("leader-A")])
            #expect(try await rows("?by=unit", "head-A").map { $0["id"] } == [.text("A")])
            #expect(try await rows("?by=unit", "head-B") == [])
            let clerk = try await test.token(of: "clerk-A")
            #expect(try await test.call(.get, "statistics/issues?by=x", token: clerk).status == .badRequest)
            let wrong = try await test.call(.get, "statistics/issues?from=x", token: clerk)
            #expect(wrong.status == .unprocessableContent)
            let officer = try await test.token(of: "officer-A")
            #expect(try await test.call(.get, "statistics/issues", token: officer).status == .forbidden)
        }
    }
}
