import Exchange
import Foundation
import Storage
import Testing

/// A content store that several nodes open.
@Suite struct SharedStoreTests {
    @Test
    func
        `what was left half-done a day ago goes when a node opens the store, files and folders; what is younger stays`()
        throws
    {
        let folder = FileManager.default.temporaryDirectory.appending(path: "store-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let first = try ContentStore(folder: folder, shared: true)
        let (old, young) = (try first.stagingFolder(), try first.stagingFolder())
        for place in [old, young] { try Data("nửa".utf8).write(to: place.appending(path: "1")) }
        let staging = old.deletingLastPathComponent()
        let file = staging.appending(path: "file")
        try Data("nửa".utf8).write(to: file)
        for place in [old, file] {
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: -90_000)], ofItemAtPath: place.path)
        }
        _ = try ContentStore(folder: folder, shared: true)
        let left = try FileManager.default.contentsOfDirectory(atPath: staging.path)
        #expect(left == [young.lastPathComponent])
        #expect(FileManager.default.fileExists(atPath: young.appending(path: "1").path))
    }

    @Test func `who names content that another node has swept meanwhile is told to keep it once more`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "store-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let database = try Database.inMemory()
        let kept = KeptContent(try ContentStore(folder: folder, shared: true))
        var hashes: [ContentHash] = []
        for text in ["một", "hai"] {
            hashes.append(try await kept.keep { file in try Array(text.utf8).withUnsafeBytes { try file.write($0) } })
        }
        let named = hashes
        try await database.write { try kept.confirm(named, in: $0) }
        try ContentStore(folder: folder, shared: true).remove(named[1])
        let fault = await #expect(throws: Fault.self) {
            try await database.write { try kept.confirm(named, in: $0) }
        }
        #expect(fault?.code == .interrupted && fault?.isTransient == true)
    }
}
