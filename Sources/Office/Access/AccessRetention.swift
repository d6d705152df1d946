import Exchange
import Foundation
import Storage
import Trust
import Web

/// For how long the access log is kept (thời gian giữ nhật ký truy cập). The law names no time for it (spec law §3.9), so it is kept for good until the
/// administrator sets years; never fewer than five, for which units keep files before the archive takes them (NĐ 30/2020/NĐ-CP, Điều 31.3.c).
struct AccessRetention: Sendable, Equatable {
    /// Counts the changes: a form made from an older version is refused.
    let version: Int
    /// Nil: for good.
    var years: Int?
    /// Who set it, as it was signed then; empty before the first.
    var setBy: String

    static let allowed = 5...100

    static let migration = Migration(
        "office 0480 for how long the access log is kept",
        sql: """
            CREATE TABLE access_retention (
                id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
                version INTEGER NOT NULL,
                years INTEGER CHECK (years BETWEEN \(allowed.lowerBound) AND \(allowed.upperBound)),
                set_by TEXT NOT NULL
            );
            INSERT INTO access_retention (id, version, years, set_by) VALUES (1, 1, NULL, '');
            CREATE TABLE access_cut (
                ordinal INTEGER NOT NULL PRIMARY KEY,
                -- The last line that went, and its hash, from which the chain goes on.
                through INTEGER NOT NULL UNIQUE,
                line_hash TEXT NOT NULL,
                line_count INTEGER NOT NULL CHECK (line_count > 0),
                -- Of the first and the last of them.
                first_at TEXT NOT NULL,
                last_at TEXT NOT NULL,
                at TEXT NOT NULL,
                years INTEGER NOT NULL,
                -- Who set the rule.
                rule_by TEXT NOT NULL,
                signature TEXT NOT NULL
            );
            CREATE TRIGGER access_cut_stays BEFORE UPDATE ON access_cut
            BEGIN SELECT RAISE(ABORT, 'a cut of the access log is never changed'); END;
            CREATE TRIGGER access_cut_remains BEFORE DELETE ON access_cut
            BEGIN SELECT RAISE(ABORT, 'a cut of the access log is never forgotten'); END;
            DROP TRIGGER access_log_remains;
            CREATE TRIGGER access_log_remains BEFORE DELETE ON access_log
            WHEN OLD.seq > COALESCE((SELECT MAX(access_cut.through) FROM access_cut), 0)
            BEGIN SELECT RAISE(ABORT, 'the access log is shortened by its rule alone'); END;
            """
    )

    static func read(in connection: Connection) throws -> AccessRetention {
        guard let row = try connection.row("SELECT * FROM access_retention WHERE id = 1") else {
            throw Fault(
                .internalFault, vi: "Thiếu quy tắc giữ nhật ký truy cập.", en: "The rule of the access log is missing.")
        }
        return AccessRetention(version: try row["version"], years: try row["years"], setBy: try row["set_by"])
    }

    /// Lines before this moment may go; nil: none. A year has 366 days here: nothing goes a day too early.
    func limit(at now: Date) -> Date? { self.years.map { now.addingTimeInterval(-86_400 * 366 * Double($0)) } }

    /// What the administrator sets.
    ///
    /// - Parameter years: nil keeps the log for good.
    static func set(_ years: Int?, by person: Person, form: FormToken, office: Office) async throws -> String {
        if let refusal = PeopleRule.refusal(by: person) { throw refusal }
        if let years, !self.allowed.contains(years) { throw self.wrong }
        return try await office.act(by: person, once: form.once, on: "") { connection, now in
            let before = try self.read(in: connection)
            guard before.version == form.version else { throw Fault.stalePeople }
            guard before.years != years else { return "/access/retention" }
            try connection.execute(
                "UPDATE access_retention SET version = version + 1, years = $1, set_by = $2 WHERE id = 1", years,
                person.signature)
            try AdministrativeLog.add(
                .accessRetentionSet, to: (id: "access-log", name: "Nhật ký truy cập"), from: self.values(before.years),
                to: self.values(years), by: person, at: now, in: connection)
            return "/access/retention"
        }
    }

    static var wrong: FormFault {
        FormFault(
            "years",
            "Ghi số năm, từ \(self.allowed.lowerBound) đến \(self.allowed.upperBound), hoặc để trống để giữ mãi")
    }

    private static func values(_ years: Int?) -> NamedValues { [("Thời gian giữ", AccessWords.kept(years))] }
}
