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
        throw Fault.lostEntries(kept.size, now: newest?.size ?? 0, in: self.database.engine)
    }
}

extension Fault {
    static func lostEntries(_ kept: Int, now size: Int, in engine: DatabaseEngine = .sqlite) -> Fault {
        guard engine == .sqlite else {
            return Fault(
                .conflict,
                vi:
                    "Cơ sở dữ liệu PostgreSQL thiếu phần cuối: sổ bằng chứng còn \(size) mục, trục đã ký \(kept) mục. Máy chủ dự phòng đã lên thay khi chưa nhận đủ, hoặc cơ sở dữ liệu là bản phục hồi cũ.",
                en:
                    "The PostgreSQL database lacks its end: the evidence log has \(size) entries, the hub has signed \(kept). A standby was promoted that had not received everything, or an older copy was restored. Who removes \(CheckpointFile.name) starts with what is left.",
                place: "postgresql")
        }
        return Fault(
            .conflict,
            vi:
                "Cơ sở dữ liệu hub.sqlite (hoặc hub.sqlite-wal) mất phần cuối: sổ bằng chứng còn \(size) mục, trục đã ký \(kept) mục. Giữ nguyên thư mục, khôi phục từ bản sao lưu.",
            en:
                "hub.sqlite (or hub.sqlite-wal) has lost its end: the evidence log has \(size) entries, the hub has signed \(kept). Keep the folder and restore a backup; who removes \(CheckpointFile.name) starts with what is left.",
            place: "hub.sqlite")
    }
}
