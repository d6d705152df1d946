import Exchange
import Foundation
import Storage
import Web

/// A change of the level of secrecy (điều chỉnh độ mật) or its lifting (giải mật) as the register tells it (Luật Bảo vệ bí mật nhà nước
/// 117/2025/QH15, Điều 21, 22). Who may decide does so on paper; the clerk who keeps the book writes it down. Only ever added: the line keeps
/// its number.
struct SecrecyChange: Sendable, SecretLine {
    enum Kind: String, Sendable, CaseIterable, SQLBindable, SQLReadable {
        /// Tăng, giảm độ mật, by a decision.
        case changed
        /// Giải mật, by a decision.
        case lifted
        /// Đương nhiên giải mật: its time of protection is over, nobody decides.
        case expired
        /// The register had the wrong level.
        case corrected

        var isLifting: Bool { self == .lifted || self == .expired }
        /// Whether a paper says so, with a number and somebody who decided.
        var needsDecision: Bool { self == .changed || self == .lifted }
    }

    let kind: Kind
    /// Nil: the secrecy was lifted.
    let before: SecrecyLevel?
    let after: SecrecyLevel?
    /// Số, ký hiệu of the decision or of the letter that tells of it.
    let decision: String
    let decidedBy: String
    let decidedOn: CalendarDate
    let reason: String
    /// The name of that day.
    let recordedBy: String
    let recordedAt: Date

    static let migration = Migration(
        "office 0400 levels of secrecy change",
        sql: """
            -- Since when the document is no secret any more; its level is then the last one.
            ALTER TABLE secret_document ADD COLUMN lifted_on TEXT;
            CREATE TABLE secrecy_change (
                seq INTEGER NOT NULL PRIMARY KEY,
                document_id TEXT NOT NULL REFERENCES secret_document (id),
                kind TEXT NOT NULL CHECK (kind IN ('changed', 'lifted', 'expired', 'corrected')),
                -- Null: no secret.
                level_before TEXT CHECK (level_before IN ('secret', 'top-secret', 'utmost-secret')),
                level_after TEXT CHECK (level_after IN ('secret', 'top-secret', 'utmost-secret')),
                decision TEXT NOT NULL,
                decided_by TEXT NOT NULL,
                decided_on TEXT NOT NULL,
                reason TEXT NOT NULL,
                recorded_by TEXT NOT NULL,
                recorded_at TEXT NOT NULL,
                CHECK (level_before IS NOT level_after),
                CHECK ((kind IN ('lifted', 'expired')) = (level_after IS NULL)),
                CHECK (kind IN ('expired', 'corrected') OR (decision <> '' AND decided_by <> ''))
            );
            CREATE INDEX secrecy_change_document ON secrecy_change (document_id, seq);
            CREATE TRIGGER secrecy_change_stays BEFORE UPDATE ON secrecy_change
            BEGIN SELECT RAISE(ABORT, 'a change of secrecy is never altered'); END;
            CREATE TRIGGER secrecy_change_remains BEFORE DELETE ON secrecy_change
            BEGIN SELECT RAISE(ABORT, 'a change of secrecy is never removed'); END;
            -- After the checks of the table, which say more.
            CREATE TRIGGER secret_document_level AFTER UPDATE OF level, lifted_on ON secret_document
            WHEN (NEW.level <> OLD.level OR NEW.lifted_on IS NOT OLD.lifted_on) AND NOT EXISTS (
                SELECT 1 FROM secrecy_change WHERE secrecy_change.seq = (
                        SELECT MAX(newest.seq) FROM secrecy_change AS newest WHERE newest.document_id = NEW.id
                    ) AND secrecy_change.level_after IS CASE WHEN NEW.lifted_on IS NULL THEN NEW.level END
            )
            BEGIN SELECT RAISE(ABORT, 'a level of secrecy changes with the line that says why'); END;
            """
    )

    static let table = "secrecy_change"

    init(_ row: Row) throws {
        self.init(
            kind: try row["kind"], before: try row["level_before"], after: try row["level_after"],
            decision: try row["decision"], decidedBy: try row["decided_by"], decidedOn: try row["decided_on"],
            reason: try row["reason"], recordedBy: try row["recorded_by"], recordedAt: try row["recorded_at"])
    }

    private init(
        kind: Kind, before: SecrecyLevel?, after: SecrecyLevel?, decision: String, decidedBy: String,
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
}

extension SecrecyChange {
    /// Reads the form about `document`, whose changes so far are `former`. Throws `FormFault`.
    init(
        _ fields: FormFields, of document: SecretDocument, after former: [SecrecyChange], by person: Person,
        at now: Date, today: CalendarDate
    ) throws {
        guard let kind = Kind(rawValue: fields.text("kind")) else {
            throw FormFault("kind", "Chọn một việc trong danh sách")
        }
        guard former.count < Self.maximum else {
            throw FormFault("kind", "Văn bản đã đổi độ mật \(Self.maximum) lần, không ghi thêm được")
        }
        guard document.standing != nil || kind == .corrected else {
            throw FormFault("kind", "Văn bản đã giải mật; nếu sổ ghi nhầm thì chọn “Sửa độ mật ghi nhầm”")
        }
        let level = SecrecyLevel(rawValue: fields.text("level"))
        guard kind.isLifting || level != nil else { throw FormFault("level", "Chọn độ mật mới") }
        guard !kind.isLifting || fields.optional("level") == nil else {
            throw FormFault("level", "Giải mật thì không chọn độ mật mới")
        }
        guard document.standing != level else { throw FormFault("level", "Văn bản đang ở độ mật này") }
        let decision = try SecretDecision(
            fields, isNeeded: kind.needsDecision, since: former.map(\.decidedOn), of: document, today: today,
            missing: "Ghi ngày quyết định, ngày giải mật hoặc ngày sửa")
        self.init(
            kind: kind, before: document.standing, after: kind.isLifting ? nil : level, decision: decision.number,
            decidedBy: decision.decidedBy, decidedOn: decision.day, reason: try SecretDecision.reason(fields),
            recordedBy: person.fullName, recordedAt: now)
    }

    /// Writes it and makes `document` what it says; throws `stale-version` when somebody changed the line since `version`.
    func save(_ document: SecretDocument, version: Int, in connection: Connection) throws {
        try connection.execute(
            """
            INSERT INTO secrecy_change (document_id, kind, level_before, level_after, decision, decided_by, decided_on, reason,
                recorded_by, recorded_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """, document.id, self.kind, self.before, self.after, self.decision, self.decidedBy, self.decidedOn,
            self.reason, self.recordedBy, self.recordedAt)
        // Of Tuyệt mật no subject is kept.
        let changed = try connection.execute(
            """
            UPDATE secret_document SET level = COALESCE($1, level), lifted_on = $2, version = version + 1,
                subject = CASE WHEN $1 = 'utmost-secret' THEN '' ELSE subject END
            WHERE id = $3 AND version = $4
            """, self.after, self.after == nil ? self.decidedOn : nil, document.id, version)
        guard changed == 1 else { throw Fault.stale }
    }
}
