import Exchange
import Foundation
import Storage

/// Something that happened to a document and concerns one person (thông báo). It stays when the document is no longer theirs to see.
struct Notice: Sendable {
    let id: String
    let at: Date
    let kind: Kind
    let documentID: String
    let isIncoming: Bool
    /// Number and subject; of what was taken back the number only.
    let title: String
    let actor: String
    /// A reason, a direction, a question.
    let quote: String?
    let readAt: Date?

    /// The words are in `NoticeWords`.
    enum Kind: String, Sendable, CaseIterable, SQLBindable, SQLReadable {
        /// Work on an incoming document was given to the person, or to the unit that they head.
        case given
        /// It was taken back after they had read it.
        case withdrawn
        /// Who had it gives it back to them.
        case returned
        case submitted, reminded, reported, finished
        case extended
        case extensionAsked = "extension-asked"
        case extensionDeclined = "extension-declined"
        case opinionAsked = "opinion-asked"
        case opinionGiven = "opinion-given"
        /// Their turn to initial or sign.
        case toSign = "to-sign"
        /// Somebody made a draft that they go on with.
        case draftGiven = "draft-given"
        /// Their draft came back, was issued, or was answered.
        case sentBack = "sent-back"
        case published, answered
        /// What their unit has, or what they directed or signed, is late (`Escalation`).
        case escalated
        /// The sender has corrected a document on which they work.
        case updated
        /// They, or the unit that they head, were let see a document (`ViewShare`).
        case shared
        /// An electronic copy was sent to their unit; `documentID` is the copy's.
        case copySent = "copy-sent"
    }

    /// The page that it leads to.
    var path: String {
        if self.kind == .copySent { return "/copies/\(self.documentID)" }
        return "/\(self.isIncoming ? "incoming" : "outgoing")/\(self.documentID)"
    }

    static let migration = Migration(
        "office 0281 notices",
        sql: """
            CREATE TABLE notice (
                id TEXT NOT NULL PRIMARY KEY,
                person_id TEXT NOT NULL REFERENCES person (id),
                at TEXT NOT NULL,
                kind TEXT NOT NULL,
                document_id TEXT NOT NULL,
                is_incoming INTEGER NOT NULL,
                title TEXT NOT NULL,
                actor TEXT NOT NULL,
                quote TEXT,
                read_at TEXT
            );
            CREATE INDEX notice_person ON notice (person_id, at, id);
            CREATE INDEX notice_unread ON notice (person_id) WHERE read_at IS NULL;
            """
    )

    /// Read ones go after so many days.
    static let keptDays = 90

    /// Those that were not read first, then the newest; at most 100.
    static func all(for person: Person, in connection: Connection) throws -> [Notice] {
        try connection.rows(
            "SELECT * FROM notice WHERE person_id = $1 ORDER BY read_at IS NOT NULL, at DESC, id DESC LIMIT 100",
            person.id
        ).map(Notice.init)
    }

    static func unreadCount(for person: Person, in connection: Connection) throws -> Int {
        try connection.row("SELECT (\(self.unread)) AS total", person.id)?["total"] ?? 0
    }

    /// `unreadCount` as a query, for whoever counts more with it; `$1` is the person.
    static let unread = "SELECT COUNT(*) FROM notice WHERE person_id = $1 AND read_at IS NULL"

    /// Those that were not read, newest first; at most 500.
    static func allUnread(of person: String, in connection: Connection) throws -> [Notice] {
        try connection.rows(
            "SELECT * FROM notice WHERE person_id = $1 AND read_at IS NULL ORDER BY at DESC, id DESC LIMIT 500", person
        ).map(Notice.init)
    }

    static func find(_ id: String, for person: Person, in connection: Connection) throws -> Notice? {
        try connection.row("SELECT * FROM notice WHERE id = $1 AND person_id = $2", id, person.id).map(Notice.init)
    }

    /// One is read, or with nil all; what was read long ago goes.
    static func markRead(_ id: String?, for person: Person, at now: Date, in connection: Connection) throws {
        try connection.execute(
            "UPDATE notice SET read_at = $1 WHERE person_id = $2 AND read_at IS NULL AND (CAST($3 AS TEXT) IS NULL OR id = $3)",
            now, person.id, id)
        try connection.execute(
            "DELETE FROM notice WHERE person_id = $1 AND read_at < $2", person.id,
            now.addingTimeInterval(-86_400 * Double(Self.keptDays)))
    }

    init(_ row: Row) throws {
        self.id = try row["id"]
        self.at = try row["at"]
        self.kind = try row["kind"]
        self.documentID = try row["document_id"]
        self.isIncoming = try row["is_incoming"]
        self.title = try row["title"]
        self.actor = try row["actor"]
        self.quote = try row["quote"]
        self.readAt = try row["read_at"]
    }
}
