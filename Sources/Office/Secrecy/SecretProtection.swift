import Exchange
import Foundation
import Storage
import Web

extension SecrecyLevel {
    /// Years of the longest time of protection (thời hạn bảo vệ bí mật nhà nước; Luật Bảo vệ bí mật nhà nước 29/2018/QH14, Điều 19, khoản 1).
    var protectedYears: Int {
        switch self {
        case .secret: 10
        case .topSecret: 20
        case .utmost: 30
        }
    }

    /// The last day of that time when the level was set on `day`.
    func protection(from day: CalendarDate) -> CalendarDate {
        let year = day.year + self.protectedYears
        // Of 29 February, in most years the 28th.
        return CalendarDate(year: year, month: day.month, day: day.day)
            ?? CalendarDate(year: year, month: day.month, day: 28) ?? day
    }

    /// Whether that time may end with `end` when the level was set on `day`: papers may name a shorter one.
    func protects(from day: CalendarDate, until end: CalendarDate) -> Bool {
        end > day && end <= self.protection(from: day)
    }
}

/// A change of the day until which a secret document is protected, as the register tells it: an extension (gia hạn; the same law, Điều 20), a new
/// level, or a mistake of the register put right. Who may decide does so on paper; the clerk who keeps the book writes it down. Only ever added.
struct SecretProtection: Sendable, SecretLine {
    enum Kind: String, Sendable, CaseIterable, SQLBindable, SQLReadable {
        /// Gia hạn, by a decision before the time is over.
        case extended
        /// The register had the wrong day.
        case corrected
        /// With a new level.
        case changed

        /// Those that have a form of their own.
        static let written: [Kind] = [.extended, .corrected]
    }

    let kind: Kind
    let before: CalendarDate
    let after: CalendarDate
    /// Số, ký hiệu; empty where the register was wrong.
    let decision: String
    let decidedBy: String
    let decidedOn: CalendarDate
    let reason: String
    /// The name of that day.
    let recordedBy: String
    let recordedAt: Date

    /// So many days before the end an extension must have been decided (Điều 20), and the keeper of the book is reminded.
    static let noticeDays = 60

    static let migration = Migration(
        "office 0500 how long secret papers are protected",
        sql: """
            -- The last day of protection; at first that of the law.
            ALTER TABLE secret_document ADD COLUMN protected_until TEXT;
            UPDATE secret_document SET protected_until =
                CAST(CAST(substr(document_date, 1, 4) AS INTEGER)
                    + CASE level WHEN 'secret' THEN 10 WHEN 'top-secret' THEN 20 ELSE 30 END AS TEXT)
                || CASE WHEN substr(document_date, 5) = '-02-29' AND level <> 'top-secret' THEN '-02-28'
                    ELSE substr(document_date, 5) END;
            CREATE INDEX secret_document_protected ON secret_document (protected_until) WHERE lifted_on IS NULL;
            CREATE TABLE secret_protection (
                seq INTEGER PRIMARY KEY,
                document_id TEXT NOT NULL REFERENCES secret_document (id),
                kind TEXT NOT NULL CHECK (kind IN ('extended', 'corrected', 'changed')),
                until_before TEXT NOT NULL,
                until_after TEXT NOT NULL CHECK (until_after <> until_before),
                decision TEXT NOT NULL,
                decided_by TEXT NOT NULL,
                decided_on TEXT NOT NULL,
                reason TEXT NOT NULL,
                recorded_by TEXT NOT NULL,
                recorded_at TEXT NOT NULL,
                CHECK (kind <> 'extended' OR (decision <> '' AND decided_by <> '' AND until_after > until_before))
            );
            CREATE INDEX secret_protection_document ON secret_protection (document_id, seq);
            """
    )

    /// The history stays, and the day changes with the line that says why.
    static let triggers = Migration(
        "office 0501 how long secret papers are protected: history",
        sql: """
            CREATE TRIGGER secret_protection_stays BEFORE UPDATE ON secret_protection
            BEGIN SELECT RAISE(ABORT, 'a change of protection is never altered'); END;
            CREATE TRIGGER secret_protection_remains BEFORE DELETE ON secret_protection
            BEGIN SELECT RAISE(ABORT, 'a change of protection is never removed'); END;
            CREATE TRIGGER secret_document_protection AFTER UPDATE OF protected_until ON secret_document
            WHEN NEW.protected_until IS NOT OLD.protected_until AND NEW.protected_until IS NOT (
                SELECT secret_protection.until_after FROM secret_protection
                WHERE secret_protection.document_id = NEW.id ORDER BY secret_protection.seq DESC LIMIT 1
            )
            BEGIN SELECT RAISE(ABORT, 'a time of protection changes with the line that says why'); END;
            """
    )

    static let table = "secret_protection"

    init(_ row: Row) throws {
        self.init(
            kind: try row["kind"], before: try row["until_before"], after: try row["until_after"],
            decision: try row["decision"], decidedBy: try row["decided_by"], decidedOn: try row["decided_on"],
            reason: try row["reason"], recordedBy: try row["recorded_by"], recordedAt: try row["recorded_at"])
    }

    private init(
        kind: Kind, before: CalendarDate, after: CalendarDate, decision: String, decidedBy: String,
        decidedOn: CalendarDate, reason: String, recordedBy: String, recordedAt: Date
    ) {
        self.kind = kind
        self.before = before
        self.after = after
        self.decision = decision
        self.decidedBy = decidedBy
        self.decidedOn = decidedOn
        self.reason = reason
        self.recordedBy = recordedBy
        self.recordedAt = recordedAt
    }

