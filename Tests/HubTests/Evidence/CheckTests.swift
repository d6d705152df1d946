import Exchange
import Foundation
import HTTPTypes
import Programs
import Storage
import Testing

@testable import Hub

/// `hub check` finds whatever was altered, removed or added behind the hub's back.
@Suite struct CheckTests {
    /// A hub in whose life everything happened once, checked while it runs.
    private static func withStory(_ body: @escaping @Sendable (TestHub, HubCheck) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "check-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try await withHub(folder: folder, inMemory: false) { hub in
            _ = try await hub.send(Packages.document(to: ["H29", "H53"]), as: "g22").receipt
            _ = try await hub.send(Packages.status(.arrived, minute: 0), as: "h29").receipt
            _ = try await hub.send(Packages.status(.accepted, minute: 1), as: "h29").receipt
            _ = try await hub.send(Packages.status(.accepted, minute: 2), as: "h29").receipt
            _ = try await hub.send(Packages.document(operation: .recall), as: "g22").receipt
            _ = try await hub.send(Packages.status(.agreed, minute: 3), as: "h29").receipt
            _ = try await hub.send(
                Packages.document(number: 90_002, operation: .replacement(of: 90_001, at: ["H29"])), as: "g22"
            ).receipt
            _ = try await hub.send(Packages.document(to: ["H99"]), as: "g22").problem
            let items = try await hub.inbox("h29").items
            _ = try await hub.acknowledge(items[0], as: "h29")
            _ = try await hub.call(.get, "/v1/deliveries/\(items[1].deliveryId)/package", as: "h29")
            let item = try #require(try await hub.inbox("h53").items.first)
            _ = try await hub.acknowledge(
                item, as: "h53",
                body: #"{"sha256":"\#(item.sha256)","outcome":"fail","code":"bad-zip","reason":"Hỏng"}"#)
            try await body(hub, try HubCheck(tested: folder))
        }
    }

