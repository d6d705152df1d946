import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office

/// What goes by itself at night, and above all what stays: whatever somebody still needs.
@Suite struct CleaningTests {
    /// Noon of a day in the middle of a year.
    private static let start = Date(timeIntervalSince1970: 1_780_000_000)

    static func with(_ body: @Sendable (TestOffice, StandingClock, Cleaning) async throws -> Void) async throws {
        let clock = StandingClock(Self.start)
        try await TestOffice.with(now: { clock.now }) { test in
            let folder = test.office.store.folder.url(of: ContentHash(of: Data())).deletingLastPathComponent()
                .deletingLastPathComponent().deletingLastPathComponent()
            try await body(test, clock, Cleaning(office: test.office, folder: folder))
        }
    }

    private static func count(_ table: String, _ test: TestOffice) async throws -> Int {
        try await test.office.database.read { connection in
            try connection.row("SELECT COUNT(*) AS total FROM \(table)")?["total"] ?? 0
        }
    }

    static func keep(_ text: String, _ test: TestOffice) async throws -> ContentHash {
        try await test.office.store.keep { file in
            try Array(text.utf8).withUnsafeBytes { try file.write($0) }
        }
    }

    /// Makes a file of the store as old as `days`.
    static func age(_ hash: ContentHash, days: Double, _ test: TestOffice) async throws {
        let date = Date(timeIntervalSinceNow: -days * 86_400)
        guard test.office.store.isInDatabase else {
            return try FileManager.default.setAttributes(
                [.modificationDate: date], ofItemAtPath: test.office.store.folder.url(of: hash).path)
        }
        _ = try await test.office.database.write { connection in
            try connection.execute("UPDATE content SET kept_at = $1 WHERE sha256 = $2", date, hash)
        }
    }

