import Exchange
package import Foundation

/// Keeps two works on the files of one data folder apart, also of two processes: a backup that copies them, and whoever removes some. The
/// system lets go of it when the value or the process ends.
package final class FilesLock: Sendable {
    package enum Use: Sendable {
        /// Files must stay; others may say the same.
        case keeping
        /// Files go; nobody else may hold the lock.
        case removing

        fileprivate var operation: CInt { self == .keeping ? LOCK_SH : LOCK_EX }
    }

    private let descriptor: CInt

    /// Nil when another work holds the lock in a way that forbids this one.
    package init?(folder: URL, for use: Use) throws {
        let path = folder.appending(path: "files.lock").path
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Fault.file("open", errno) }
        guard flock(descriptor, use.operation | LOCK_NB) == 0 else {
            let number = errno
            close(descriptor)
            guard number == EWOULDBLOCK else { throw Fault.file("flock", number) }
            return nil
        }
        self.descriptor = descriptor
    }

    deinit { close(self.descriptor) }
}
