import Exchange
import Foundation
import Programs
import Storage
import Testing

@testable import Office

/// `office check`: what is sound is found sound, and each kind of damage is found.
@Suite struct OfficeCheckTests {
    @Test func `an office at work is sound`() async throws {
        try await TestOffice.with { test in
            try await test.work()
            let report = try await test.check()
            #expect(report.findings == [])
            #expect(report.documents == 3 && report.numbers == 2 && report.files > 0 && report.packages > 0)
        }
    }

    /// What an intruder or a fault of ours could do to the rows, and the area in which it is told.
    static let damages: [(area: String, sql: [String])] = [
        ("register", ["UPDATE register SET next_number = next_number + 3"]),
        (
            "register",
            ["UPDATE register SET next_number = next_number + 2", "UPDATE register_entry SET number = number + 2"]
        ),
        (
            "register",
            [
                "INSERT INTO register_entry (register_id, number, state, entered_on, entered_by) SELECT register_id, number + 2, 'reserved', entered_on, entered_by FROM register_entry",
                "UPDATE register SET next_number = next_number + 2 WHERE next_number > 1",
            ]
        ),
        ("register", ["DROP TRIGGER register_entry_remains ON register_entry", "DELETE FROM register_entry"]),
        ("register", ["UPDATE register_entry SET document_id = 'x' || document_id"]),
        ("register", ["UPDATE outgoing SET number = number + 1"]),
        ("line", ["UPDATE receipt SET parent_id = id WHERE parent_id IS NOT NULL"]),
        ("line", ["UPDATE receipt SET branch = 'support'"]),
        ("line", ["UPDATE incoming SET state = 'in-progress'", "UPDATE receipt SET state = 'returned'"]),
        ("exchange", ["DELETE FROM gateway_outbox WHERE kind = 'document'"]),
        ("exchange", ["UPDATE gateway_outbox SET reference = 'x'"]),
        ("exchange", ["UPDATE gateway_outbox SET state = 'sent'"]),
        (
            "exchange",
            [
                """
                INSERT INTO gateway_outbox (id, kind, reference, organs, summary, urgency, package_hash, state, queued_at, next_attempt_at)
                SELECT 'x', kind, reference, organs, summary, urgency, package_hash, state, queued_at, next_attempt_at
                FROM gateway_outbox WHERE kind = 'document'
                """
            ]
        ),
        ("exchange", ["UPDATE gateway_inbox SET delivery_id = 'x' || delivery_id"]),
        ("document", ["UPDATE attachment SET document_id = 'x'"]),
        ("document", ["DELETE FROM event"]),
    ]

    @Test(arguments: Self.damages.indices) func `each damage is found`(index: Int) async throws {
        let damage = Self.damages[index]
        try await TestOffice.with { test in
            try await test.work()
            try await test.office.database.write { connection in
                for statement in damage.sql { try connection.damage(statement) }
            }
            let findings = try await test.check().findings
            #expect(findings.contains { $0.area == damage.area }, "\(damage.sql): \(findings)")
        }
    }

    @Test func `files that are missing or altered are told, those of forms that were not finished are counted`()
        async throws
    {
        try await TestOffice.with { test in
            try await test.work()
            let (store, old) = (test.office.store, Date(timeIntervalSinceNow: -7200))
            let unnamed = try await store.keep { file in try Array("thừa".utf8).withUnsafeBytes { try file.write($0) } }
            try FileManager.default.setAttributes(
                [.modificationDate: old], ofItemAtPath: store.folder.url(of: unnamed).path)
            let hashes = try await test.office.database.read { connection in
                try connection.rows("\(StoredFiles.names.hashes) LIMIT 2").map { row -> ContentHash in try row["hash"] }
            }
            try FileManager.default.removeItem(at: store.folder.url(of: hashes[0]))
            try Data("khác".utf8).write(to: store.folder.url(of: hashes[1]))
            let report = try await test.check()
            #expect(Set(report.findings.map(\.subject)) == [hashes[0].hex, hashes[1].hex])
            #expect(report.findings.allSatisfy { $0.area == "file" } && report.unnamed == 1)
        }
    }

    @Test(.aboutSQLite) func `every column that names a file is known to check and backup`() async throws {
        try await TestOffice.with { test in
            let columns: [String] = try await test.office.database.read { connection in
                try connection.rows(
                    """
                    SELECT tables.name || '.' || columns.name AS name
                    FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns
                    WHERE tables.type = 'table' AND (
                            columns.name = 'hash' OR columns.name LIKE '%file_hash' OR columns.name LIKE '%package_hash'
                        ) LIMIT 1000
                    """
                ).map { try $0["name"] }
            }
            #expect(columns.contains("attachment.hash"))
            for column in columns {
                let parts = column.split(separator: ".")
                #expect(
                    StoredFiles.names.hashes.contains("SELECT \(parts[1]) FROM \(parts[0])"),
                    "\(column): name it in StoredFiles; a hash of something else is called otherwise")
            }
        }
    }
}

extension TestOffice {
    /// One document that is worked on, one that waits, one that is issued: with their packages, as the gateway keeps them.
    fileprivate func work() async throws {
        for (number, goal) in [("1", InternalState.inProgress), ("2", .received)] {
            let delivery = UUID().uuidString
            let hash = try await self.office.store.keep { file in
                try Array(delivery.utf8).withUnsafeBytes { try file.write($0) }
            }
            let id = try await self.arrival(number: number, delivery: delivery)
            _ = try await self.office.database.write { connection in
                try connection.execute(
                    """
                    INSERT INTO gateway_inbox (delivery_id, package_id, kind, sender, package_hash, state, received_at)
                    VALUES ($1, 'p', 'new', 'G22', $2, 'stored', $3)
                    """, delivery, hash, Date())
            }
            if goal != .received { try await self.handle(id, until: goal) }
        }
        try await self.bring(try await self.draft(), to: .published)
    }

    fileprivate func check() async throws -> OfficeCheck.Report {
        try await OfficeCheck(database: self.office.database, content: self.office.store).run()
    }
}
