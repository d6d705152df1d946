import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing
import Trust

@testable import Office

/// The access log is cut by its rule alone: what goes, what stays, and that the rest can still be checked.
@Suite struct AccessRetentionTests {
    private static let admin = "admin-A"

    private static func set(_ years: String, as person: String = Self.admin, version: Int? = nil, _ test: TestOffice)
        async throws -> TestResponse
    {
        let rule = try await test.office.database.read { try AccessRetention.read(in: $0) }
        return try await test.post("/access/retention", as: person, version: version ?? rule.version, ["years": years])
    }

    private static func seqs(_ test: TestOffice) async throws -> [Int] {
        try await test.office.database.read { connection in
            try connection.rows("SELECT seq FROM access_log ORDER BY seq LIMIT 10000").map { try $0["seq"] }
        }
    }

    /// The last line that was written before now.
    private static func last(_ test: TestOffice) async throws -> Int {
        try await test.office.access.flush(to: test.office.database, at: test.office.now())
        return try #require(try await self.seqs(test).last)
    }

    private static func key(_ cleaning: Cleaning) throws -> SigningKey {
        try SigningKey.loadOrMake(at: cleaning.folder.appending(path: "keys/access.key"))
    }

    private static func findings(
        _ test: TestOffice, _ cleaning: Cleaning, signed: Checkpoint? = nil
    ) async throws -> [String] {
        let key = try self.key(cleaning).verifyingKey
        let check = OfficeCheck(
            database: test.office.database, content: test.office.store, signed: signed, key: key)
        return try await check.run().findings.filter { $0.area == "access" }.map(\.subject)
    }

    /// Three arrivals, six years, two arrivals: the first lines are older than five years. Gives the last line that may go.
    private static func withOldLines(
        _ body: @Sendable (TestOffice, StandingClock, Cleaning, Int) async throws -> Void
    ) async throws {
        try await CleaningTests.with { test, clock, cleaning in
            for number in 1...3 { _ = try await test.arrival(number: "\(number)") }
            let old = try await Self.last(test)
            clock.pass(days: 366 * 6)
            for number in 4...5 { _ = try await test.arrival(number: "\(number)") }
            try await body(test, clock, cleaning, old)
        }
    }

    @Test func `nothing goes before the administrator sets years`() async throws {
        try await Self.withOldLines { test, _, cleaning, _ in
            let before = try await Self.seqs(test)
            #expect(try await cleaning.run().accesses == 0)
            #expect(try await Self.seqs(test) == before)
            #expect(try await test.text("/access/retention", as: Self.admin).contains("giữ mãi"))
        }
    }

    @Test func `lines older than the years go, nothing younger does, and the check stays green`() async throws {
        try await Self.withOldLines { test, clock, cleaning, old in
            #expect(try await Self.set("5", test).status == .seeOther)
            _ = try await Self.last(test)
            let before = try await Self.seqs(test)
            let done = try await cleaning.run()
            #expect(done.accesses == old)
            let after = try await Self.seqs(test)
            // The cut is a line too.
            #expect(after == before.filter { $0 > old } + [(before.last ?? 0) + 1])
            #expect(try await Self.findings(test, cleaning) == [])
            let cut = try #require(try await test.office.database.read { try AccessCut.all(in: $0) }.first)
            #expect(cut.ordinal == 1 && cut.through == old && cut.count == old && cut.years == 5)
            #expect(cut.ruleBy.contains("Người admin-A"))
            let page = try await test.text("/access/retention", as: Self.admin)
            #expect(page.contains("Đến dòng \(old)") && page.contains("value=\"5\""))
            // The next night there is nothing to do; the chain goes on.
            #expect(try await cleaning.run().accesses == 0)
            _ = try await test.arrival(number: "6")
            #expect(try await Self.findings(test, cleaning) == [])
            // A second cut follows the first.
            clock.pass(days: 366 * 6)
            _ = try await test.arrival(number: "7")
            #expect(try await cleaning.run().accesses > 0)
            #expect(try await Self.findings(test, cleaning) == [])
            #expect(try await test.office.database.read { try AccessCut.all(in: $0) }.map(\.ordinal) == [1, 2])
        }
    }

    @Test func `a cut ends before the first line about something frozen`() async throws {
        try await CleaningTests.with { test, clock, cleaning in
            _ = try await test.arrival(number: "1")
            let free = try await Self.last(test)
            let frozen = try await test.arrival(number: "2")
            _ = try await test.arrival(number: "3")
            clock.pass(days: 366 * 6)
            _ = try await Self.set("5", test)
            _ = try await test.office.database.write { connection in
                try connection.execute(
                    """
                    INSERT INTO "freeze" (id, subject_id, reason, frozen_by, frozen_at)
                    VALUES ('f', $1, 'Thanh tra', 'leader-A', '2026-01-01T00:00:00.000Z')
                    """, frozen)
            }
            #expect(try await cleaning.run().accesses == free)
            _ = try await test.office.database.write { try $0.execute("UPDATE \"freeze\" SET lifted_at = 'x'") }
            #expect(try await cleaning.run().accesses > 0)
            #expect(try await Self.findings(test, cleaning) == [])
        }
    }

