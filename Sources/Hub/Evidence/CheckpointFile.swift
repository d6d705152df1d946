import Exchange
import Foundation
import Storage
import Synchronization
import Trust

/// The newest checkpoint outside of the database (`.checkpoint`), so that a database that has lost its end is known: SQLite cuts a spoiled
/// write-ahead log where the damage begins and says nothing, and an empty file is an empty database to it. It is written after each
/// transaction and not synced: it knows of what a process wrote, and after a power cut it may be older than the log, which says nothing.
///
/// Backups leave it out: a hub that was restored begins without.
final class CheckpointFile: Sendable {
    private let file: URL
    /// Opened with the first checkpoint that is kept.
    private let descriptor = Mutex<CInt?>(nil)

    static let name = ".checkpoint"

    /// One write of always the same length: a crash leaves the old text or the new one.
    private static let sizeBytes = 1024

    init(folder: URL) {
        self.file = folder.appending(path: Self.name)
    }

    deinit {
        self.descriptor.withLock { if let open = $0 { close(open) } }
    }

    /// A failure changes nothing: what stands there is an older checkpoint, which is true as well.
    func keep(_ checkpoint: Checkpoint) {
        var bytes = Array(checkpoint.text.utf8)
        guard bytes.count < Self.sizeBytes else { return }
        bytes += [UInt8](repeating: UInt8(ascii: "\n"), count: Self.sizeBytes - bytes.count)
        self.descriptor.withLock { descriptor in
            let target = descriptor ?? open(self.file.path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
            guard target >= 0 else { return }
            descriptor = target
            _ = bytes.withUnsafeBytes { pwrite(target, $0.baseAddress, $0.count, 0) }
        }
    }

    /// What was kept last, if this key signed it; nil when there is none or it is spoiled itself.
    func kept(by key: VerifyingKey) -> Checkpoint? {
        guard let text = try? String(contentsOf: self.file, encoding: .utf8) else { return nil }
        let checkpoint = Checkpoint(text: text.trimmingCharacters(in: .newlines) + "\n")
        return checkpoint.flatMap { $0.isSigned(by: key) ? $0 : nil }
    }
}

extension EvidenceLog {
    /// Throws `conflict` when the log is not the one that `key` signed last, or is shorter than what `kept` knows: the database was damaged
    /// or exchanged. Before anything is written or removed.
    func checkBeginning(_ key: VerifyingKey, kept: Checkpoint?) async throws {
        let newest = try await self.checkpoint()
        if let newest, !newest.isSigned(by: key) {
            throw Fault(
                .conflict,
                vi: "Khóa keys/receipt.key không phải khóa đã ký sổ bằng chứng. Khôi phục khóa từ bản sao lưu.",
                en: "keys/receipt.key is not the key that signed the evidence log. Restore it from a backup.")
        }
        guard let kept else { return }
        let isKnown = try await self.database.read { connection in
            guard try Self.size(in: connection) >= kept.size else { return false }
            return try Self.tree(kept.size, in: connection).root() == kept.root
        }
        guard !isKnown else { return }
        throw Fault.lostEntries(kept.size, now: newest?.size ?? 0)
    }
}

extension Fault {
    static func lostEntries(_ kept: Int, now size: Int) -> Fault {
        Fault(
            .conflict,
            vi:
                "Cơ sở dữ liệu hub.sqlite (hoặc hub.sqlite-wal) mất phần cuối: sổ bằng chứng còn \(size) mục, trục đã ký \(kept) mục. Giữ nguyên thư mục, khôi phục từ bản sao lưu.",
            en:
                "hub.sqlite (or hub.sqlite-wal) has lost its end: the evidence log has \(size) entries, the hub has signed \(kept). Keep the folder and restore a backup; who removes \(CheckpointFile.name) starts with what is left.",
            place: "hub.sqlite")
    }
}
