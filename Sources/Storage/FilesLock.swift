package import Foundation

/// Keeps two works on the files of one data folder apart, also of two processes: a backup that copies them, and whoever removes some.
package final class FilesLock: Sendable {
    package enum Use: Sendable {
        /// Files must stay; others may say the same.
        case keeping
        /// Files go; nobody else may hold the lock.
        case removing
    }

    private let lock: LockedFile

    /// Nil when another work holds the lock in a way that forbids this one.
    package init?(folder: URL, for use: Use) throws {
        let file = folder.appending(path: "files.lock")
        guard let lock = try LockedFile(file, use == .keeping ? .shared : .alone) else { return nil }
        self.lock = lock
    }
}
