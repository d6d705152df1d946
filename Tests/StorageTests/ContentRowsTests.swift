import Exchange
import Foundation
import Storage
import Synchronization
import Testing

/// Content that is read out of a database, a row after the other.
@Suite struct ContentRowsTests {
    @Test func `who reads in pieces asks for each row once, and what was read to its end is held no more`() async throws
    {
        let folder = FileManager.default.temporaryDirectory.appending(path: "rows-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = try ContentStore(folder: folder)
        let asked = Mutex(0)
        let database = try Database.open(file: folder.appending(path: "1.sqlite")) { sql in
            if sql.contains("FROM content_chunk") { asked.withLock { $0 += 1 } }
        }
        try database.migrate([KeptContent.migration])
        let kept = KeptContent(store, in: database)
        for (sizeBytes, rows) in [(100_000, 1), (600_000, 3)] {
            let bytes = (0..<sizeBytes).map { UInt8(truncatingIfNeeded: $0 / 7) }
            let hash = try await kept.keep { file in try bytes.withUnsafeBytes { try file.write($0) } }
            let content = try await kept.open(hash)
            asked.withLock { $0 = 0 }
            for turn in 1...2 {
                var read: [UInt8] = []
                while read.count < sizeBytes { read += try await content.piece(at: read.count, count: 30_000) }
                #expect(read == bytes)
                #expect(asked.withLock { $0 } == turn * rows)
            }
        }
        try database.close()
    }
}
