import Exchange
import Foundation
import Storage
import Web

/// One handing over of the paper (giao, nhận bản giấy), as both signed for it in the printed book. Only ever added: a mistake is answered by the next
/// line and its note.
struct SecretHandover: Sendable {
    let giver: String
    /// From a register that was kept elsewhere a name alone; then `giver` is empty.
    let receiver: String
    /// Nil: nobody of this office, as far as is known.
    let giverID: String?
    let receiverID: String?
    /// Whether the paper came back to the clerk who keeps the book.
    let isReturn: Bool
    /// Nil where an old register did not say.
    let passedOn: CalendarDate?
    let note: String
    /// Who wrote it down, and when; empty and nil for those of before this history was kept.
    let recordedBy: String
    let recordedAt: Date?

    static let migration = Migration(
        "office 0401 who had the secret papers",
        sql: """
            ALTER TABLE secret_document ADD COLUMN note TEXT NOT NULL DEFAULT '';
            CREATE TABLE secret_handover (
                seq INTEGER NOT NULL PRIMARY KEY,
                document_id TEXT NOT NULL REFERENCES secret_document (id),
                giver_id TEXT REFERENCES person (id),
                -- As they were called on that day.
                giver_name TEXT NOT NULL,
                receiver_id TEXT REFERENCES person (id),
                receiver_name TEXT NOT NULL CHECK (receiver_name <> ''),
                is_return INTEGER NOT NULL CHECK (is_return IN (0, 1)),
                passed_on TEXT,
                note TEXT NOT NULL,
                recorded_by TEXT NOT NULL,
                recorded_at TEXT
            );
            CREATE INDEX secret_handover_document ON secret_handover (document_id, seq);
            CREATE TRIGGER secret_handover_stays BEFORE UPDATE ON secret_handover
            BEGIN SELECT RAISE(ABORT, 'who had a secret paper is never altered'); END;
            CREATE TRIGGER secret_handover_remains BEFORE DELETE ON secret_handover
            BEGIN SELECT RAISE(ABORT, 'who had a secret paper is never removed'); END;
            CREATE TRIGGER secret_document_holder AFTER UPDATE OF holder_id ON secret_document
            WHEN NEW.holder_id IS NOT OLD.holder_id AND NEW.holder_id IS NOT (
                SELECT CASE WHEN secret_handover.is_return = 0 THEN secret_handover.receiver_id END FROM secret_handover
                WHERE secret_handover.document_id = NEW.id ORDER BY secret_handover.seq DESC LIMIT 1
            )
            BEGIN SELECT RAISE(ABORT, 'a secret paper changes hands with the line that says so'); END;
            -- Who has a paper now got it from the clerk who entered it, as far as the lines tell.
            INSERT INTO secret_handover (document_id, giver_id, giver_name, receiver_id, receiver_name, is_return, passed_on, note,
                recorded_by)
            SELECT secret_document.id, giver.id, giver.full_name, holder.id, holder.full_name, 0, secret_document.passed_on, '', ''
            FROM secret_document
            JOIN register_entry ON register_entry.document_id = secret_document.id
            JOIN person AS giver ON giver.id = register_entry.entered_by
            JOIN person AS holder ON holder.id = secret_document.holder_id
            ORDER BY secret_document.rowid;
            """,
        // An office there begins after this step: it has no documents yet.
        onPostgreSQL: ["ORDER BY secret_document.rowid": "ORDER BY secret_document.id"]
    )

    /// Most lines of one document: more are a mistake.
    static let maximum = 500

    /// The oldest first: all of them for the clerk who keeps the book (`isKept`), else those in which `reader` gave or got the paper.
    static func all(
        of document: String, for reader: Person, isKept: Bool, in connection: Connection
    ) throws -> [SecretHandover] {
        try connection.rows(
            """
            SELECT * FROM secret_handover WHERE document_id = $1 AND ($2 = 1 OR giver_id = $3 OR receiver_id = $3)
            ORDER BY seq LIMIT \(Self.maximum)
            """, document, isKept, reader.id
        ).map { row in
            SecretHandover(
                giver: try row["giver_name"], receiver: try row["receiver_name"], giverID: try row["giver_id"],
                receiverID: try row["receiver_id"], isReturn: try row["is_return"], passedOn: try row["passed_on"],
                note: try row["note"], recordedBy: try row["recorded_by"], recordedAt: try row["recorded_at"])
        }
    }

    func save(_ document: String, in connection: Connection) throws {
        try connection.execute(
            """
            INSERT INTO secret_handover (document_id, giver_id, giver_name, receiver_id, receiver_name, is_return, passed_on, note,
                recorded_by, recorded_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """, document, self.giverID, self.giver, self.receiverID, self.receiver, self.isReturn, self.passedOn,
            self.note, self.recordedBy, self.recordedAt)
    }
}

extension SecretHandover {
    /// The first one, with the entry: the clerk gives the paper to `receiver`.
    init(from clerk: Person, to receiver: Person, on day: CalendarDate, at now: Date) {
        self.init(
            giver: clerk.fullName, receiver: receiver.fullName, giverID: clerk.id, receiverID: receiver.id,
            isReturn: false, passedOn: day, note: "", recordedBy: clerk.fullName, recordedAt: now)
    }

    /// Reads the form of the clerk who keeps the book; who has the paper, else the clerk, gives it. Throws `FormFault`.
    init(
        _ fields: FormFields, of document: SecretDocument, by clerk: Person, at now: Date, today: CalendarDate,
        in connection: Connection
    ) throws {
        guard let id = fields.optional("holder") else { throw FormFault("holder", "Chọn người nhận bản giấy") }
        let isReturn = id == clerk.id
        guard !isReturn || document.isOut else {
            throw FormFault("holder", "Bản giấy đang ở chỗ văn thư giữ sổ")
        }
        guard isReturn || id != document.holderID else { throw FormFault("holder", "Người này đang giữ bản giấy") }
        guard
            let receiver = isReturn
                ? clerk
                : try PersonStore.person(id, in: connection).flatMap({ Role.working.contains($0.role) ? $0 : nil })
        else { throw FormFault("holder", "Chọn người nhận trong danh sách") }
        let day = try fields.date("passed", called: "Ngày giao, nhận", missing: "Ghi ngày giao, nhận")
        let last: CalendarDate? = try connection.row(
            "SELECT MAX(passed_on) AS last FROM secret_handover WHERE document_id = $1", document.id)?["last"]
        let earliest = max(document.enteredOn, last ?? document.enteredOn)
        guard day >= earliest, day <= today else {
            throw FormFault(
                "passed", "Ngày từ \(earliest.shown) (vào sổ hoặc lần giao trước) đến hôm nay \(today.shown)")
        }
        let note = fields.text("note")
        guard note.count <= 200 else { throw FormFault("note", "Ghi chú tối đa 200 ký tự") }
        let total: Int =
            try connection.row("SELECT COUNT(*) AS total FROM secret_handover WHERE document_id = $1", document.id)?[
                "total"] ?? 0
        guard total < Self.maximum else {
            throw FormFault("holder", "Văn bản đã giao, nhận \(Self.maximum) lần, không ghi thêm được")
        }
        self.init(
            giver: document.isOut ? document.holderName : clerk.fullName, receiver: receiver.fullName,
            giverID: document.isOut ? document.holderID : clerk.id, receiverID: receiver.id, isReturn: isReturn,
            passedOn: day, note: note, recordedBy: clerk.fullName, recordedAt: now)
    }
}
