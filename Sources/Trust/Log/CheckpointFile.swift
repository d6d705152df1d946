package import Foundation
import Synchronization

/// The newest checkpoint outside of the database (`.checkpoint`), so that a database that has lost its end is known: SQLite cuts a spoiled
/// write-ahead log where the damage begins and says nothing, and an empty file is an empty database to it. It is written after each
/// transaction or every few seconds and not synced: it knows of what a process wrote, and after a power cut it may be older than the log, which says nothing.
///
/// Backups leave it out: a server that was restored begins without.
package final class CheckpointFile: Sendable {
    private let file: URL
    /// Opened with the first checkpoint that is kept.
    private let descriptor = Mutex<CInt?>(nil)

    package static let name = ".checkpoint"

    /// One write of always the same length: a crash leaves the old text or the new one.
    private static let sizeBytes = 1024

    package init(folder: URL) {
        self.file = folder.appending(path: Self.name)
    }

    deinit {
        self.descriptor.withLock { if let open = $0 { close(open) } }
    }

    /// A failure changes nothing: what stands there is an older checkpoint, which is true as well.
    package func keep(_ checkpoint: Checkpoint) {
        self.descriptor.withLock { descriptor in
            if let target = self.opened(&descriptor) { Self.write(checkpoint, to: target) }
        }
    }

    /// The same where several processes sign with `key` and none may put an older checkpoint in the place of a newer one.
    ///
    /// - Returns: false when another is writing at this moment, or the file cannot be opened: it is for later.
    package func keep(newer checkpoint: Checkpoint, by key: VerifyingKey) -> Bool {
        self.descriptor.withLock { descriptor in
            guard let target = self.opened(&descriptor), flock(target, LOCK_EX | LOCK_NB) == 0 else { return false }
            defer { flock(target, LOCK_UN) }
            if let kept = self.kept(by: key), kept.size >= checkpoint.size { return true }
            Self.write(checkpoint, to: target)
            return true
        }
    }

    private func opened(_ descriptor: inout CInt?) -> CInt? {
        if let descriptor { return descriptor }
        let target = open(self.file.path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        if target >= 0 { descriptor = target }
        return descriptor
    }

    private static func write(_ checkpoint: Checkpoint, to target: CInt) {
        var bytes = Array(checkpoint.text.utf8)
        guard bytes.count < self.sizeBytes else { return }
        bytes += [UInt8](repeating: UInt8(ascii: "\n"), count: self.sizeBytes - bytes.count)
        _ = bytes.withUnsafeBytes { pwrite(target, $0.baseAddress, $0.count, 0) }
    }

    /// What was kept last, if this key signed it; nil when there is none or it is spoiled itself.
    package func kept(by key: VerifyingKey) -> Checkpoint? {
        guard let text = try? String(contentsOf: self.file, encoding: .utf8) else { return nil }
        let checkpoint = Checkpoint(text: text.trimmingCharacters(in: .newlines) + "\n")
        return checkpoint.flatMap { $0.isSigned(by: key) ? $0 : nil }
    }
}
