import Exchange
import Foundation

extension ContentStore {
    /// Bytes that the file system still has for us, as of now.
    package func roomBytes() throws -> Int {
        var status = statvfs()
        guard statvfs(self.files.path, &status) == 0 else { throw Fault.file("statvfs", errno) }
        return Int(status.f_bavail) * Int(status.f_frsize)
    }

    /// Proves that the store can keep something: writes a small file, syncs it and its folder, removes it. Throws what the store would
    /// say to a package: `disk-full`, `internal`.
    package func prove() async throws {
        try await blocking {
            let staged = try self.stage()
            try Array("lienthong".utf8).withUnsafeBytes { try staged.write($0) }
            try staged.sync()
            try FileDescriptor.syncFolder(staged.url.deletingLastPathComponent().path)
        }
    }
}
