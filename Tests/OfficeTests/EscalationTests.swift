import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Logging
import Storage
import Testing

@testable import Office
import Web

/// What is late is told upwards: who, from which day on, once a step, counted.
@Suite struct EscalationTests {
    /// A Thursday afternoon.
    private static let now = VietnamTime.instant(packet: "2026/11/26 16:30:00") ?? Date()

    private static func save(
        _ days: [String: String], version: Int? = nil, as person: String = "admin-A", _ test: TestOffice
    ) async throws -> Int {
        let current = try await test.office.database.read { try EscalationRule.read(in: $0).version }
        return Int(
            try await test.post("/people/escalation", as: person, version: version ?? current, days).status.code)
    }

    private static func tellAll(_ test: TestOffice) async throws {
        let telling = EscalationTelling(
            office: test.office, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        while try await telling.tellNext() {}
    }

    /// `head-A 1` for each row, by person and times.
    private static func told(_ test: TestOffice) async throws -> [String] {
        try await test.office.database.read { connection in
            try connection.rows(
                "SELECT person_id || ' ' || ordinal AS told FROM escalation ORDER BY person_id, ordinal, line_id LIMIT 1000"
            ).map { row -> String in try row["told"] }
        }
    }

    private static func write(_ sql: String, _ first: String, _ second: String? = nil, in test: TestOffice) async throws
    {
        _ = try await test.office.database.write { connection in
            if let second {
                try connection.execute(sql, first, second)
            } else {
                try connection.execute(sql, first)
            }
        }
    }

    /// A document on which unit A leads until that day.
    private static func work(until due: String, _ test: TestOffice) async throws -> String {
        let before = try await test.office.database.read { connection -> Int in
            try connection.row("SELECT COUNT(*) AS total FROM incoming")?["total"] ?? 0
        }
        let id = try await test.arrival(number: "\(300 + before)")
        try await test.handle(id, until: .assigned)
        try await Self.write(
            "UPDATE receipt SET due_date = $1 WHERE incoming_id = $2 AND parent_id IS NULL", due, id, in: test)
        return id
    }

    /// A directive that leader B signed and unit A drafted, with one receiver.
    private static func directive(
        _ id: String, until due: String, status: HandlingStatus? = .inProgress, _ test: TestOffice
    ) async throws {
        let due = try #require(CalendarDate(due))
        let issued = Self.now.addingTimeInterval(-60 * 86_400)
        try await test.office.database.write { connection in
            try connection.execute(
                """
                INSERT INTO outgoing (id, state, drafter_id, unit_id, approver_id, type_name, subject, notation, number,
                    promulgation_date, urgency, steering, due_date, created_at, published_at)
                SELECT $1, 'published', 'officer-A', 'A', 'leader-B', 'Công văn', 'V/v ' || $1, 'UBND-X', 700 + COUNT(*), $2, 0, 2,
                    $3, $4, $4 FROM outgoing
                """, id, VietnamTime.date(issued), due, issued)
            _ = try connection.execute(
                """
                INSERT INTO recipient (id, outgoing_id, organ_code, organ_name, transport, status, status_at, status_received_at)
                VALUES ($1 || '-r', $1, 'G90', 'Bộ Thử nghiệm', 'delivered', $2, $3, $3)
                """, id, status, status == nil ? nil : issued)
        }
    }

    @Test func `nobody is told before the administrator sets a step; then head and leader, each once and counted`()
        async throws
    {
        try await TestOffice.with(now: { Self.now }) { test in
            let late = try await Self.work(until: "2026-11-24", test)
            _ = try await Self.work(until: "2026-11-25", test)
            try await Self.tellAll(test)
            #expect(try await Self.told(test).isEmpty)
            #expect(try await Self.save(["work_head": "2", "work_leader": "3"], test) == 303)
            try await Self.tellAll(test)
            try await Self.tellAll(test)
            #expect(try await Self.told(test) == ["head-A 1"])
            let notices = try await test.text("/notices", as: "head-A")
            #expect(notices.contains("data-notice=\"escalated\"") && notices.contains("Báo bạn việc quá hạn, Hệ thống"))
            #expect(notices.contains("Phòng A quá 2 ngày làm việc: báo Người head-A (lần 1)"))
            #expect(try await !test.text("/notices", as: "leader-A").contains("data-notice=\"escalated\""))
            #expect(try await test.text("/incoming/\(late)", as: "leader-A").contains("data-event=\"escalated\""))
            // The next step, and nothing again for the first.
            #expect(try await Self.save(["work_head": "2", "work_leader": "2"], test) == 303)
            try await Self.tellAll(test)
            #expect(try await Self.told(test) == ["head-A 1", "leader-A 2"])
            #expect(try await test.text("/notices", as: "leader-A").contains("(lần 2)"))
            // Another deadline begins anew, and the times go on.
            try await Self.write(
                "UPDATE receipt SET due_date = $1 WHERE incoming_id = $2", "2026-11-20", late, in: test)
            try await Self.tellAll(test)
            #expect(try await Self.told(test) == ["head-A 1", "head-A 3", "leader-A 2", "leader-A 4"])
            let page = try await test.text("/people/escalation", as: "admin-A")
            #expect(page.contains("Đã báo 2 lượt trong 30 ngày qua") && page.contains("value=\"2\""))
            // One mail of the day tells it.
            let kinds = try await test.office.database.read { connection in
                let head = try #require(try PersonStore.person("head-A", in: connection))
                return try Digest.read(for: head, office: test.office, in: connection).told.flatMap(\.kinds)
            }
            #expect(kinds.contains(.escalated))
        }
    }

    @Test func `a directive is told to the head who drafted it and to who signed it, also what nobody received`()
        async throws
    {
        try await TestOffice.with(now: { Self.now }) { test in
            try await Self.directive("late", until: "2026-11-19", test)
            try await Self.directive("unheard", until: "2026-11-19", status: nil, test)
            try await Self.directive("done", until: "2026-11-19", status: .finished, test)
            try await Self.directive("refused", until: "2026-11-19", status: .refused, test)
            try await Self.directive("near", until: "2026-11-25", test)
            #expect(try await Self.save(["directive_head": "5", "directive_leader": "5"], test) == 303)
            try await Self.tellAll(test)
            #expect(try await Self.told(test) == ["head-A 1", "head-A 1", "leader-B 2", "leader-B 2"])
            let documents = try await test.office.database.read { connection in
                try connection.rows("SELECT DISTINCT document_id FROM escalation ORDER BY 1 LIMIT 10").map {
                    row -> String in try row["document_id"]
                }
            }
            #expect(documents == ["late", "unheard"])
            let timeline = try await test.text("/outgoing/late", as: "leader-B")
            #expect(timeline.contains("Bộ Thử nghiệm quá 5 ngày làm việc: báo Người head-A (lần 1); Bộ Thử nghiệm"))
            #expect(try await test.text("/notices", as: "leader-B").contains("V/v unheard"))
        }
    }

    @Test func `what is done, given back, closed or frozen is not told, nor who was locked`() async throws {
        try await TestOffice.with(now: { Self.now }) { test in
            let changes = [
                "UPDATE receipt SET state = 'finished' WHERE incoming_id = $1",
                "UPDATE receipt SET part = 'know' WHERE incoming_id = $1 AND parent_id IS NULL",
                "UPDATE incoming SET closure = 'withdrawn' WHERE id = $1",
                "UPDATE incoming SET state = 'finished' WHERE id = $1",
                "INSERT INTO \"freeze\" (id, subject_id, reason, frozen_by, frozen_at) VALUES ('f', $1, 'Kiểm tra', 'x', '2026-11-01')",
            ]
            for change in changes {
                let id = try await Self.work(until: "2026-11-02", test)
                try await Self.write(change, id, in: test)
            }
            #expect(try await Self.save(["work_head": "1"], test) == 303)
            try await Self.tellAll(test)
            #expect(try await Self.told(test).isEmpty)
            _ = try await Self.work(until: "2026-11-02", test)
            try await Self.write("UPDATE person SET enabled = 0 WHERE id = $1", "head-A", in: test)
            try await Self.tellAll(test)
            #expect(try await Self.told(test).isEmpty)
            // What could not be told waits for whoever heads the unit then.
            try await Self.write("UPDATE person SET enabled = 1 WHERE id = $1", "head-A", in: test)
            try await Self.tellAll(test)
            #expect(try await Self.told(test) == ["head-A 1"])
            for sql in ["UPDATE escalation SET ordinal = 9", "DELETE FROM escalation"] {
                await #expect(throws: (any Error).self) {
                    try await test.office.database.write { connection in _ = try connection.execute(sql) }
                }
            }
        }
    }

