import Exchange
import Foundation
import Storage
import Trust

/// The access log as a chain of rows.
enum AccessLog {
    static let migration = Migration(
        "office 0250 access log",
        sql: """
            CREATE TABLE access_log (
                seq INTEGER NOT NULL PRIMARY KEY,
                at TEXT NOT NULL,
                kind TEXT NOT NULL,
                person_id TEXT,
                person TEXT NOT NULL,
                document_id TEXT NOT NULL,
                file_id TEXT NOT NULL,
                detail TEXT NOT NULL,
                address TEXT NOT NULL,
                -- SHA-256 over the hash of the line before and what this one says.
                line_hash TEXT NOT NULL
            );
            CREATE INDEX access_log_time ON access_log (at);
            CREATE INDEX access_log_document ON access_log (document_id, seq) WHERE document_id <> '';
            CREATE INDEX access_log_person ON access_log (person_id, seq);
            CREATE TRIGGER access_log_stays BEFORE UPDATE ON access_log
            BEGIN SELECT RAISE(ABORT, 'a line of the access log is never changed'); END;
            CREATE TRIGGER access_log_remains BEFORE DELETE ON access_log
            BEGIN SELECT RAISE(ABORT, 'the access log is never shortened'); END;
            """
    )

    /// Adds a line in the transaction of what it tells.
    static func append(_ entry: AccessEntry, in connection: Connection) throws {
        let last = try self.head(in: connection)
        var entry = entry
        if entry.person.isEmpty, let id = entry.personID {
            entry.person = try PersonStore.person(id, in: connection)?.signature ?? ""
        }
        let seq = (last?.seq ?? 0) + 1
        let at = Timestamp.text(entry.at)
        let said = [
            at, entry.kind.rawValue, entry.personID ?? "", entry.person, entry.documentID, entry.fileID, entry.detail,
            entry.address,
        ]
        try connection.execute(
            """
            INSERT INTO access_log (seq, at, kind, person_id, person, document_id, file_id, detail, address, line_hash)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """, seq, at, entry.kind, entry.personID, entry.person, entry.documentID, entry.fileID, entry.detail,
            entry.address, self.hash(seq, said, after: last?.hash))
    }

    /// A line, known by its number and its hash, which holds everything before it.
    typealias Place = (seq: Int, hash: ContentHash)

    /// Whether the log holds this line.
    static func has(_ place: Place, in connection: Connection) throws -> Bool {
        try connection.row(
            "SELECT 1 AS found FROM access_log WHERE seq = $1 AND line_hash = $2", place.seq, place.hash) != nil
    }

    /// The last line; nil before the first.
    static func head(in connection: Connection) throws -> Place? {
        try connection.row("SELECT seq, line_hash FROM access_log ORDER BY seq DESC LIMIT 1").map {
            (try $0["seq"], try $0["line_hash"])
        }
    }

    /// What a line says, as it is hashed.
    private static func said(_ row: Row) throws -> [String] {
        [
            try row["at"], try row["kind"], try row["person_id"] ?? "", try row["person"], try row["document_id"],
            try row["file_id"], try row["detail"], try row["address"],
        ]
    }

    private static func hash(_ seq: Int, _ said: [String], after last: ContentHash?) -> ContentHash {
        let text = JSON.list([.text(last?.hex ?? ""), .number(seq)] + said.map { .text($0) }).canonical
        return ContentHash(of: Data(text.utf8))
    }

    /// Throws `conflict` when the log is not the one that was signed last, or is shorter: the database was damaged or exchanged. Before anything
    /// is written.
    ///
    /// - Parameter key: by which it was signed, and cuts too.
    static func checkBeginning(_ kept: Checkpoint?, key: VerifyingKey, in connection: Connection) throws {
        guard let kept, kept.size > 0 else { return }
        let cut = try AccessCut.latest(1, in: connection).first.flatMap { $0.isSigned(by: key) ? $0 : nil }
        // Cut by rule since it was signed: its line is no longer there.
        if let cut, kept.size < cut.through { return }
        let hash: ContentHash? =
            cut?.through == kept.size
            ? cut?.lineHash
            : try connection.row("SELECT line_hash FROM access_log WHERE seq = $1", kept.size)?["line_hash"]
        guard hash.flatMap(self.root)?.base64 != kept.root.base64 else { return }
        let name = connection.engine == .sqlite ? "office.sqlite" : "PostgreSQL"
        throw Fault(
            .conflict,
            vi:
                "Cơ sở dữ liệu \(name) không còn nhật ký truy cập đã ký (\(kept.size) dòng): bị hỏng hoặc bị thay. Giữ nguyên thư mục, khôi phục từ bản sao lưu.",
            en:
                "\(name) does not hold the \(kept.size) lines of the access log that were signed: it was damaged or exchanged. Keep the folder and restore a backup; who removes \(CheckpointFile.name) starts with what is left.",
            place: name)
    }

    /// Goes through the whole chain, from the last cut on, and tells where it is broken, and whether it has lost the end that `kept` knows.
    ///
    /// - Parameter key: by which cuts were signed.
    static func check(
        _ connection: Connection, kept: Checkpoint?, key: VerifyingKey?, into report: inout OfficeCheck.Report
    ) throws {
        guard let start = try self.checkCuts(connection, key: key, into: &report) else { return }
        var (seq, last) = start
        if let kept, let last, kept.size == seq, kept.root.base64 != self.root(last)?.base64 {
            report.add(
                "access", "\(seq)", "Nhật ký truy cập không phải nhật ký đã ký.",
                "The access log is not the one that was signed.")
        }
        while true {
            let rows = try connection.rows("SELECT * FROM access_log WHERE seq > $1 ORDER BY seq LIMIT 1000", seq)
            if rows.isEmpty { break }
            for row in rows {
                let (found, hash): (Int, ContentHash?) = (try row["seq"], ContentHash(hex: try row["line_hash"]))
                guard found == seq + 1, let hash, try hash == self.hash(found, self.said(row), after: last) else {
                    return report.add(
                        "access", "\(seq + 1)", "Nhật ký truy cập bị sửa hoặc mất từ dòng này.",
                        "The access log was altered or cut from this line on.")
                }
                (seq, last) = (found, hash)
                if let kept, kept.size == seq, kept.root.base64 != Self.root(hash)?.base64 {
                    report.add(
                        "access", "\(seq)", "Nhật ký truy cập không phải nhật ký đã ký.",
                        "The access log is not the one that was signed.")
                }
            }
        }
        report.accesses = seq - start.seq
        if let kept, kept.size > seq {
            report.add(
                "access", "\(seq + 1)", "Nhật ký truy cập mất phần cuối: đã ký \(kept.size) dòng, còn \(seq).",
                "The access log has lost its end: \(kept.size) lines were signed, \(seq) are left.")
        }
    }

    static func root(_ hash: ContentHash) -> LogHash? {
        var digits = hash.hex[...]
        var bytes: [UInt8] = []
        while !digits.isEmpty {
            guard let byte = UInt8(digits.prefix(2), radix: 16) else { return nil }
            bytes.append(byte)
            digits = digits.dropFirst(2)
        }
        return LogHash(bytes: bytes)
    }
}
