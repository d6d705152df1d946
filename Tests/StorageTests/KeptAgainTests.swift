import Exchange
import Foundation
import Programs
import Storage
import Testing

/// Content that was altered where it lies, and is kept once more.
@Suite struct KeptAgainTests {
    /// Three rows.
    private static let bytes = (0..<600_000).map { UInt8(truncatingIfNeeded: $0 / 7) }

    private static func keep(_ bytes: [UInt8], in kept: KeptContent) async throws -> ContentHash {
        try await kept.keep { file in try bytes.withUnsafeBytes { try file.write($0) } }
    }

    private static func read(_ content: any ReadableContent) async throws -> [UInt8] {
        var read: [UInt8] = []
        while read.count < content.sizeBytes {
            let piece = try await content.piece(at: read.count, count: 100_000)
            if piece.isEmpty { break }
            read += piece
        }
        return read
    }

    @Test(
        arguments: DatabaseEngine.all,
        [
            """
            UPDATE content_chunk SET bytes = (
                SELECT other.bytes FROM content_chunk AS other WHERE other.sha256 = $1 AND other.number = 0
            ) WHERE sha256 = $1 AND number = 1
            """,
            "DELETE FROM content_chunk WHERE sha256 = $1 AND number = 1",
            """
            INSERT INTO content_chunk (sha256, number, bytes)
            SELECT sha256, 3, bytes FROM content_chunk WHERE sha256 = $1 AND number = 0
            """,
            "UPDATE content SET size_bytes = size_bytes - 1 WHERE sha256 = $1",
            "UPDATE content SET size_bytes = 700000 WHERE sha256 = $1",
            "DELETE FROM content WHERE sha256 = $1",
        ])
    func `rows that were altered are mended when the same bytes are kept again`(
        engine: DatabaseEngine, damage: String
    ) async throws {
        try await withFolder { folder in
            try await withDatabase(engine, [KeptContent.migration]) { database in
                let kept = KeptContent(try ContentStore(folder: folder), in: database)
                let hash = try await Self.keep(Self.bytes, in: kept)
                let other = try await Self.keep([1, 2, 3], in: kept)
                #expect(try await database.write { try $0.execute(damage, hash) } == 1)
                #expect(try await !kept.isSound(hash))
                #expect(try await Self.keep(Self.bytes, in: kept) == hash)
                #expect(try await kept.isSound(hash))
                #expect(try await Self.read(kept.open(hash)) == Self.bytes)
                #expect(try await kept.isSound(other))
            }
        }
    }

    @Test(arguments: DatabaseEngine.all)
    func `a file that is not what its name says mends nothing, and nothing of it stays`(engine: DatabaseEngine)
        async throws
    {
        try await withFolder { folder in
            try await withDatabase(engine, [KeptContent.migration]) { database in
                let kept = KeptContent(try ContentStore(folder: folder), in: database)
                let hash = try await Self.keep(Self.bytes, in: kept)
                let wrong = folder.appending(path: "wrong")
                try Data(repeating: 7, count: 300_000).write(to: wrong)
                let fault = await #expect(throws: Fault.self) { try await kept.adopt(wrong, hash: hash) }
                #expect(fault?.code == .interrupted)
                #expect(try await kept.isSound(hash))
            }
        }
    }

    @Test func `a file that was altered is replaced when the same bytes are kept again, and who reads it reads on`()
        async throws
    {
        try await withFolder { folder in
            let store = try ContentStore(folder: folder)
            let kept = KeptContent(store)
            let hash = try await Self.keep(Self.bytes, in: kept)
            let altered = [UInt8](repeating: 7, count: Self.bytes.count)
            try Data(altered).write(to: store.url(of: hash))
            #expect(try await !kept.isSound(hash))
            let reader = try await kept.open(hash)
            #expect(try await reader.piece(at: 0, count: 10) == Array(altered.prefix(10)))
            #expect(try await Self.keep(Self.bytes, in: kept) == hash)
            #expect(try await kept.isSound(hash))
            #expect(try await Self.read(reader) == altered)
        }
    }
}
