import Exchange
import Foundation
import Storage

/// One mail to one person, as it is kept: claimed before it goes, so that it goes once; tried again after growing pauses, with an end.
struct DigestRecord: Sendable, Equatable {
    /// What it tells: the work of a day (thư tổng hợp), or the figures of a period (`PeriodReport`).
    enum Kind: String, Sendable, SQLBindable, SQLReadable { case day, week, month }

    let personID: String
    let kind: Kind
    /// The first day of what it tells of. One person gets one mail of each kind and period, whatever becomes of the calendar.
    let period: CalendarDate
    /// On which it goes.
    let day: CalendarDate
    let address: String
    /// With the one that is claimed.
    let tries: Int

    static let maximumTries = 5
    /// Minutes after the first, second, … try.
    private static let pauses: [Double] = [5, 15, 45, 120]
    static let keptDays = 90

    /// Nil: the mail of the day.
    var report: ReportPeriod? {
        ReportPeriod.Kind(rawValue: self.kind.rawValue).map { ReportPeriod($0, containing: self.period) }
    }

    static let reports = Migration(
        "office 0393 reports by mail",
        sql: """
            ALTER TABLE person_mail ADD COLUMN wants_week INTEGER NOT NULL DEFAULT 0 CHECK (wants_week IN (0, 1));
            ALTER TABLE person_mail ADD COLUMN wants_month INTEGER NOT NULL DEFAULT 0 CHECK (wants_month IN (0, 1));
            CREATE TABLE digest_anew (
                person_id TEXT NOT NULL REFERENCES person (id),
                -- day: the mail of the day; week, month: the report of that period.
                kind TEXT NOT NULL CHECK (kind IN ('day', 'week', 'month')),
                -- The first day of what it tells of.
                period TEXT NOT NULL,
                -- On which it goes.
                day TEXT NOT NULL,
                -- empty: there was nothing to tell.
                state TEXT NOT NULL CHECK (state IN ('claimed', 'waiting', 'sent', 'empty', 'failed')),
                tries INTEGER NOT NULL,
                next_at TEXT,
                failure TEXT,
                error TEXT,
                PRIMARY KEY (person_id, kind, period)
            );
            INSERT INTO digest_anew (person_id, kind, period, day, state, tries, next_at, failure, error)
                SELECT person_id, 'day', day, day, state, tries, next_at, failure, error FROM digest;
            DROP TABLE digest;
            ALTER TABLE digest_anew RENAME TO digest;
            CREATE INDEX digest_by_day ON digest (day, state);
            """
    )

    /// Who is to get one and has not; `$1` is the day, `$2` the moment, `$3` and `$4` the week and the month that are reported on that day. Reports
    /// go to those who may read them (`PeriodReportRule`), the mail of the day to all but administrators.
    private static let due = """
        SELECT person.id, person_mail.address, wanted.kind, wanted.period, COALESCE(digest.tries, 0) AS tries
        FROM (
            SELECT 'day' AS kind, $1 AS period
            UNION ALL SELECT 'week', $3 WHERE CAST($3 AS TEXT) IS NOT NULL
            UNION ALL SELECT 'month', $4 WHERE CAST($4 AS TEXT) IS NOT NULL
        ) AS wanted
        JOIN person_mail ON 1 = CASE wanted.kind WHEN 'day' THEN person_mail.wants_digest
            WHEN 'week' THEN person_mail.wants_week ELSE person_mail.wants_month END
        JOIN person ON person.id = person_mail.person_id
        LEFT JOIN digest ON digest.person_id = person.id AND digest.kind = wanted.kind AND digest.period = wanted.period
        WHERE person.enabled = 1 AND person_mail.address IS NOT NULL
            AND person.role <> CASE wanted.kind WHEN 'day' THEN 'admin' ELSE 'officer' END
            AND (digest.person_id IS NULL OR (digest.state = 'waiting' AND digest.next_at <= $2))
        ORDER BY COALESCE(digest.tries, 0), person.id, wanted.kind
        """

    private static func all(
        on day: CalendarDate, reports: [ReportPeriod], at now: Date, limit: Int, in connection: Connection
    ) throws -> [DigestRecord] {
        func first(_ kind: ReportPeriod.Kind) -> CalendarDate? { reports.first { $0.kind == kind }?.first }
        return try connection.rows("\(self.due) LIMIT \(limit)", day, now, first(.week), first(.month)).map { row in
            let tries: Int = try row["tries"]
            return DigestRecord(
                personID: try row["id"], kind: try row["kind"], period: try row["period"], day: day,
                address: try row["address"], tries: tries + 1)
        }
    }

