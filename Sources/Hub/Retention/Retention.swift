import Exchange
import Foundation
import Storage
import Synchronization

/// Removes the files of packages by the rule, a bounded number each time. First the row and its event, in one transaction; then the file.
/// A crash between leaves a file that the sweep at the next start removes.
final class Retention: Sendable {
    private let rule: RetentionRule
    private let evidence: EvidenceLog
    private let content: KeptContent
    /// The data folder.
    private let folder: URL
    /// Pages of one run.
    private let pages: Int
    private let lease: Lease
    /// The package that was looked at last: what is never due is not looked at again before all others were.
    private let position = Mutex("")

    init(
        _ rule: RetentionRule, evidence: EvidenceLog, content: KeptContent, folder: URL, pages: Int = 20,
        lease: Lease = .alone
    ) {
        self.rule = rule
        self.evidence = evidence
        self.content = content
        self.folder = folder
        self.pages = pages
        self.lease = lease
    }

    /// Answers how many packages lost their files. Does nothing while a backup copies them: what it has in its rows must be there.
    func run(at now: Date) async throws -> Int {
        var total = 0
        for _ in 0..<self.pages where !Task.isCancelled {
            guard let lock = try FilesLock(folder: self.folder, for: .removing) else { return total }
            let after = self.position.withLock { $0 }
            let page = try await self.evidence.database.read { [rule] in
                try rule.page(after: after, at: now, in: $0)
            }
            if !page.due.isEmpty {
                let removed = try await self.mark(page.due, at: now)
                for hash in Set(removed.map(\.hash)) {
                    try await Sweep.remove(hash, self.content, self.evidence.database)
                }
                total += removed.count
            }
            self.position.withLock { $0 = page.last ?? "" }
            withExtendedLifetime(lock) {}
            if page.last == nil { break }
        }
        return total
    }

    /// What was read before may have changed: each is judged again in the transaction that marks it.
    private func mark(_ due: [RetentionRule.Due], at now: Date) async throws -> [RetentionRule.Due] {
        try await self.evidence.write { [rule, lease] connection in
            try lease.check(in: connection)
            return try due.compactMap { candidate in
                guard let due = try rule.judge(candidate.id, at: now, in: connection) else { return nil }
                try connection.execute("UPDATE package SET removed_at = $2 WHERE id = $1", due.id, now)
                try EvidenceLog.append(.removed(due, keepDays: rule.days, at: now), in: connection)
                return due
            }
        }
    }
}

extension PackageStore {
    /// Whether a package needs the file.
    static func isKept(_ hash: ContentHash, in connection: Connection) throws -> Bool {
        try connection.row("SELECT 1 AS kept FROM package WHERE sha256 = $1 AND removed_at IS NULL LIMIT 1", hash)
            != nil
    }

    /// The files that packages need, by their names.
    static func kept(after last: String, limit: Int, in connection: Connection) throws -> [ContentHash] {
        try connection.rows(
            """
            SELECT DISTINCT sha256 FROM package WHERE sha256 > $1 AND removed_at IS NULL ORDER BY sha256 LIMIT $2
            """, last, limit
        ).map { try $0["sha256"] }
    }

    /// Since when the newest package with this file has lost it, as it stands in the database; nil when none has.
    static func removedAt(_ hash: ContentHash, in connection: Connection) throws -> String? {
        let row = try connection.row("SELECT MAX(removed_at) AS removed_at FROM package WHERE sha256 = $1", hash)
        return try row?["removed_at"] ?? nil
    }
}

extension Fault {
    /// The file of a package went by the rule; what is known of it stays.
    static func packageRemoved(_ at: Date) -> Fault {
        Fault(
            .packageRemoved,
            vi:
                "Tệp của gói tin đã xóa khỏi trục lúc \(VietnamTime.shown(at)) vì hết thời hạn lưu. Biên nhận và sổ bằng chứng vẫn còn; cần nội dung thì hỏi nơi gửi.",
            en:
                "The file of the package was removed from the hub at \(Timestamp.text(at)), when it had been kept for its time. Receipt and evidence are still there; ask the sender for the content."
        )
    }
}
