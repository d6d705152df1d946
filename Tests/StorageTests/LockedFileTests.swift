import Foundation
import Testing

@testable import Storage

struct LockedFileTests {
    @Test func `alone means alone, shared means shared, and the end of the value lets go`() throws {
        try Self.withFile { file in
            var first = try LockedFile(file, .shared)
            #expect(first != nil)
            #expect(try LockedFile(file, .shared) != nil)
            #expect(try LockedFile(file, .alone) == nil)
            first = nil
            first = try LockedFile(file, .alone)
            #expect(first != nil)
            #expect(try LockedFile(file, .shared) == nil)
            withExtendedLifetime(first) {}
        }
    }

    @Test func `who releases it has let go, whoever still holds the value`() throws {
        try Self.withFile { file in
            let lock = try #require(try LockedFile(file, .alone))
            #expect(try LockedFile(file, .alone) == nil)
            lock.release()
            #expect(try LockedFile(file, .alone) != nil)
            withExtendedLifetime(lock) {}
        }
    }

    /// As a process that is being started beside it has, between `fork` and `exec`.
    @Test func `a copy of the descriptor that somebody still has does not keep the lock`() throws {
        try Self.withFile { file in
            var lock = try LockedFile(file, .alone)
            let copy = dup(try #require(try Self.descriptor(of: file)))
            defer { close(copy) }
            #expect(try LockedFile(file, .alone) == nil)
            withExtendedLifetime(lock) {}
            lock = nil
            #expect(try LockedFile(file, .alone) != nil)
        }
    }

    private static func withFile(_ body: (URL) throws -> Void) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "lock-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        try body(file)
    }

    /// The descriptor by which this process has the file open.
    private static func descriptor(of file: URL) throws -> CInt? {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap { CInt($0) }.first {
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")) == file.path
        }
    }
}
