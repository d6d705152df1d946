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
}