    @Test func `a task that was given to a unit is told by the unit's own deadline`() async throws {
        try await TestOffice.with(now: { Self.now }) { test in
            let id = try await Self.work(until: "2026-12-30", test)
            for (task, unit, unitDue, due) in [
                ("t1", "B", "2026-11-20", "2026-12-20"), ("t2", "B", nil, "2026-12-20"), ("t3", nil, nil, "2026-11-01"),
            ] as [(String, String?, String?, String)] {
                try await test.office.database.write { connection in
                    _ = try connection.execute(
                        """
                        INSERT INTO received_task (id, incoming_id, sender_id, ordinal, text, part, lead_name, supporting_names,
                            due_date, comes_back, state, unit_id, unit_due)
                        VALUES ($1, $2, $1, 1, 'Việc', 'lead', 'UBND', '', $3, 'report', 'working', $4, $5)
                        """, task, id, due, unit, unitDue)
                }
            }
            #expect(try await Self.save(["work_head": "4"], test) == 303)
            try await Self.tellAll(test)
            #expect(try await Self.told(test) == ["head-B 1"])
        }
    }

    private static func task(
        _ id: String, of incoming: String, sender: String, unit: String, due: String, _ test: TestOffice
    ) async throws {
        try await test.office.database.write { connection in
            _ = try connection.execute(
                """
                INSERT INTO received_task (id, incoming_id, sender_id, ordinal, text, part, lead_name, supporting_names, due_date,
                    comes_back, state, unit_id)
                VALUES ($1, $2, $3, 1, 'Việc', 'lead', 'UBND', '', $4, 'report', 'working', $5)
                """, id, incoming, sender, due, unit)
        }
    }

