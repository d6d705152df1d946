import Exchange
import Foundation
import Programs
import Storage
import Testing

@testable import Hub

/// Rows, files, evidence and backups agree about what is gone.
@Suite(.inTurn, .timeLimit(.minutes(5))) struct RetentionCheckTests {
    @Test func `a crash between row and file is found, and mended by the next start`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "keep-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let clock = TestClock()
        try await withHub(folder: folder, inMemory: false, now: { clock.now }) { (hub: TestHub) async throws in
            let package = try Packages.document()
            _ = try await hub.send(package, as: "g22").receipt
            try await Keeping.fail(hub, "h29")
            clock.pass(days: Keeping.days + 1)
            #expect(try await Keeping.retention(hub).run(at: clock.now) == 1)
            // As if the process had ended before the file went.
            let file = hub.parts.content.url(of: ContentHash(of: package))
            try Data(package).write(to: file)
            #expect(try await Keeping.findings(hub) == [], "it may be going at this moment")
            try FileManager.default.setAttributes(
                [.modificationDate: Date().addingTimeInterval(-7200)], ofItemAtPath: file.path)
            #expect(
                try await Keeping.findings(hub).map(\.english) == [
                    "A file that was removed is still there; the next start removes it."
                ])
        }
        try await withHub(folder: folder, inMemory: false, now: { clock.now }) { (hub: TestHub) async throws in
            // The hub's own round may hold the lock at this moment.
            try await eventually("the sweep has not removed the file") {
                _ = try await hub.parts.sweep.round()
                return try Keeping.files(hub) == 0
            }
            #expect(try await Keeping.findings(hub) == [])
        }
    }

    @Test(
        .aboutSQLite,
        arguments: [
            "UPDATE package SET removed_at = NULL WHERE removed_at IS NOT NULL",
            "UPDATE package SET removed_at = '2030-01-01T00:00:00.000Z' WHERE removed_at IS NOT NULL",
            "UPDATE package SET removed_at = received_at WHERE removed_at IS NULL",
        ])
    func `a removal without its event, and an event without its removal, are found`(_ sql: String) async throws {
        try await Keeping.withKeeping { (hub: TestHub, retention: Retention, clock: TestClock) async throws in
            _ = try await hub.send(Packages.document(number: 1), as: "g22").receipt
            try await Keeping.fail(hub, "h29")
            clock.pass(days: Keeping.days + 1)
            _ = try await hub.send(Packages.document(number: 2), as: "g22").receipt
            #expect(try await retention.run(at: clock.now) == 1)
            #expect(try await Keeping.findings(hub) == [])
            try Intruder(hub.folder).run(sql)
            #expect(
                try await Keeping.findings(hub).contains {
                    $0.english == "Whether its file was removed is not what the log says."
                })
        }
    }

    @Test(.aboutSQLite) func `nothing goes while a backup is being written`() async throws {
        try await Keeping.withKeeping { (hub: TestHub, retention: Retention, clock: TestClock) async throws in
            _ = try await hub.send(Packages.document(), as: "g22").receipt
            try await Keeping.fail(hub, "h29")
            clock.pass(days: Keeping.days + 1)
            do {
                let backup = try #require(try FilesLock(folder: hub.folder, for: .keeping))
                let other = try #require(try FilesLock(folder: hub.folder, for: .keeping))
                #expect(try await retention.run(at: clock.now) == 0)
                #expect(try Keeping.files(hub) == 1)
                withExtendedLifetime((backup, other)) {}
            }
            #expect(try await retention.run(at: clock.now) == 1)
            let target = hub.folder.deletingLastPathComponent().appending(path: "\(UUID().uuidString).backup")
            defer { try? FileManager.default.removeItem(at: target) }
            _ = try await Backup(kind: "hub", databaseName: "hub.sqlite").write(hub.folder, to: target, now: clock.now)
        }
    }
}
