import Exchange
import Foundation
import Storage

/// Sees that one connection at a time writes to an upload, of all nodes that share the folder. The system lets go of it when the value or the process
/// ends.
final class UploadLock: Sendable {
    private let descriptor: CInt

    /// Makes the file when it is missing. Throws `conflict` when another connection writes to it.
    init(_ file: URL) throws {
        let descriptor = open(file.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.fault(errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let number = errno
            close(descriptor)
            guard number == EWOULDBLOCK else { throw Self.fault(number) }
            throw Fault(
                .conflict, vi: "Lượt tải lên này đang được ghi bởi một kết nối khác.",
                en: "Another connection is writing to this upload.")
        }
        self.descriptor = descriptor
    }

    deinit { close(self.descriptor) }

    private static func fault(_ number: CInt) -> Fault {
        if number == ENOSPC || number == EDQUOT { return .diskFull }
        if number == EROFS { return .readOnly }
        return Fault(
            .internalFault, vi: "Không ghi được tệp tải lên.",
            en: "The file of an upload cannot be written: \(String(cString: strerror(number))).")
    }
}