    @Test func `a task of a linked copy is told at the registered document, one that both brought once`() async throws {
        try await TestOffice.with(now: { Self.now }) { test in
            let registered = try await Self.work(until: "2026-12-30", test)
            let copy = try await test.arrival(number: "398")
            try await test.office.database.write { connection in
                try connection.execute("UPDATE incoming SET closure = 'linked' WHERE id = $1", copy)
                _ = try connection.execute(
                    """
                    INSERT INTO duplicate_link (incoming_id, registered_id, linked_by, linked_at) VALUES ($1, $2, 'clerk-A', $3)
                    """, copy, registered, Self.now)
            }
            try await Self.task("own", of: registered, sender: "s1", unit: "A", due: "2026-11-02", test)
            try await Self.task("twin", of: copy, sender: "s1", unit: "A", due: "2026-11-02", test)
            try await Self.task("further", of: copy, sender: "s2", unit: "B", due: "2026-11-02", test)
            // What was returned is nobody's work.
            let returned = try await Self.work(until: "2026-12-30", test)
            try await Self.task("returned", of: returned, sender: "s3", unit: "A", due: "2026-11-02", test)
            try await Self.write("UPDATE incoming SET state = 'returned' WHERE id = $1", returned, in: test)
            #expect(try await Self.save(["work_head": "1", "work_leader": "1"], test) == 303)
            try await Self.tellAll(test)
            let told = try await test.office.database.read { connection in
                try connection.rows(
                    "SELECT line_id || ' ' || person_id AS told, document_id FROM escalation ORDER BY 1 LIMIT 100"
                ).map { row -> [String] in [try row["told"], try row["document_id"]] }
            }
            #expect(told.map(\.[0]) == ["further head-B", "further leader-A", "own head-A", "own leader-A"])
            #expect(told.allSatisfy { $0[1] == registered })
        }
    }