    /// Writes it and makes the document's day what it says.
    func save(_ document: String, in connection: Connection) throws {
        try connection.execute(
            """
            INSERT INTO secret_protection (document_id, kind, until_before, until_after, decision, decided_by, decided_on, reason,
                recorded_by, recorded_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """, document, self.kind, self.before, self.after, self.decision, self.decidedBy, self.decidedOn,
            self.reason, self.recordedBy, self.recordedAt)
        try connection.execute(
            "UPDATE secret_document SET protected_until = $1 WHERE id = $2", self.after, document)
    }
}

extension SecretProtection {
    /// Reads the form about `document`, whose changes so far are `former`. Throws `FormFault`.
    init(
        _ fields: FormFields, of document: SecretDocument, after former: [SecretProtection], by person: Person,
        at now: Date, today: CalendarDate
    ) throws {
        guard let kind = Kind(rawValue: fields.text("kind")), Kind.written.contains(kind) else {
            throw FormFault("kind", "Chọn một việc trong danh sách")
        }
        guard former.count < Self.maximum else {
            throw FormFault("kind", "Thời hạn đã đổi \(Self.maximum) lần, không ghi thêm được")
        }
        guard document.liftedOn == nil else {
            throw FormFault("kind", "Văn bản đã giải mật: không còn thời hạn bảo vệ")
        }
        let until = try fields.date("until", called: "Ngày hết thời hạn", missing: "Ghi ngày hết thời hạn bảo vệ")
        let decision = try SecretDecision(
            fields, isNeeded: kind == .extended, since: former.map(\.decidedOn), of: document, today: today,
            missing: "Ghi ngày quyết định hoặc ngày sửa")
        guard kind != .extended || decision.day <= document.protectedUntil else {
            throw FormFault(
                "day",
                "Thời hạn bảo vệ đã hết ngày \(document.protectedUntil.shown): quyết định sau ngày ấy không gia hạn được"
            )
        }
        self.init(
            kind: kind, before: document.protectedUntil, after: until, decision: decision.number,
            decidedBy: decision.decidedBy, decidedOn: decision.day, reason: try SecretDecision.reason(fields),
            recordedBy: person.fullName, recordedAt: now)
        try self.check(document, after: former)
    }

    /// What the law lets the new day be. Throws `FormFault` on `until`.
    private func check(_ document: SecretDocument, after former: [SecretProtection]) throws {
        guard self.after != self.before else { throw FormFault("until", "Thời hạn đang là ngày này") }
        let (years, level) = (document.level.protectedYears, SecrecyWords.level(document.level))
        switch self.kind {
        case .extended:
            let latest = document.level.protection(from: self.before)
            guard self.after > self.before, self.after <= latest else {
                throw FormFault(
                    "until",
                    "Gia hạn đến sau ngày \(self.before.shown) và không quá \(latest.shown): mỗi lần tối đa \(years) năm với độ \(level)"
                )
            }
        case .corrected, .changed:
            let latest = Self.latest(document, after: former)
            guard self.after > document.documentDate, self.after <= latest else {
                throw FormFault(
                    "until", "Ngày phải sau ngày văn bản \(document.documentDate.shown) và không quá \(latest.shown)")
            }
        }
    }

    /// The last day that could stand in the register: by the newest extension or level, else by the date of the document.
    private static func latest(_ document: SecretDocument, after former: [SecretProtection]) -> CalendarDate {
        guard let newest = former.last(where: { $0.kind != .corrected }) else {
            return document.level.protection(from: document.documentDate)
        }
        return document.level.protection(from: newest.kind == .extended ? newest.before : newest.decidedOn)
    }

    /// The new day that comes with a change of level, as the form names it; nil where it names none. Throws `FormFault` on `until`.
    init?(_ fields: FormFields, with change: SecrecyChange, of document: SecretDocument) throws {
        guard let until = try fields.date("until", called: "Ngày hết thời hạn") else { return nil }
        guard let level = change.after else {
            throw FormFault("until", "Giải mật thì không ghi thời hạn bảo vệ")
        }
        let start = change.kind == .corrected ? document.documentDate : change.decidedOn
        guard level.protects(from: start, until: until) else {
            throw FormFault(
                "until",
                "Ngày phải sau \(start.shown) và không quá \(level.protection(from: start).shown): \(level.protectedYears) năm với độ \(SecrecyWords.level(level))"
            )
        }
        guard until != document.protectedUntil else { return nil }
        self.init(
            kind: .changed, before: document.protectedUntil, after: until, decision: change.decision,
            decidedBy: change.decidedBy, decidedOn: change.decidedOn, reason: change.reason,
            recordedBy: change.recordedBy, recordedAt: change.recordedAt)
    }

    /// The day of the law follows the date of the document, when that is put right to `date`; nil where another day stands in the register.
    init?(
        following date: CalendarDate, of document: SecretDocument, by person: Person, at now: Date, today: CalendarDate
    ) {
        guard document.liftedOn == nil, date != document.documentDate,
            document.protectedUntil == document.level.protection(from: document.documentDate)
        else { return nil }
        let until = document.level.protection(from: date)
        guard until != document.protectedUntil else { return nil }
        self.init(
            kind: .corrected, before: document.protectedUntil, after: until, decision: "", decidedBy: "",
            decidedOn: today, reason: "Ngày văn bản sửa từ \(document.documentDate.shown) thành \(date.shown)",
            recordedBy: person.fullName, recordedAt: now)
    }
}
