import Exchange
package import Foundation

/// A file that is locked, by `flock` and without waiting, until it is released, or the value or the process ends. Other processes see the lock too.
package final class LockedFile: Sendable {
    package enum Use: Sendable {
        /// Others may hold it as well, as long as nobody holds it alone.
        case shared
        case alone

        fileprivate var operation: CInt { self == .shared ? LOCK_SH : LOCK_EX }
    }

    private let descriptor: CInt

    /// Makes the file when it is missing. Nil when another holds it in a way that forbids this one; throws `disk-full`, `cannot-write`, `internal` with
    /// the name of the file.
    package init?(_ file: URL, _ use: Use) throws {
        let descriptor = open(file.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.fault("open", file, errno) }
        guard flock(descriptor, use.operation | LOCK_NB) == 0 else {
            let number = errno
            close(descriptor)
            guard number == EWOULDBLOCK else { throw Self.fault("flock", file, number) }
            return nil
        }
        self.descriptor = descriptor
    }

    /// Lets go at once, where the end of the value is not one moment: tasks that have ended may hold it a little longer.
    package func release() {
        // Not by closing alone: a process that is just being started holds a copy of the descriptor, and with it the lock, until it runs its own program.
        flock(self.descriptor, LOCK_UN)
    }

    deinit {
        self.release()
        close(self.descriptor)
    }

    /// Callers from outside may see it: no path.
    private static func fault(_ call: String, _ file: URL, _ number: CInt) -> Fault {
        var fault = Fault.file(call, number)
        fault.english = "\(file.lastPathComponent): \(fault.english)"
        return fault
    }
}
