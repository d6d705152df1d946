import Exchange
import Foundation
import Storage
import Trust

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
