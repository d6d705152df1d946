import Exchange
import Foundation
import Storage

/// Sees that one connection at a time writes to an upload, of all nodes that share the folder. The system lets go of it when the value or the process
/// ends.
final class UploadLock: Sendable {
    private let lock: LockedFile

    /// Makes the file when it is missing. Throws `conflict` when another connection writes to it.
    init(_ file: URL) throws {
        guard let lock = try LockedFile(file, .alone) else {
            throw Fault(
                .conflict, vi: "Lượt tải lên này đang được ghi bởi một kết nối khác.",
                en: "Another connection is writing to this upload.")
        }
        self.lock = lock
    }
}
