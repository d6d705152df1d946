import Exchange
import Hummingbird
import HummingbirdTesting
import Programs
import Storage
import Testing

@testable import Office

/// Whom somebody names again and again stands first where there are many to choose from.
@Suite struct UsualReceiversTests {
    /// Units U1 to U8 beside A and B; six further officers in A and in B.
    private static func settle(_ test: TestOffice) async throws {
        try await test.office.database.write { connection in
            for number in 1...8 {
                let unit = Unit(id: "U\(number)", name: "Phòng U\(number)", shortName: "U\(number)")
                try PersonStore.save(unit: unit, sort: 10 + number, in: connection)
            }
            for letter in ["A", "B"] {
                let unit = Unit(id: letter, name: "Phòng \(letter)", shortName: letter)
                for number in 1...6 {
                    let id = "officer-\(letter)\(number)"
                    let person = Person(
                        id: id, userName: id, fullName: "Người \(id)", title: "Chuyên viên", unit: unit, role: .officer)
                    try PersonStore.add(person, passwordHash: "", in: connection)
                }
            }
        }
    }

    private static func submitted(_ number: Int, _ test: TestOffice) async throws -> String {
        let id = try await test.arrival(number: "\(number)")
        try await test.handle(id, until: .submitted)
        return id
    }

    private static func act(
        _ act: String, _ id: String, as person: String, _ fields: [(String, String)], _ test: TestOffice
    ) async throws {
        let version = try await test.state(id).version
        let answer = try await test.send("/incoming/\(id)/\(act)", as: person, version: version, fields)
        #expect(answer.status == .seeOther, "\(act): \(answer.status)")
    }

    /// What is offered to `person` who directs: units and people, in the order of the form.
    private static func choices(of person: String, _ test: TestOffice) async throws -> FormChoices {
        try await test.office.database.read { connection in
            let person = try #require(try PersonStore.person(person, in: connection))
            return try FormChoices.read(.direct, for: person, on: test.office.today, fields: nil, in: connection)
        }
    }

    @Test func `five that a leader names most stand first and are marked, for that leader alone`() async throws {
        try await TestOffice.with { test in
            try await Self.settle(test)
            let plain = ["A", "B"] + (1...8).map { "U\($0)" }
            #expect(try await Self.choices(of: "leader-A", test).units.map(\.id) == plain)
            for number in 1...2 {
                let id = try await Self.submitted(number, test)
                let support = ["U7", "U6", "U5", "U4"].map { ("support", $0) }
                try await Self.act("direct", id, as: "leader-A", [("text", "Giao."), ("lead", "U8")] + support, test)
            }
            let once = try await Self.submitted(3, test)
            let direction = [("text", "Giao."), ("lead", "U2"), ("support-people", "officer-B6")]
            try await Self.act("direct", once, as: "leader-A", direction, test)

            let wanted = ["U4", "U5", "U6", "U7", "U8", "A", "B", "U1", "U2", "U3"]
            let choices = try await Self.choices(of: "leader-A", test)
            #expect(choices.units.map(\.id) == wanted, "the sixth keeps its place")
            #expect(choices.people.first?.id == "officer-B6")
            let form = try await test.text("/incoming/\(try await Self.submitted(4, test))/direct", as: "leader-A")
            #expect(form.matches(of: /id="lead-([A-Z][0-9]?)"/).map { String($0.1) } == wanted)
            #expect(form.contains("U4 (hay giao)") && !form.contains("U2 (hay giao)"))
            #expect(form.contains("Người officer-B6, Chuyên viên, Phòng B (hay giao)"))
            #expect(try await Self.choices(of: "leader-B", test).units.map(\.id) == plain)

            try await test.office.database.write {
                _ = try $0.execute("UPDATE unit SET closed_at = '2026-01-01T00:00:00.000Z' WHERE id = 'U4'")
            }
            let open = try await Self.choices(of: "leader-A", test).units.map(\.id)
            #expect(Array(open.prefix(5)) == ["U2", "U5", "U6", "U7", "U8"], "one that is closed leaves its place")
        }
    }

    @Test func `a head finds those of the unit first, a leader not those who took the work themselves`() async throws {
        try await TestOffice.with { test in
            try await Self.settle(test)
            let first = try await Self.submitted(1, test)
            try await Self.act("direct", first, as: "leader-A", [("text", "Giao."), ("lead", "A")], test)
            try await Self.act("assign", first, as: "head-A", [("officer", "officer-A6")], test)
            let taken = try await Self.submitted(2, test)
            try await Self.act("direct", taken, as: "leader-A", [("text", "Giao."), ("lead", "A")], test)
            try await Self.act("begin", taken, as: "officer-A5", [], test)

            let next = try await Self.submitted(3, test)
            try await Self.act("direct", next, as: "leader-A", [("text", "Giao."), ("lead", "A")], test)
            // Eight people of the unit are few; one more makes them many.
            #expect(try await !test.text("/incoming/\(next)/assign", as: "head-A").contains("hay giao"))
            try await test.office.database.write { connection in
                let unit = Unit(id: "A", name: "Phòng A", shortName: "A")
                let person = Person(
                    id: "officer-A7", userName: "officer-A7", fullName: "Người officer-A7", title: "Chuyên viên",
                    unit: unit, role: .officer)
                try PersonStore.add(person, passwordHash: "", in: connection)
            }
            let form = try await test.text("/incoming/\(next)/assign", as: "head-A")
            let options = form.matches(of: /<option value="([a-z]+-[A-Z0-9]+)"/).map { String($0.1) }
            #expect(options.first == "officer-A6" && Set(options).count == 9)
            let people = try await Self.choices(of: "leader-A", test).people
            #expect(people.first?.id != "officer-A5" && people.first?.id != "officer-A6")
        }
    }

    @Test(.aboutSQLite) func `the newest lines of somebody are found by an index`() async throws {
        try await TestOffice.with { test in
            let plan = try await test.office.database.read { connection in
                try connection.rows(
                    anew: "EXPLAIN QUERY PLAN \(UsualReceivers.query)", values: ["leader-A", false]
                ).map { try $0["detail"] as String }
            }
            #expect(plan.contains("SEARCH receipt USING INDEX receipt_assigner (assigned_by=?)"), "\(plan)")
        }
    }
}