    @Test func `a cut that was interrupted is finished the next night`() async throws {
        try await Self.withOldLines { test, _, cleaning, old in
            _ = try await Self.set("5", test)
            let key = try Self.key(cleaning)
            let cut = try await test.office.database.write { connection in
                try AccessCut.make(at: test.office.now(), key: key, in: connection)
            }
            #expect(cut?.through == old)
            _ = try await test.office.database.write { try AccessLog.removeCut(limit: 1, in: $0) }
            // Some lines are gone, some not yet.
            #expect(try await Self.findings(test, cleaning) == [])
            #expect(try await cleaning.run().accesses == old - 1)
            #expect(try await Self.findings(test, cleaning) == [])
        }
    }

    /// What somebody who can write the file does after a cut, in `{old}` the last line that went; and what the check names.
    @Test(arguments: [
        (
            [
                "DROP TRIGGER access_log_stays ON access_log",
                "UPDATE access_log SET person = 'ai khác' WHERE seq = {old} + 1",
            ], "+1"
        ),
        (["DROP TRIGGER access_log_remains ON access_log", "DELETE FROM access_log WHERE seq = {old} + 1"], "+1"),
        (["DROP TRIGGER access_log_remains ON access_log", "DELETE FROM access_log WHERE seq = {old} + 2"], "+2"),
        (["DROP TRIGGER access_cut_remains ON access_cut", "DELETE FROM access_cut"], "1"),
        (["DROP TRIGGER access_cut_stays ON access_cut", "UPDATE access_cut SET rule_by = 'ai khác'"], "cut 1"),
        (["DROP TRIGGER access_cut_stays ON access_cut", "UPDATE access_cut SET line_count = 1"], "cut 1"),
        (
            [
                """
                INSERT INTO access_cut SELECT 2, access_log.seq, access_log.line_hash, access_log.seq - {old}, first_at, last_at, access_cut.at,
                    years, rule_by, signature
                FROM access_log JOIN access_cut ON access_cut.ordinal = 1 WHERE access_log.seq = {old} + 2
                """,
                "DELETE FROM access_log WHERE seq <= {old} + 2",
            ], "cut 2"
        ),
    ]) func `what is altered after a cut is found`(statements: [String], subject: String) async throws {
        try await Self.withOldLines { test, _, cleaning, old in
            _ = try await Self.set("5", test)
            #expect(try await cleaning.run().accesses == old)
            try await test.office.database.write { connection in
                for statement in statements {
                    try connection.damage(statement.replacing("{old}", with: "\(old)"))
                }
            }
            let named = subject.hasPrefix("+") ? "\(old + (Int(subject.dropFirst()) ?? 0))" : subject
            #expect(try await Self.findings(test, cleaning) == [named])
        }
    }

    @Test func `nobody removes a line that no cut names, and a cut stays as it is`() async throws {
        try await Self.withOldLines { test, _, cleaning, old in
            _ = try await Self.set("5", test)
            #expect(try await cleaning.run().accesses == old)
            for sql in [
                "DELETE FROM access_log WHERE seq = \(old + 1)", "DELETE FROM access_cut",
                "UPDATE access_cut SET years = 6",
            ] {
                await #expect(throws: (any Error).self) {
                    _ = try await test.office.database.write { try $0.execute(sql) }
                }
            }
        }
    }

    @Test func `a start finds the log that was signed, before and after its end was cut`() async throws {
        try await Self.withOldLines { test, clock, cleaning, _ in
            _ = try await Self.set("5", test)
            let key = try Self.key(cleaning)
            let end = try #require(try await test.office.database.read { try AccessLog.head(in: $0) })
            let signed = try Checkpoint(
                hub: "H29", size: end.seq, root: try #require(AccessLog.root(end.hash)), at: Timestamp.text(clock.now),
                key: key)
            func begin() async throws {
                try await test.office.database.read {
                    try AccessLog.checkBeginning(signed, key: key.verifyingKey, in: $0)
                }
            }
            try await begin()
            // The signed end itself is cut, then more than it.
            clock.pass(days: 366 * 6)
            #expect(try await cleaning.run().accesses > 0)
            try await begin()
            #expect(try await Self.findings(test, cleaning, signed: signed) == [])
            clock.pass(days: 366 * 6)
            #expect(try await cleaning.run().accesses > 0)
            try await begin()
            #expect(try await Self.findings(test, cleaning, signed: signed) == [])
            // A cut that our key did not sign explains nothing.
            await #expect(throws: Fault.self) {
                try await test.office.database.read {
                    try AccessLog.checkBeginning(signed, key: SigningKey().verifyingKey, in: $0)
                }
            }
        }
    }

    @Test func `only the administrator sets it, within its limits, and not from an old page`() async throws {
        try await TestOffice.with { test in
            for person in ["clerk-A", "leader-A", "officer-A"] {
                #expect(try await test.get("/access/retention", as: person).status == .forbidden)
                #expect(try await Self.set("5", as: person, test).status == .forbidden)
            }
            for wrong in ["4", "101", "-5", "mười"] {
                let answer = try await Self.set(wrong, test)
                #expect(answer.status == .unprocessableContent)
                #expect(String(buffer: answer.body).contains("value=\"\(wrong)\""))
            }
            #expect(try await Self.set("10", test).status == .seeOther)
            #expect(try await Self.set("20", version: 1, test).status == .conflict)
            #expect(try await test.office.database.read { try AccessRetention.read(in: $0).years } == 10)
            #expect(try await Self.set("", test).status == .seeOther)
            #expect(try await test.office.database.read { try AccessRetention.read(in: $0).years } == nil)
            let log = try await test.text("/people/log", as: Self.admin)
            #expect(log.contains("Đặt thời gian giữ nhật ký truy cập") && log.contains("10 năm"))
        }
    }
}
