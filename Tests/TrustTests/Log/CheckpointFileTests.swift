import Foundation
import Testing

@testable import Trust

@Suite struct CheckpointFileTests {
    /// - Parameter body: the folder, the key, the checkpoints that it signed of 0 to 6 entries.
    private static func run(_ body: (URL, SigningKey, [Checkpoint]) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "checkpoint-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let key = SigningKey()
        let root = try #require(LogHash(bytes: [UInt8](repeating: 7, count: 32)))
        let signed = try (0...6).map { size in
            try Checkpoint(hub: "H29", size: size, root: root, at: "2026-03-13T01:47:09.123Z", key: key)
        }
        try body(folder, key, signed)
    }

    @Test func `of two who write it the one that came further stays`() throws {
        try Self.run { folder, key, signed in
            let (one, two) = (CheckpointFile(folder: folder), CheckpointFile(folder: folder))
            #expect(one.keep(newer: signed[5], by: key.verifyingKey))
            #expect(two.keep(newer: signed[3], by: key.verifyingKey))
            #expect(one.kept(by: key.verifyingKey)?.size == 5)
            #expect(two.keep(newer: signed[6], by: key.verifyingKey))
            #expect(one.kept(by: key.verifyingKey)?.size == 6)
        }
    }

    @Test func `what another signed or nobody is written over`() throws {
        try Self.run { folder, key, signed in
            let file = CheckpointFile(folder: folder)
            #expect(file.keep(newer: signed[5], by: key.verifyingKey))
            let other = SigningKey()
            let own = try Checkpoint(
                hub: "H29", size: 2, root: signed[5].root, at: "2026-03-13T01:47:09.123Z", key: other)
            #expect(file.keep(newer: own, by: other.verifyingKey))
            #expect(file.kept(by: other.verifyingKey) == own)
        }
    }

    @Test func `while another writes it is for later`() throws {
        try Self.run { folder, key, signed in
            let file = CheckpointFile(folder: folder)
            #expect(file.keep(newer: signed[1], by: key.verifyingKey))
            let descriptor = open(folder.appending(path: CheckpointFile.name).path, O_RDWR | O_CLOEXEC)
            #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
            #expect(!file.keep(newer: signed[2], by: key.verifyingKey))
            // Not by closing alone: a program that is being started beside it has a copy, between `fork` and `exec`.
            #expect(flock(descriptor, LOCK_UN) == 0)
            close(descriptor)
            #expect(file.keep(newer: signed[2], by: key.verifyingKey))
            #expect(file.kept(by: key.verifyingKey)?.size == 2)
        }
    }
}
