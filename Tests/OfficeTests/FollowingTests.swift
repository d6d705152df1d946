import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office

/// What a leader does while others work.
@Suite struct FollowingTests {
    private static let reason = "Đơn vị đề nghị thêm thời gian khảo sát."

    private static func act(
        _ act: Following, _ id: String, as person: String = "leader-A", _ fields: [String: String], _ test: TestOffice
    ) async throws -> TestResponse {
        try await test.post(
            "/incoming/\(id)/\(act.rawValue)", as: person, version: try await test.state(id).version, fields)
    }

    /// `07/03/2026`, so many days from now.
    private static func day(_ days: Int, _ test: TestOffice) throws -> String {
        try #require(CalendarDate(dayNumber: test.office.today.dayNumber + days)).shown
    }

    private static func directed(_ test: TestOffice) async throws -> (id: String, receipt: String) {
        let id = try await test.arrival()
        try await test.handle(id, until: .assigned)
        let receipt = try await test.office.database.read { connection -> String in
            try connection.row("SELECT id FROM receipt WHERE incoming_id = $1", id)?["id"] ?? ""
        }
        return (id, receipt)
    }

    @Test func `reminders are counted, read by who leads, and nobody changes them`() async throws {
        try await TestOffice.with { test in
            let (id, _) = try await Self.directed(test)
            for (number, kind) in [(1, "remind"), (2, "criticise")] {
                let fields = ["kind": kind, "text": "Báo cáo trước 17 giờ, lần \(number)."]
                #expect(try await Self.act(.remind, id, fields, test).status == .seeOther)
            }
            let page = try await test.text("/incoming/\(id)", as: "head-A")
            #expect(page.contains("Đôn đốc lần 2, phê bình") && page.contains("Báo cáo trước 17 giờ, lần 2."))
            #expect(try await test.text("/incoming?view=to-assign", as: "head-A").contains("Đôn đốc lần 2"))
            await #expect(throws: (any Error).self) {
                _ = try await test.office.database.write { try $0.execute("UPDATE reminder SET text = 'x'") }
            }
            await #expect(throws: (any Error).self) {
                _ = try await test.office.database.write { try $0.execute("DELETE FROM reminder") }
            }
            #expect(try await Self.act(.remind, id, ["kind": "x", "text": "y"], test).status == .unprocessableContent)
            #expect(try await Self.act(.remind, id, ["kind": "remind"], test).status == .unprocessableContent)
        }
    }

    @Test func `a deadline is extended with a reason that stays, within that of the agency`() async throws {
        try await TestOffice.with { test in
            let (id, receipt) = try await Self.directed(test)
            let (soon, later) = (try Self.day(5, test), try Self.day(9, test))
            func extend(_ whose: String, _ due: String, reason: String = Self.reason) async throws -> Int {
                try await Self.act(.extend, id, ["whose": whose, "due": due, "reason": reason], test).status.code
            }
            let outcomes = [
                try await extend("", later), try await extend(receipt, soon),
                // Not back, not beyond the agency's, not without a reason, not somebody else's, not the past.
                try await extend(receipt, try Self.day(4, test)), try await extend(receipt, try Self.day(10, test)),
                try await extend(receipt, later, reason: "ngắn"), try await extend("khác", later),
                try await extend(receipt, try Self.day(-1, test)), try await extend(receipt, later),
            ]
            #expect(outcomes == [303, 303, 422, 422, 422, 422, 422, 303])
            let rows = try await test.office.database.read { connection in
                try connection.rows("SELECT * FROM extension ORDER BY made_at, id LIMIT 10").map { row -> String in
                    let (old, new): (CalendarDate?, CalendarDate) = (try row["old_due"], try row["new_due"])
                    return "\(old?.shown ?? "-") \(new.shown)"
                }
            }
            #expect(rows == ["- \(later)", "- \(soon)", "\(soon) \(later)"])
            let page = try await test.text("/incoming/\(id)", as: "officer-A")
            #expect(page.contains("Gia hạn của Phòng A: từ \(soon) đến \(later)") && page.contains(Self.reason))
        }
    }

    @Test(arguments: [InternalState.received, .registered, .submitted, .assigned, .inProgress, .finished])
    func `only the leader to whom it was submitted, and only while there is something to follow`(state: InternalState)
        async throws
    {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            try await test.handle(id, until: state)
            let before = try await test.state(id)
            for act in Following.allCases {
                for person in TestOffice.roles.flatMap({ ["\($0.rawValue)-A", "\($0.rawValue)-B"] }) {
                    let isAllowed = person == "leader-A" && [.assigned, .inProgress].contains(state)
                    let form = try await test.get("/incoming/\(id)/\(act.rawValue)", as: person)
                    #expect(isAllowed ? form.status == .ok : [403, 404].contains(form.status.code), "\(person) \(act)")
                    if isAllowed { continue }
                    let answer = try await Self.act(act, id, as: person, ["reason": Self.reason], test)
                    #expect([403, 404].contains(answer.status.code), "\(person) \(act)")
                }
            }
            #expect(try await test.state(id) == before)
        }
    }
}
