import Exchange
import Foundation
import Storage

/// One urging of one receiver for one issued document (đôn đốc, lần N): counted, never changed (office.md §6.4).
///
/// EdXML has no package that only reminds. So an urging goes out as an official letter (công văn): the act writes these rows and drafts the
/// letter, which is signed, numbered and issued like any other.
struct Urging: Sendable {
    /// Lần, from 1, of this receiver for this document; a letter that was never issued counts too.
    let ordinal: Int
    let at: Date
    /// The letter that tells the receiver.
    let letterID: String
    /// Nil before the letter is numbered.
    let letterCode: DocumentCode?
    let isIssued: Bool

    static let migration = Migration(
        "office 0391 receivers are urged",
        sql: """
            CREATE TABLE urging (
                id TEXT NOT NULL PRIMARY KEY,
                outgoing_id TEXT NOT NULL REFERENCES outgoing (id),
                organ_code TEXT NOT NULL,
                ordinal INTEGER NOT NULL CHECK (ordinal > 0),
                kind TEXT NOT NULL CHECK (kind IN ('remind', 'criticise', 'review')),
                text TEXT NOT NULL,
                -- The deadline as it stood.
                due_date TEXT,
                person_id TEXT NOT NULL REFERENCES person (id),
                -- Who acted in the place of that person, and both names as they were written.
                deputy_id TEXT REFERENCES person (id),
                urged_by TEXT NOT NULL,
                at TEXT NOT NULL,
                letter_id TEXT NOT NULL REFERENCES outgoing (id),
                UNIQUE (outgoing_id, organ_code, ordinal)
            );
            CREATE INDEX urging_letter ON urging (letter_id);
            -- Most receivers have finished: the lists read the others alone.
            CREATE INDEX recipient_pending ON recipient (id, closure, status)
                WHERE closure IS NULL AND COALESCE(status, '') NOT IN ('02', '06');
            CREATE TRIGGER urging_stays BEFORE UPDATE ON urging
            BEGIN SELECT RAISE(ABORT, 'an urging is never changed'); END;
            CREATE TRIGGER urging_remains BEFORE DELETE ON urging
            BEGIN SELECT RAISE(ABORT, 'an urging is never removed'); END;
            """
    )

    /// Reads the columns of `UrgingLine.columns`; nil for a receiver that was never urged.
    init?(_ row: Row) throws {
        guard let ordinal: Int = try row["urging_ordinal"] else { return nil }
        self.ordinal = ordinal
        self.at = try row["urging_at"]
        self.letterID = try row["letter_id"]
        self.letterCode = try Outgoing.code(row, "letter_")
        let state: OutgoingState = try row["letter_state"]
        self.isIssued = state == .published
    }
}

/// What one letter tells: who is urged for which documents.
struct UrgingLetter: Sendable {
    struct Row: Sendable {
        let organName: String
        let documentID: String
        let code: DocumentCode?
        let promulgationDate: CalendarDate?
        let subject: String
        let due: CalendarDate?
        let ordinal: Int
    }

    let kind: ReminderKind
    let text: String
    let urgedBy: String
    let at: Date
    /// By receiver, then by deadline. At most `UrgingRule.maximumLines`.
    let rows: [Row]

    /// Nil when the document is no such letter.
    static func read(_ letter: String, in connection: Connection) throws -> UrgingLetter? {
        let rows = try connection.rows(
            """
            SELECT urging.kind, urging.text, urging.urged_by, urging.at, urging.ordinal, urging.due_date, urging.outgoing_id,
                recipient.organ_name, outgoing.number, outgoing.number_suffix, outgoing.notation, outgoing.promulgation_date,
                outgoing.subject
            FROM urging
            JOIN outgoing ON outgoing.id = urging.outgoing_id
            JOIN recipient ON recipient.outgoing_id = urging.outgoing_id AND recipient.organ_code = urging.organ_code
            WHERE urging.letter_id = $1
            ORDER BY recipient.organ_name, recipient.organ_code, urging.due_date NULLS FIRST, urging.id
            LIMIT \(UrgingRule.maximumLines)
            """, letter)
        guard let first = rows.first else { return nil }
        return UrgingLetter(
            kind: try first["kind"], text: try first["text"], urgedBy: try first["urged_by"], at: try first["at"],
            rows: try rows.map { row in
                Row(
                    organName: try row["organ_name"], documentID: try row["outgoing_id"], code: try Outgoing.code(row),
                    promulgationDate: try row["promulgation_date"], subject: try row["subject"],
                    due: try row["due_date"], ordinal: try row["ordinal"])
            })
    }
}