    @Test func `who heads the unit in a further post is told, while the post is held`() async throws {
        try await TestOffice.with(now: { Self.now }) { test in
            let id = try await Self.work(until: "2026-12-30", test)
            try await Self.task("t1", of: id, sender: "s1", unit: "B", due: "2026-11-02", test)
            try await Self.write("UPDATE person SET enabled = 0 WHERE id = $1", "head-B", in: test)
            for (person, start) in [("officer-A", "2026-11-01"), ("officer-B", "2026-12-01")] {
                try await Self.write(
                    """
                    INSERT INTO post (id, person_id, unit_id, role, title, starts_on)
                    VALUES ('post-' || $1, $1, 'B', 'head', 'Phụ trách phòng', $2)
                    """, person, start, in: test)
            }
            #expect(try await Self.save(["work_head": "1"], test) == 303)
            try await Self.tellAll(test)
            #expect(try await Self.told(test) == ["officer-A 1"])
            #expect(try await test.text("/notices", as: "officer-A").contains("data-notice=\"escalated\""))
        }
    }

    @Test func `hundreds are told in several transactions, each once`() async throws {
        try await TestOffice.with(now: { Self.now }) { test in
            for number in 0..<120 { try await Self.directive("d\(number)", until: "2026-11-02", test) }
            #expect(try await Self.save(["directive_head": "1", "directive_leader": "1"], test) == 303)
            async let first: Void = Self.tellAll(test)
            async let second: Void = Self.tellAll(test)
            _ = try await (first, second)
            #expect(try await Self.told(test).count == 240)
            let notices = try await test.office.database.read { connection -> Int in
                try connection.row("SELECT COUNT(*) AS total FROM notice WHERE kind = 'escalated'")?["total"] ?? 0
            }
            #expect(notices == 240)
        }
    }

    @Test func `only administrators set the steps; what cannot be is refused at its field, an older form too`()
        async throws
    {
        try await TestOffice.with(now: { Self.now }) { test in
            for role in TestOffice.roles where role != .admin {
                let person = "\(role.rawValue)-A"
                #expect(try await test.get("/people/escalation", as: person).status == .forbidden)
                #expect(try await Self.save(["work_head": "1"], as: person, test) == 403)
            }
            for (fields, field) in [
                (["work_head": "0"], "work_head"), (["work_leader": "251"], "work_leader"),
                (["directive_head": "hai"], "directive_head"),
                (["directive_head": "5", "directive_leader": "4"], "directive_leader"),
            ] {
                let answer = try await test.post("/people/escalation", as: "admin-A", version: 1, fields)
                #expect(answer.status == .unprocessableContent)
                let page = String(buffer: answer.body)
                #expect(page.contains("<title>Lỗi: ") && page.contains("href=\"#\(field)\""))
            }
            #expect(try await Self.save(["work_head": "1"], test) == 303)
            #expect(try await Self.save(["work_head": "9"], version: 1, test) == 409)
            #expect(
                try await test.text("/people/log", as: "admin-A").contains(
                    "báo trưởng đơn vị được giao sau: 1 ngày làm việc"))
            // Empty again: nobody is told.
            #expect(try await Self.save([:], test) == 303)
            #expect(try await test.office.database.read { try EscalationRule.read(in: $0).days }.isEmpty)
        }
    }

    @Test func `the last deadline that is late enough is found over days off`() throws {
        let today = try #require(CalendarDate("2026-11-26"))
        let off = WorkingCalendar(holidays: Set(["2026-11-20", "2026-11-23"].compactMap { CalendarDate($0) }))
        #expect(off.lastDeadline(lateBy: 1, today: today) == CalendarDate("2026-11-25"))
        #expect(off.lastDeadline(lateBy: 3, today: today) == CalendarDate("2026-11-23"))
        #expect(off.lastDeadline(lateBy: 4, today: today) == CalendarDate("2026-11-18"))
    }
}