    @Test func `a hub in whose life everything happened agrees with itself, also while it works`() async throws {
        try await Self.withStory { hub, check in
            let report = try await check.run()
            #expect(report.findings == [])
            #expect(report.packages == 7 && report.deliveries == 8 && report.files == 7 && report.events == 24)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<30 {
                    group.addTask {
                        _ = try await hub.send(Packages.document(number: 91_000 + number), as: "g22").receipt
                    }
                }
                for _ in 0..<3 {
                    group.addTask {
                        let findings = try await check.run().findings
                        #expect(findings == [])
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    /// Every column of every row that the log explains: altered.
    @Test(.aboutSQLite) func `any altered value of a package, a delivery, a report or the log is found`() async throws {
        try await Self.withStory { hub, check in
            let tables = [
                "package", "delivery", "handling", "replacement", "evidence_event", "evidence_node",
                "evidence_checkpoint",
            ]
            let intruder = try Intruder(hub.folder)
            var tried = 0
            for table in tables {
                let (columns, rows) = (try intruder.columns(of: table), try intruder.rows(of: table))
                #expect(!rows.isEmpty && !columns.isEmpty, "\(table)")
                // Each column in one row of each table, going through the rows.
                for (number, column) in columns.enumerated() {
                    let row = rows[number % rows.count]
                    // When a receiver began to fetch is no evidence.
                    if column == "transport_at", try intruder.text("transport", of: table, row) == "processing" {
                        continue
                    }
                    guard let before = try intruder.alter(table, column, row) else { continue }
                    let report = try await check.run()
                    #expect(!report.findings.isEmpty, "\(table).\(column) of row \(row)")
                    try intruder.restore(table, column, row, to: before)
                    tried += 1
                }
            }
            #expect(tried > 40)
            #expect(try await check.run().findings == [])
        }
    }

    @Test(
        .aboutSQLite,
        arguments: [
            "package", "delivery", "handling", "replacement", "evidence_event", "evidence_node", "evidence_checkpoint",
        ])
    func `any removed row is found`(_ table: String) async throws {
        try await Self.withStory { hub, check in
            let intruder = try Intruder(hub.folder)
            let last = try #require(try intruder.rows(of: table).last)
            try intruder.run("DELETE FROM \(table) WHERE rowid = \(last)")
            #expect(try await !check.run().findings.isEmpty)
        }
    }

    @Test(
        .aboutSQLite,
        arguments: [
            """
            INSERT INTO delivery (id, cursor, package_id, organ, transport, transport_at)
            SELECT 'x', 1000, id, 'H92', 'initial', received_at FROM package WHERE kind = 'new'
            """,
            """
            INSERT INTO package (id, system_id, from_organ, kind, document_id, urgency, sha256, size_bytes, received_at)
            SELECT 'x', 'h53', from_organ, kind, 'x', urgency, sha256, size_bytes, received_at FROM package WHERE kind = 'new'
            """,
            """
            INSERT INTO handling (package_id, delivery_id, cursor, status, made_at, received_at, verdict)
            SELECT id, (SELECT MIN(id) FROM delivery), 1000, '06', received_at, received_at, 'advanced'
            FROM package WHERE kind = 'new'
            """,
            "UPDATE delivery SET transport = 'done' WHERE transport = 'initial'",
            "UPDATE delivery SET transport = 'initial', fail_code = NULL, fail_reason = NULL WHERE transport = 'fail'",
            "UPDATE delivery SET closure = NULL", "UPDATE inbox_position SET last_cursor = 1",
        ])
    func `any added row and any state without an event is found`(_ sql: String) async throws {
        try await Self.withStory { hub, check in
            try Intruder(hub.folder).run(sql)
            #expect(try await !check.run().findings.isEmpty)
        }
    }

    @Test func `a file that is altered, cut, missing or nobody's is found`() async throws {
        try await Self.withStory { hub, check in
            let hash: ContentHash = try #require(
                try await hub.parts.database.read { try $0.row("SELECT sha256 FROM package LIMIT 1")?["sha256"] })
            let file = hub.parts.content.url(of: hash)
            let bytes = try Data(contentsOf: file)
            for index in [0, bytes.count / 2, bytes.count - 1] {
                var changed = bytes
                changed[index] ^= 1
                try changed.write(to: file)
                #expect(try await check.run().findings.map(\.area) == ["file"])
            }
            try bytes.dropLast().write(to: file)
            #expect(try await check.run().findings.map(\.subject) == [hash.hex])
            try FileManager.default.removeItem(at: file)
            #expect(try await check.run().findings.map(\.english) == ["The file of a package is missing."])
            try bytes.write(to: file)
            let stranger = file.deletingLastPathComponent().appending(path: "stranger")
            try Data([1]).write(to: stranger)
            #expect(try await check.run().findings == [], "it may be one that is just coming in")
            try FileManager.default.setAttributes(
                [.modificationDate: Date().addingTimeInterval(-7200)], ofItemAtPath: stranger.path)
            #expect(try await check.run().findings.map(\.subject) == ["stranger"])
        }
    }

    @Test func `what is not the hub's own in its folder, and old leftovers, are noted and no fault`() async throws {
        try await Self.withStory { hub, check in
            #expect(try await check.run().notes == [])
            for name in ["old.sql", "content/x", "content/staging/left", "uploads/left", "hub.sqlite.moved"] {
                let file = hub.folder.appending(path: name)
                try Data([1]).write(to: file)
                #expect(try await check.run().notes == [], "it may be one that is just being written")
                try FileManager.default.setAttributes(
                    [.modificationDate: Date().addingTimeInterval(-3 * 86_400)], ofItemAtPath: file.path)
                let report = try await check.run()
                #expect(report.findings == [])
                let noted = name.hasSuffix("left") ? String(name.dropLast("/left".count)) : name
                #expect(report.notes.map(\.subject) == (name == "hub.sqlite.moved" ? [] : [noted]))
                try FileManager.default.removeItem(at: file)
            }
        }
    }

    @Test func `a folder without a hub is said to be none`() {
        #expect {
            try HubCheck(folder: FileManager.default.temporaryDirectory.appending(path: UUID().uuidString))
        } throws: {
            ($0 as? Fault)?.code == .notFound
        }
    }
}
