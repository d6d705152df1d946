import Exchange
package import Foundation
import Synchronization

/// A file that grows at its end, over several openings.
package final class AppendedFile: Sendable {
    private let url: URL
    private let descriptor: FileDescriptor
    private let alarm: DiskAlarm?
    private let state: Mutex<Int>

    /// Opens the file, or makes it (0600) in an existing folder.
    package init(_ url: URL, alarm: DiskAlarm? = nil) throws {
        self.url = url
        self.alarm = alarm
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

    /// When this returns, what was written is on disk. When it throws, nobody knows how much of it is, and the next sync would not tell:
    /// the file is gone, so that it is written anew.
    package func sync() async throws {
        let (descriptor, alarm) = (self.descriptor, self.alarm)
        do {
            try await blocking { try descriptor.sync(alarm) }
        } catch {
            unlink(self.url.path)
            throw error
        }
    }
}
