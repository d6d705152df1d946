import Exchange
import Foundation
import Storage

/// What a leader does while others work (theo dõi, đôn đốc; NĐ 30/2020/NĐ-CP, Điều 24): none of it moves the document on.
enum Following: String, Sendable, CaseIterable {
    /// Đôn đốc: counted, never changed.
    case remind
    /// Gia hạn: by whoever set the deadline, with a reason that stays.
    case extend

    static let migration = Migration(
        "office 0008 reminders and extensions",
        sql: """
            CREATE TABLE reminder (
                incoming_id TEXT NOT NULL REFERENCES incoming (id),
                -- Lần đôn đốc.
                number INTEGER NOT NULL CHECK (number > 0),
                kind TEXT NOT NULL CHECK (kind IN ('remind', 'criticise', 'review')),
                text TEXT NOT NULL,
                made_by TEXT NOT NULL REFERENCES person (id),
                made_at TEXT NOT NULL,
                PRIMARY KEY (incoming_id, number)
            );
            CREATE TRIGGER reminder_stays BEFORE UPDATE ON reminder
            BEGIN SELECT RAISE(ABORT, 'a reminder is never changed'); END;
            CREATE TRIGGER reminder_remains BEFORE DELETE ON reminder
            BEGIN SELECT RAISE(ABORT, 'a reminder is never removed'); END;
            CREATE TABLE extension (
                id TEXT NOT NULL PRIMARY KEY,
                incoming_id TEXT NOT NULL REFERENCES incoming (id),
                -- Null: the deadline of the agency.
                receipt_id TEXT REFERENCES receipt (id),
                old_due TEXT,
                new_due TEXT NOT NULL,
                reason TEXT NOT NULL,
                made_by TEXT NOT NULL REFERENCES person (id),
                made_at TEXT NOT NULL
            );
            CREATE INDEX extension_by_incoming ON extension (incoming_id, made_at);
            ALTER TABLE incoming ADD COLUMN back_reason TEXT;
            """
    )

    /// Why `person` may not do it now, or nil.
    func refusal(on incoming: Incoming, receipts: ReceiptTree, by person: Person) -> Fault? {
        if incoming.isShared { return .onlyShared }
        if let closure = incoming.closure { return .closed(closure) }
        let isFollowed = person.role == .leader && incoming.leaderID == person.id
        guard isFollowed || (self == .extend && !receipts.made(by: person).isEmpty) else {
            return .notAllowed(
                "Chỉ lãnh đạo được trình văn bản này hoặc người đã giao việc làm được việc này.",
                "Only the leader to whom the document was submitted, or who set the deadline, may do this.")
        }
        guard [.assigned, .inProgress].contains(incoming.state) else {
            return .notAllowed(
                "Văn bản đang ở bước “\(IncomingWords.state(incoming.state))” nên không làm được việc này.",
                "The document is in the state \"\(incoming.state.rawValue)\", which does not allow this.")
        }
        return nil
    }
}

/// How grave a reminder is.
enum ReminderKind: String, Sendable, CaseIterable, SQLBindable, SQLReadable {
    /// Nhắc nhở.
    case remind
    /// Phê bình.
    case criticise
    /// Kiểm điểm.
    case review
}
