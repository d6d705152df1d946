import Exchange
import Foundation
import Storage
import Trust

/// One shortening of the access log (cắt nhật ký truy cập) by its rule: a signed row that says which lines went, when and by whose rule. It keeps the hash
/// of the last of them, from which the chain goes on. The row is written first; the lines go afterwards, a few at a time.
struct AccessCut: Sendable {
    /// From 1, without a gap.
    let ordinal: Int
    /// The last line that went.
    let through: Int
    let lineHash: ContentHash
    let count: Int
    /// Of the first and the last line that went, as they were written.
    let firstAt: String
    let lastAt: String
    let at: String
    let years: Int
    let ruleBy: String
    /// By the key that signs how far the log has come.
    let signature: String

    /// What a cut is called where it is signed and in the line that tells of it.
    static let word = "access-cut"
    /// Lines of one cut: the rest waits for the next night.
    static let largest = 100_000

    /// Oldest first; there is one a night at most. At most 40,000, which are a hundred years.
    static func all(in connection: Connection) throws -> [AccessCut] {
        try connection.rows("SELECT * FROM access_cut ORDER BY ordinal LIMIT 40000").map(self.init)
    }

    /// Newest first.
    static func latest(_ count: Int, in connection: Connection) throws -> [AccessCut] {
        try connection.rows("SELECT * FROM access_cut ORDER BY ordinal DESC LIMIT $1", count).map(self.init)
    }

    private init(_ row: Row) throws {
        self.ordinal = try row["ordinal"]
        self.through = try row["through"]
        self.lineHash = try row["line_hash"]
        self.count = try row["line_count"]
        self.firstAt = try row["first_at"]
        self.lastAt = try row["last_at"]
        self.at = try row["at"]
        self.years = try row["years"]
        self.ruleBy = try row["rule_by"]
        self.signature = try row["signature"]
    }

    /// Without its signature.
    private init(
        after last: AccessCut?, through: Row, first: Row, rule: AccessRetention, years: Int, at now: Date,
        key: SigningKey
    ) throws {
        self.ordinal = (last?.ordinal ?? 0) + 1
        self.through = try through["seq"]
        self.lineHash = try through["line_hash"]
        self.count = self.through - (last?.through ?? 0)
        self.firstAt = try first["at"]
        self.lastAt = try through["at"]
        self.at = Timestamp.text(now)
        self.years = years
        self.ruleBy = rule.setBy
        self.signature = try key.sign(
            Self.said(
                self.ordinal, self.through, self.lineHash, self.count, [self.firstAt, self.lastAt, self.at], years,
                rule.setBy))
    }

    /// What is signed.
    private static func said(
        _ ordinal: Int, _ through: Int, _ hash: ContentHash, _ count: Int, _ times: [String], _ years: Int,
        _ rule: String
    ) -> String {
        JSON.list(
            [.text(self.word), .number(ordinal), .number(through), .text(hash.hex), .number(count), .number(years)]
                + (times + [rule]).map { .text($0) }
        ).canonical
    }

    func isSigned(by key: VerifyingKey) -> Bool {
        key.verifies(
            self.signature,
            of: Self.said(
                self.ordinal, self.through, self.lineHash, self.count, [self.firstAt, self.lastAt, self.at], self.years,
                self.ruleBy))
    }

    /// Writes a cut of the lines that the rule lets go, at most `largest`; they go by `AccessLog.removeCut`. It ends before the first line that is
    /// younger or about something frozen. Answers nil when there is nothing to cut.
    static func make(
        at now: Date, key: SigningKey, largest: Int = AccessCut.largest, in connection: Connection
    ) throws -> AccessCut? {
        let rule = try AccessRetention.read(in: connection)
        guard let years = rule.years, let limit = rule.limit(at: now) else { return nil }
        let last = try self.latest(1, in: connection).first
        let start = last?.through ?? 0
        let stop: Int? = try connection.row(
            """
            SELECT seq FROM access_log WHERE seq > $1 AND seq <= $2 AND (at >= $3 OR document_id IN (
                SELECT "freeze".subject_id FROM "freeze" WHERE "freeze".lifted_at IS NULL
                UNION ALL SELECT case_document.document_id FROM case_document
                    JOIN "freeze" AS held ON held.subject_id = case_document.case_file_id WHERE held.lifted_at IS NULL
            )) ORDER BY seq LIMIT 1
            """, start, start + largest, Timestamp.text(limit))?["seq"]
        let through = try connection.row(
            "SELECT seq, at, line_hash FROM access_log WHERE seq > $1 AND seq <= $2 ORDER BY seq DESC LIMIT 1", start,
            stop.map { $0 - 1 } ?? start + largest)
        let first = try connection.row(
            "SELECT seq, at FROM access_log WHERE seq > $1 ORDER BY seq LIMIT 1", start)
        guard let through, let first else { return nil }
        let cut = try AccessCut(
            after: last, through: through, first: first, rule: rule, years: years, at: now, key: key)
        try connection.execute(
            """
            INSERT INTO access_cut (ordinal, through, line_hash, line_count, first_at, last_at, at, years, rule_by, signature)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """, cut.ordinal, cut.through, cut.lineHash, cut.count, cut.firstAt, cut.lastAt, cut.at, cut.years,
            cut.ruleBy, cut.signature)
        // In the chain too: so there is always a line behind a cut, and a cut that is taken back leaves a trace.
        var line = AccessEntry(.administered, by: nil, at: now)
        line.detail = "\(Self.word) \(cut.ordinal) \(cut.through)"
        try AccessLog.append(line, in: connection)
        return cut
    }
}

extension AccessLog {
    /// Takes away lines that a cut names, at most `limit`; answers how many.
    static func removeCut(limit: Int, in connection: Connection) throws -> Int {
        try connection.execute(
            """
            DELETE FROM access_log WHERE seq IN (
                SELECT gone.seq FROM access_log AS gone WHERE gone.seq <= (SELECT COALESCE(MAX(access_cut.through), 0) FROM access_cut)
                ORDER BY gone.seq LIMIT $1
            )
            """, limit)
    }

    /// Goes through the cuts: each follows the one before and bears the signature of `key`. Answers from which line on the log has to be whole, with the
    /// hash before it; nil after a finding, when nothing behind can be judged.
    static func checkCuts(
        _ connection: Connection, key: VerifyingKey?, into report: inout OfficeCheck.Report
    ) throws -> (seq: Int, hash: ContentHash?)? {
        var last: AccessCut?
        for cut in try AccessCut.all(in: connection) {
            let follows =
                cut.ordinal == (last?.ordinal ?? 0) + 1 && cut.through - cut.count == (last?.through ?? 0)
            guard let key, follows, cut.isSigned(by: key) else {
                report.add(
                    "access", "cut \(cut.ordinal)",
                    "Lần cắt nhật ký truy cập này không đúng chữ ký hoặc không nối với lần trước.",
                    "This cut of the access log is not signed by the office's key, or does not follow the one before.")
                return nil
            }
            last = cut
        }
        return (last?.through ?? 0, last?.lineHash)
    }
}