    /// Claims the next; nil when nobody waits. `reports`: those of the day (`ReportPeriod.due`).
    static func claim(
        on day: CalendarDate, reports: [ReportPeriod], at now: Date, in connection: Connection
    ) throws -> DigestRecord? {
        guard let next = try self.all(on: day, reports: reports, at: now, limit: 1, in: connection).first else {
            return nil
        }
        try next.write("claimed", nil, at: now, in: connection)
        return next
    }

    func sent(at now: Date, in connection: Connection) throws { try self.write("sent", nil, at: now, in: connection) }
    func empty(at now: Date, in connection: Connection) throws { try self.write("empty", nil, at: now, in: connection) }

    /// Waits for the next try, or has failed. What may have gone is never sent again, nor what the receiver's server refuses for good. Where no mail
    /// goes at all,
    /// everybody who waits has had this try.
    func failed(
        _ failure: MailFailure, reports: [ReportPeriod], at now: Date, in connection: Connection
    ) throws {
        try self.fail(failure, at: now, in: connection)
        guard failure.kind == .server else { return }
        for other in try Self.all(on: self.day, reports: reports, at: now, limit: 1_000, in: connection) {
            try other.fail(failure, at: now, in: connection)
        }
    }

    private func fail(_ failure: MailFailure, at now: Date, in connection: Connection) throws {
        let isOver = self.tries >= Self.maximumTries || failure.kind == .receiver || failure.kind == .unknown
        try self.write(isOver ? "failed" : "waiting", failure, at: now, in: connection)
    }

    private func write(_ state: String, _ failure: MailFailure?, at now: Date, in connection: Connection) throws {
        let next =
            state == "waiting"
            ? now.addingTimeInterval(60 * Self.pauses[min(self.tries, Self.pauses.count) - 1]) : nil
        try connection.execute(
            """
            INSERT INTO digest (person_id, kind, period, day, state, tries, next_at, failure, error)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            ON CONFLICT (person_id, kind, period) DO UPDATE SET state = excluded.state, tries = excluded.tries,
                next_at = excluded.next_at, failure = excluded.failure, error = excluded.error
            """, self.personID, self.kind, self.period, self.day, state, self.tries, next, failure?.kind,
            failure?.description)
    }

    /// What a stop left in the middle may have gone: it is not sent again. Runs before anything is claimed.
    static func settle(in connection: Connection) throws {
        try connection.execute(
            "UPDATE digest SET state = 'failed', failure = $1, error = 'the office stopped' WHERE state = 'claimed'",
            MailFailure.Kind.unknown)
    }

    /// The day ends: what waits has failed, and what was claimed may have gone; what is old goes.
    static func end(before today: CalendarDate, in connection: Connection) throws {
        try connection.execute("UPDATE digest SET state = 'failed' WHERE state = 'waiting' AND day < $1", today)
        try connection.execute(
            """
            UPDATE digest SET state = 'failed', failure = $2, error = 'what became of it was not kept'
            WHERE state = 'claimed' AND day < $1
            """, today, MailFailure.Kind.unknown)
        if let oldest = CalendarDate(dayNumber: today.dayNumber - Self.keptDays) {
            try connection.execute("DELETE FROM digest WHERE day < $1", oldest)
        }
    }
}

/// A mail that did not go, for the administrator.
struct DigestFailure: Sendable {
    let personID: String
    let name: String
    let mail: DigestRecord.Kind
    let day: CalendarDate
    let tries: Int
    let kind: MailFailure.Kind
    let error: String

    /// Of the last fourteen days, newest first. At most 100.
    static func recent(on today: CalendarDate, in connection: Connection) throws -> [DigestFailure] {
        let since = CalendarDate(dayNumber: today.dayNumber - 14) ?? today
        return try connection.rows(
            """
            SELECT digest.*, person.full_name FROM digest JOIN person ON person.id = digest.person_id
            WHERE digest.day >= $1 AND digest.state = 'failed' ORDER BY digest.day DESC, person.full_name, person.id LIMIT 100
            """, since
        ).map { row in
            DigestFailure(
                personID: try row["person_id"], name: try row["full_name"], mail: try row["kind"],
                day: try row["day"], tries: try row["tries"], kind: try row["failure"], error: try row["error"])
        }
    }
}
