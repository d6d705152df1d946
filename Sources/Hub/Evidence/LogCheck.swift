import Exchange
import Foundation
import Storage
import Trust

/// Builds the whole tree anew from the entries and holds nodes and checkpoints to it.
enum LogCheck {
    /// Answers the deliveries that the log says were closed.
    static func run(
        _ connection: Connection, key: VerifyingKey, into report: inout HubCheck.Report
    ) throws -> [String: Closure] {
        var closed: [String: Closure] = [:]
        let size = try EvidenceLog.size(in: connection)
        // The complete subtrees on the way to the right edge: one hash a level.
        var edge: [Int: LogHash] = [:]
        var checkpoints = try self.checkpoints(after: 0, connection)[...]
        var last = 0
        var index = 0
        while index < size {
            let rows = try connection.rows(
                """
                SELECT evidence_event.*, package.from_organ
                FROM evidence_event LEFT JOIN package ON package.id = evidence_event.package_id
                WHERE idx >= $1 ORDER BY idx LIMIT 1000
                """, index)
            if rows.isEmpty { break }
            for row in rows {
                let found: Int = try row["idx"]
                if found != index {
                    report.add("log", "\(index)", "Mất mục trong sổ bằng chứng.", "An entry of the log is missing.")
                    // Nothing behind a hole can be proved.
                    return closed
                }
                let entry: String = try row["entry"]
                if try !self.isNamed(row, as: entry) {
                    report.add("log", "\(index)", "Cột tra cứu của sổ bị sửa.", "A column of the log was altered.")
                }
                try self.take(entry, at: index, &edge, connection, &report)
                closed.merge(self.closed(entry)) { $1 }
                index += 1
                if checkpoints.isEmpty { checkpoints = try self.checkpoints(after: last, connection)[...] }
                while let next = checkpoints.first, next.size <= index {
                    checkpoints.removeFirst()
                    last = next.size
                    self.judge(next, edge, at: index, key, &report)
                }
            }
        }
        report.events = size
        if last < size {
            report.add(
                "log", "\(size)", "Mục cuối của sổ chưa có mốc ký.", "The last entries have no signed checkpoint.")
        }
        let newest: Int = try connection.row("SELECT MAX(size) AS size FROM evidence_checkpoint")?["size"] ?? 0
        if newest > size {
            report.add(
                "log", "\(newest)", "Sổ ngắn hơn mốc đã ký.", "The log is shorter than a signed checkpoint says.")
        }
        let nodes: Int = try connection.row("SELECT COUNT(*) AS count FROM evidence_node")?["count"] ?? 0
        if nodes != self.nodeCount(size) {
            report.add(
                "log", "\(nodes)", "Số nút của sổ không khớp.", "The number of nodes is not that of the entries.")
        }
        return closed
    }

    /// Whether the columns by which entries are found say what the entry says. Identifiers of ours need no escaping in JSON.
    private static func isNamed(_ row: Row, as entry: String) throws -> Bool {
        let columns: [(key: String, value: String?)] = [
            ("event", try row["name"]), ("packageId", try row["package_id"]),
        ]
        let (delivery, sender): (String?, String?) = (try row["delivery_id"], try row["sender"])
        let tellsSender = EvidenceEvent.Name(rawValue: try row["name"])?.tellsSender ?? false
        guard sender == (tellsSender ? try row["from_organ"] : nil) else { return false }
        guard columns.allSatisfy({ Self.says(entry, $0.key, $0.value) }) else { return false }
        // A status names the delivery that it is about in its report.
        return delivery.map { entry.contains("\"deliveryId\":\"\($0)\"") }
            ?? (!entry.contains("\"deliveryId\"") || entry.contains("\"report\":"))
    }

    private static func says(_ entry: String, _ key: String, _ value: String?) -> Bool {
        value.map { entry.contains("\"\(key)\":\"\($0)\"") } ?? !entry.contains("\"\(key)\":")
    }

    /// Few reports close anything.
    private static func closed(_ entry: String) -> [String: Closure] {
        guard entry.contains("\"closed\":"), let json = try? JSONDecoder().decode(JSON.self, from: Data(entry.utf8)),
            let report = json["report"]
        else { return [:] }
        let closure = report["asking"]?.string == Asking.agreed.rawValue ? Closure.withdrawn : .replaced
        let ids = (report["closed"]?.elements ?? []).compactMap(\.string)
        return Dictionary(ids.map { ($0, closure) }) { $1 }
    }

    private struct Stored {
        let size: Int
        let checkpoint: Checkpoint?
    }

    private static func checkpoints(after size: Int, _ connection: Connection) throws -> [Stored] {
        try connection.rows(
            "SELECT size, text FROM evidence_checkpoint WHERE size > $1 ORDER BY size LIMIT 1000", size
        ).map { Stored(size: try $0["size"], checkpoint: Checkpoint(text: try $0["text"])) }
    }

    private static func take(
        _ entry: String, at index: Int, _ edge: inout [Int: LogHash], _ connection: Connection,
        _ report: inout HubCheck.Report
    ) throws {
        let known = edge
        let made = try MerkleTree.appended(LogHash(leaf: Data(entry.utf8)), at: index) { level, _ in
            known[level] ?? .empty
        }
        for (level, position, hash) in made {
            edge[level] = hash
            let row = try connection.row(
                "SELECT hash FROM evidence_node WHERE level = $1 AND idx = $2", level, position)
            let stored: String? = try row?["hash"]
            if stored != hash.base64 {
                report.add(
                    "log", "\(index)", "Mục hoặc nút của sổ bằng chứng đã bị sửa.",
                    "An entry or a node of the log was altered.")
                return
            }
        }
    }

    private static func judge(
        _ stored: Stored, _ edge: [Int: LogHash], at index: Int, _ key: VerifyingKey, _ report: inout HubCheck.Report
    ) {
        guard let checkpoint = stored.checkpoint, checkpoint.size == stored.size, stored.size == index,
            checkpoint.isSigned(by: key)
        else {
            return report.add(
                "log", "\(stored.size)", "Mốc đã ký bị sửa.", "A checkpoint was altered or is not signed by this hub.")
        }
        if checkpoint.root != self.root(edge, size: index) {
            report.add(
                "log", "\(stored.size)", "Sổ bằng chứng khác với mốc đã ký.", "The log is not what a checkpoint signed."
            )
        }
    }

    /// The subtrees at the right edge are those of the bits of the size; joined from the right.
    private static func root(_ edge: [Int: LogHash], size: Int) -> LogHash {
        var root: LogHash?
        for level in 0..<Int.bitWidth - 1 where size >> level & 1 == 1 {
            guard let hash = edge[level] else { return .empty }
            root = root.map { LogHash(left: hash, right: $0) } ?? hash
        }
        return root ?? .empty
    }

    private static func nodeCount(_ size: Int) -> Int {
        var (count, rest) = (0, size)
        while rest > 0 {
            count += rest
            rest >>= 1
        }
        return count
    }
}
