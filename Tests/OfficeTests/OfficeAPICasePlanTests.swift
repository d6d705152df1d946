import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Office
import Web

/// The list of case files of a year through the API: the clerk keeps it, everybody who works reads it.
@Suite struct OfficeAPICasePlanTests {
    private static let line: [String: JSON] = {
        var fields = TestOffice.caseFields.mapValues { JSON.text($0) }
        fields["heading"] = .text("TCCB")
        fields["title"] = .text("Hồ sơ thi đua")
        fields["keeper"] = .text("officer-B")
        return fields
    }()

    private static func make(_ part: String, _ token: String, _ fields: [String: JSON], _ test: TestOffice) async throws
        -> TestResponse
    {
        try await test.call(.post, "case-plan/\(part)", token: token, .object(fields))
    }

    @Test func `the clerk writes the list of a year, begins the next from it, and drops what nobody opened`()
        async throws
    {
        try await TestOffice.with { test in
            let year = test.office.today.year
            let (clerk, keeper) = (try await test.token(of: "clerk-A"), try await test.token(of: "officer-B"))
            let heading: [String: JSON] = ["abbreviation": .text("TCCB"), "name": .text("Tổ chức cán bộ")]
            #expect(try await Self.make("heading", clerk, heading, test).status == .created)
            #expect(try await Self.make("file", clerk, Self.line, test).status == .created)
            let list = try await TestOffice.read("case-plan", keeper, test)
            #expect(list["year"] == .number(year) && list["isOpen"] == .bool(true))
            #expect(list["headings"]?.elements.map { $0["abbreviation"] } == [.text("TCCB")])
            let planned = try #require(list["items"]?.elements.first)
            #expect(planned["sign"] == .text("01.TCCB") && planned["isListed"] == .bool(true))
            let id = try #require(planned["id"]?.string)
            // Whoever may not see the file has no way to it.
            let other = try await test.token(of: "officer-A")
            let shut = try #require(try await TestOffice.read("case-plan", other, test)["items"]?.elements.first)
            #expect(shut["title"] == .text("Hồ sơ thi đua") && shut["id"] == nil)
            let file = try await TestOffice.read("case-files/\(id)", keeper, test)["file"]
            #expect(file?["keeperId"] == .text("officer-B") && file?["retention"] == .text("10"))

            let next: [String: JSON] = ["year": .number(year + 1)]
            #expect(try await Self.make("copy", clerk, next, test).status == .created)
            #expect(try TestOffice.told(try await Self.make("copy", clerk, next, test)) == ["conflict", nil])
            let copied = try await TestOffice.read("case-plan?year=\(year + 1)", clerk, test)
            #expect(copied["items"]?.elements.map { $0["sign"] } == [.text("01.TCCB")])
            let line = try #require(copied["items"]?.elements.first?["id"]?.string)
            let version = try await test.file(line).version
            func drop(_ token: String, _ version: Int, key: String = RandomText.secret()) async throws -> TestResponse {
                try await test.call(
                    .post, "case-files/\(line)/drop", token: token, key: key, .object(["version": .number(version)]))
            }
            #expect(try TestOffice.told(try await drop(keeper, version)) == ["not-allowed", nil])
            #expect(try TestOffice.told(try await drop(clerk, version + 1)) == ["stale-version", nil])
            for _ in 1...2 { #expect(try await drop(clerk, version, key: "bo-1").status == .ok) }
            #expect(try await TestOffice.read("case-plan?year=\(year + 1)", clerk, test)["items"] == .list([]))
        }
    }

    @Test func `a part of the list is read after the other`() async throws {
        try await TestOffice.with { test in
            let clerk = try await test.token(of: "clerk-A")
            let heading: [String: JSON] = ["abbreviation": .text("TCCB"), "name": .text("Tổ chức cán bộ")]
            #expect(try await Self.make("heading", clerk, heading, test).status == .created)
            for _ in 1...3 { #expect(try await Self.make("file", clerk, Self.line, test).status == .created) }
            var (page, signs): (String?, [String]) = ("1", [])
            while let number = page, signs.count < 10 {
                let part = try await TestOffice.read("case-plan?limit=2&page=\(number)", clerk, test)
                signs += part["items"]?.elements.compactMap { $0["sign"]?.string } ?? []
                page = part["next"]?.string
            }
            #expect(signs == ["01.TCCB", "02.TCCB", "03.TCCB"])
        }
    }

    @Test func `only the clerk writes it, in the list of this year and the next, and what is wrong is told`()
        async throws
    {
        try await TestOffice.with { test in
            let year = test.office.today.year
            let clerk = try await test.token(of: "clerk-A")
            let heading: [String: JSON] = ["abbreviation": .text("TCCB"), "name": .text("Tổ chức cán bộ")]
            for person in ["officer-A", "head-A", "leader-A", "admin-A"] {
                let token = try await test.token(of: person)
                for (part, fields) in [("heading", heading), ("file", Self.line), ("copy", [:])] {
                    let answer = try await Self.make(part, token, fields, test)
                    #expect(try TestOffice.told(answer) == ["not-allowed", nil], "\(person) \(part)")
                }
            }
            #expect(try await Self.make("heading", clerk, heading, test).status == .created)
            let far: [String: JSON] = ["year": .number(year + 2)]
            let wrong: [(String, [String: JSON], [String?])] = [
                ("heading", heading, ["invalid-form", "abbreviation"]),
                ("heading", ["abbreviation": .text("a b"), "name": .text("x")], ["invalid-form", "abbreviation"]),
                ("heading", heading.merging(["year": .text("sau")]) { $1 }, ["invalid-form", "year"]),
                ("heading", heading.merging(far) { $1 }, ["not-allowed", nil]), ("copy", far, ["not-allowed", nil]),
                ("file", Self.line.merging(far) { $1 }, ["invalid-form", "heading"]),
                ("file", Self.line.merging(["heading": .text("KHAC")]) { $1 }, ["invalid-form", "heading"]),
                ("file", Self.line.merging(["retention": .text("x")]) { $1 }, ["invalid-form", "retention"]),
                ("file", Self.line.merging(["started": .text(test.day(0))]) { $1 }, ["invalid-request", "started"]),
            ]
            for (part, fields, expected) in wrong {
                let answer = try await Self.make(part, clerk, fields, test)
                #expect(try TestOffice.told(answer) == expected, "\(part) \(expected)")
            }
            #expect(try await TestOffice.read("case-plan", clerk, test)["items"] == .list([]))
            let admin = try await test.token(of: "admin-A")
            #expect(try await test.call(.get, "case-plan", token: admin).status == .forbidden)
            #expect(try await test.call(.get, "case-plan?year=x", token: clerk).status == .badRequest)
        }
    }
}
