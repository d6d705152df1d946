import Exchange
package import Foundation
import Synchronization

/// A file that grows at its end, over several openings.
package final class AppendedFile: Sendable {
    private let descriptor: FileDescriptor
    private let state: Mutex<Int>

    /// Opens the file, or makes it (0600) in an existing folder.
    package init(_ url: URL) throws {
        self.descriptor = try FileDescriptor.open(url.path, flags: O_WRONLY | O_CREAT | O_APPEND)
        self.state = Mutex(try self.descriptor.size())
    }

    deinit { self.descriptor.close() }

    package var sizeBytes: Int { self.state.withLock { $0 } }

    /// Throws `disk-full` when there is no room.
    package func write(_ bytes: UnsafeRawBufferPointer) throws {
        try self.descriptor.write(bytes)
        self.state.withLock { $0 += bytes.count }
    }

    /// When this returns, what was written is on disk.
    package func sync() async throws {
        let descriptor = self.descriptor
        try await blocking { try descriptor.sync() }
    }
}