    static func hash(of document: String, _ test: TestOffice) async throws -> ContentHash {
        try await test.office.database.read { connection in
            try #require(
                try connection.row("SELECT hash FROM attachment WHERE document_id = $1", document)?["hash"])
        }
    }

    @Test func `sessions go when they have ended, answers to forms after a month, not before`() async throws {
        try await Self.with { test, clock, cleaning in
            let id = try await test.arrival()
            let answer = try await test.post("/incoming/\(id)/register", as: "clerk-A", version: 1, ["checked": "yes"])
            #expect(answer.status == .seeOther)
            let (sessions, answers) = (try await Self.count("session", test), try await Self.count("form_use", test))
            #expect(sessions > 0 && answers == 1)
            #expect(try await cleaning.run() == .init())
            clock.pass(days: 0.6)
            #expect(try await cleaning.run().sessions == sessions)
            clock.pass(days: Double(Cleaning.answerDays) - 0.7)
            #expect(try await cleaning.run().answers == 0)
            clock.pass(days: 0.2)
            #expect(try await cleaning.run().answers == answers)
        }
    }

    @Test func `a notice goes ninety days after it was read, one that was not read stays`() async throws {
        try await Self.with { test, clock, cleaning in
            let now = clock.now
            try await test.office.database.write { connection in
                for (id, readAt) in [("read", now), ("unread", nil)] as [(String, Date?)] {
                    try connection.execute(
                        """
                        INSERT INTO notice (id, person_id, at, kind, document_id, is_incoming, title, actor, read_at)
                        VALUES ($1, 'clerk-A', $2, 'submitted', 'x', 1, 'Thử', 'Ai đó', $3)
                        """, id, now, readAt)
                }
            }
            clock.pass(days: Double(Notice.keptDays))
            #expect(try await cleaning.run().notices == 0)
            clock.pass(days: 1)
            #expect(try await cleaning.run().notices == 1)
            clock.pass(days: 10_000)
            #expect(try await cleaning.run().notices == 0)
            #expect(try await Self.count("notice", test) == 1)
        }
    }

    @Test func `a file of a form that was not finished goes after a day, what a row names stays for good`() async throws
    {
        try await Self.with { test, _, cleaning in
            let document = try await test.arrival()
            try await test.addFile(to: document)
            let named = try await Self.hash(of: document, test)
            let (old, young) = (try await Self.keep("cũ", test), try await Self.keep("mới", test))
            for hash in [named, old] { try await Self.age(hash, days: 1.1, test) }
            #expect(try await cleaning.run().files == 1)
            #expect(test.office.store.folder.contains(named) && test.office.store.folder.contains(young))
            #expect(!test.office.store.folder.contains(old))
            // What was detached or belongs to a draft is named as well.
            _ = try await test.office.database.write { connection in
                try connection.execute("UPDATE attachment SET removed_at = '2020-01-01', part = 'draft'")
            }
            #expect(try await cleaning.run().files == 0)
            #expect(test.office.store.folder.contains(named))
        }
    }

    @Test func `a file that a form brings again at this moment is a new one and stays`() async throws {
        try await Self.with { test, _, _ in
            let hash = try await Self.keep("như nhau", test)
            try await Self.age(hash, days: 30, test)
            let limit = Date().addingTimeInterval(-ContentSweep.keptSeconds)
            #expect(try await Self.keep("như nhau", test) == hash)
            #expect(try !test.office.store.folder.remove(hash, olderThan: limit))
            #expect(test.office.store.folder.contains(hash))
        }
    }

    @Test func `nothing goes while a backup copies the files`() async throws {
        try await Self.with { test, _, cleaning in
            let old = try await Self.keep("cũ", test)
            try await Self.age(old, days: 2, test)
            let lock = try #require(try FilesLock(folder: cleaning.folder, for: .keeping))
            #expect(try await cleaning.run().files == 0)
            withExtendedLifetime(lock) {}
            #expect(test.office.store.folder.contains(old))
        }
        try await Self.with { test, _, cleaning in
            let old = try await Self.keep("cũ", test)
            try await Self.age(old, days: 2, test)
            #expect(try await cleaning.run().files == 1)
        }
    }

    @Test func `much of one kind goes in pieces, and what is beyond a night's share waits`() async throws {
        try await Self.with { test, clock, cleaning in
            let now = clock.now
            try await test.office.database.write { connection in
                for number in 1...25 {
                    try connection.execute(
                        "INSERT INTO form_use (token, person_id, location, used_at) VALUES ($1, 'clerk-A', '/', $2)",
                        "t\(number)", now)
                }
            }
            clock.pass(days: 31)
            var bounded = cleaning
            (bounded.piece, bounded.pieces) = (4, 3)
            #expect(try await bounded.run().answers == 12)
            #expect(try await bounded.run().answers == 12)
            #expect(try await bounded.run().answers == 1)
        }
    }

    @Test func `the night begins at two in Vietnam`() throws {
        func seconds(_ text: String) throws -> Int {
            NightlyCleaning.seconds(untilNightAfter: try #require(VietnamTime.instant(packet: text)))
        }
        #expect(try seconds("2026/11/26 01:59:59") == 1)
        #expect(try seconds("2026/11/26 02:00:00") == 86_400)
        #expect(try seconds("2026/11/26 23:00:00") == 3 * 3600)
    }

    // MARK: What was condemned

    /// A closed file with a finished document and its file, condemned today by leader-A.
    static func condemned(_ number: String, _ test: TestOffice) async throws -> (file: String, document: String) {
        let file = try await test.openFile(as: "officer-A", ["retention": "1"])
        let document = try await test.filedDocument(number: number, into: file)
        let bytes = try await Self.keep("Nội dung \(number)", test)
        _ = try await test.office.database.write { connection in
            try connection.execute(
                """
                INSERT INTO attachment (id, document_id, ordinal, part, name, content_type, size_bytes, hash)
                VALUES ($1, $2, 1, 'main', 'van-ban.pdf', 'application/pdf', 8, $3)
                """, "file-\(document)", document, bytes)
        }
        for (act, fields) in [("begin", [:]), ("finish", ["result": "Đã xong"])] {
            let version = try await test.state(document).version
            let answer = try await test.post("/incoming/\(document)/\(act)", as: "officer-A", version: version, fields)
            #expect(answer.status == .seeOther, "\(act): \(answer.status)")
        }
        #expect(try await test.act("close", on: file, ["ended": test.office.today.shown]).status == .seeOther)
        try await Self.condemn(file, test)
        try await Self.age(bytes, days: 400, test)
        _ = try await test.office.database.write { connection in
            try connection.execute("UPDATE gateway_outbox SET state = 'sent' WHERE reference = $1", document)
        }
        return (file, document)
    }

    private static func condemn(_ file: String, _ test: TestOffice) async throws {
        let yesterday = try #require(CalendarDate(dayNumber: test.office.today.dayNumber - 1))
        _ = try await test.office.database.write { connection in
            try connection.execute("UPDATE case_file SET expires_on = $1 WHERE id = $2", yesterday, file)
        }
        let made = try await test.send(
            "/transfers/new", as: "clerk-A", version: 0,
            [("purpose", "destruction"), ("note", ""), ("files", file)])
        #expect(made.status == .seeOther)
        let transfer = try #require(made.headers[.location])
        let paper = ["paper": "12/QĐ-UBND ngày 20/11/2026"]
        #expect(try await test.post("\(transfer)/end", as: "leader-A", version: 1, paper).status == .seeOther)
    }

    @Test func `what a leader condemned goes after its days, with an event that stays`() async throws {
        try await Self.with { test, clock, cleaning in
            let (file, document) = try await Self.condemned("1", test)
            let hash = try await Self.hash(of: document, test)
            clock.pass(days: 29)
            #expect(try await cleaning.run().documents == 0)
            #expect(try await test.get("/files/file-\(document)/van-ban.pdf", as: "clerk-A").status == .ok)
            clock.pass(days: 1)
            let done = try await cleaning.run()
            #expect(done.documents == 1 && done.files == 1)
            #expect(!test.office.store.folder.contains(hash))
            let answer = try await test.get("/files/file-\(document)/van-ban.pdf", as: "clerk-A")
            #expect(answer.status == .forbidden)
            #expect(String(buffer: answer.body).contains("12/QĐ-UBND ngày 20/11/2026"))
            let events = try await test.office.database.read { connection in
                (try Timeline.events(of: document, in: connection), try Timeline.events(of: file, in: connection))
            }
            #expect(events.0.first?.kind == .filesDestroyed && events.1.first?.kind == .caseDestroyed)
            // The title line, the number and everything that was done stay.
            #expect(try await test.text("/incoming/\(document)", as: "clerk-A").contains("V/v thử nghiệm liên thông"))
            #expect(try await cleaning.run() == .init())
            let report = try await OfficeCheck(database: test.office.database, content: test.office.store).run()
            #expect(report.findings.filter { $0.area == "file" } == [])
        }
    }

    @Test func `what was destroyed is given back by itself and takes no correction`() async throws {
        try await Self.with { test, clock, cleaning in
            let (_, document) = try await Self.condemned("1", test)
            clock.pass(days: 30)
            #expect(try await cleaning.run().documents == 1)
            try await test.recall(document)
            #expect(try await test.queued().last == "15")
            let (events, asking) = try await test.office.database.read { connection in
                (
                    try Timeline.events(of: document, in: connection).map(\.kind),
                    try IncomingStore.any(document, in: connection)?.asking
                )
            }
            #expect(events.contains(.recallAsked) && asking == nil)
            await #expect {
                try await test.update(document, subject: "V/v đã sửa")
            } throws: { error in
                (error as? Fault)?.code == .notAllowed
            }
            #expect(try await !test.text("/incoming?view=asked", as: "clerk-A").contains(document))
        }
    }

    /// Each reason for which somebody may still need a document that a leader condemned.
    private static let reasons:
        [(name: String, make: @Sendable (TestOffice, _ file: String, _ document: String) async throws -> Void)] = [
            (
                "another case file that is kept",
                { test, _, document in
                    let other = try await test.openFile(as: "officer-A", ["retention": "vinh-vien"])
                    _ = try await test.office.database.write { connection in
                        try connection.execute(
                            """
                            INSERT INTO case_document (case_file_id, document_id, dated_on, added_by, added_at)
                            SELECT $1, document_id, dated_on, added_by, added_at FROM case_document WHERE document_id = $2
                            """, other, document)
                    }
                }
            ),
            (
                "the document is frozen", { test, _, document in try await Self.freeze(document, test) }
            ),
            (
                "the case file is frozen", { test, file, _ in try await Self.freeze(file, test) }
            ),
            (
                "its work is not done",
                { test, _, document in
                    try await Self.write("UPDATE incoming SET state = 'in-progress' WHERE id = $1", document, test)
                }
            ),
            (
                "something of it was not sent yet",
                { test, _, document in
                    try await Self.write(
                        "UPDATE gateway_outbox SET state = 'queued' WHERE reference = $1", document, test)
                }
            ),
            (
                "a reply to it is under way",
                { test, _, document in
                    let draft = try await test.draft()
                    try await Self.write("UPDATE outgoing SET answers_id = $1 WHERE id = '\(draft)'", document, test)
                }
            ),
            (
                "the decision was not made",
                { test, _, _ in
                    _ = try await test.office.database.write { connection in
                        try connection.execute("UPDATE case_transfer SET state = 'offered', ended_on = NULL")
                    }
                }
            ),
        ]

    static func write(_ sql: String, _ id: String, _ test: TestOffice) async throws {
        let changed = try await test.office.database.write { try $0.execute(sql, id) }
        #expect(changed > 0)
    }

    static func freeze(_ id: String, _ test: TestOffice) async throws {
        let now = test.office.now()
        _ = try await test.office.database.write { connection in
            try connection.execute(
                """
                INSERT INTO "freeze" (id, subject_id, reason, frozen_by, frozen_at)
                VALUES ('f', $1, 'Phục vụ thanh tra', 'leader-A', $2)
                """, id, now)
        }
    }

    @Test(arguments: Self.reasons.indices) func `nothing that somebody still needs is destroyed`(index: Int)
        async throws
    {
        let reason = Self.reasons[index]
        try await Self.with { test, clock, cleaning in
            let (file, document) = try await Self.condemned("1", test)
            try await reason.make(test, file, document)
            clock.pass(days: 4000)
            #expect(try await cleaning.run().documents == 0, "\(reason.name)")
            #expect(test.office.store.folder.contains(try await Self.hash(of: document, test)), "\(reason.name)")
        }
    }

    @Test func `the same bytes stay when another document has them`() async throws {
        try await Self.with { test, clock, cleaning in
            let (_, document) = try await Self.condemned("1", test)
            let hash = try await Self.hash(of: document, test)
            let other = try await test.arrival(number: "9")
            _ = try await test.office.database.write { connection in
                try connection.execute(
                    """
                    INSERT INTO attachment (id, document_id, ordinal, part, name, content_type, size_bytes, hash)
                    VALUES ('other', $1, 1, 'main', 'van-ban.pdf', 'application/pdf', 8, $2)
                    """, other, hash)
            }
            clock.pass(days: 31)
            let done = try await cleaning.run()
            #expect(done.documents == 1 && done.files == 0 && test.office.store.folder.contains(hash))
            #expect(try await test.get("/files/other/van-ban.pdf", as: "clerk-A").status == .ok)
        }
    }

    @Test func `the administrator decides how long after the decision`() async throws {
        try await Self.with { test, _, cleaning in
            _ = try await Self.condemned("1", test)
            var atOnce = cleaning
            atOnce.rule.destroyAfterDays = 0
            #expect(try await atOnce.run().documents == 1)
        }
    }
}
