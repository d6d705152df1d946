import Exchange
import Foundation
import Storage

/// Who works on an incoming document, in which part, until when (dòng nhận): one line of a tree. The leader's direction makes the first lines; whoever
/// holds one may name others below it. Lists, buttons and counters all come from lines.
struct Receipt: Sendable, Equatable {
    let id: String
    /// The line that it was made from; nil for those of the leader's direction.
    let parentID: String?
    let unit: Unit
    /// Nil: the unit's, until somebody of it is named below.
    let personID: String?
    let personName: String?
    /// Among the lines beside it.
    let part: Part
    /// Of the first line of its branch: who leads for a supporting unit still supports the document.
    let branch: Part
    let due: CalendarDate?
    let state: State
    /// What whoever made the line wrote; may be empty.
    let text: String
    let assignedBy: String
    let readAt: Date?
    let finishedAt: Date?
    /// What was done, of a line that is not the leading one.
    let result: String?
    /// Why it was returned or withdrawn.
    let reason: String?

    enum Part: String, Sendable, CaseIterable, SQLBindable, SQLReadable {
        /// Chủ trì: exactly one at each level.
        case lead
        /// Phối hợp.
        case support
        /// Nhận để biết.
        case know
    }

    enum State: String, Sendable, SQLBindable, SQLReadable {
        case waiting, working, finished
        /// Trả lại, by whoever held it.
        case returned
        /// Thu hồi, by whoever had made it.
        case withdrawn
    }

    var isOpen: Bool { self.state == .waiting || self.state == .working }
    /// Neither given back nor taken back.
    var stands: Bool { self.state != .returned && self.state != .withdrawn }
    /// Whose it is: the person, else the unit.
    var holder: String { self.personName ?? self.unit.name }
}

extension Receipt {
    init(_ row: Row) throws {
        self.id = try row["id"]
        self.parentID = try row["parent_id"]
        self.unit = Unit(id: try row["unit_id"], name: try row["unit_name"], shortName: try row["unit_short_name"])
        self.personID = try row["person_id"]
        self.personName = try row["person_name"]
        self.part = try row["part"]
        self.branch = try row["branch"]
        self.due = try row["due_date"]
        self.state = try row["state"]
        self.text = try row["text"]
        self.assignedBy = try row["assigned_by"]
        self.readAt = try row["read_at"]
        self.finishedAt = try row["finished_at"]
        self.result = try row["result"]
        self.reason = try row["reason"]
    }

    static let migration = Migration(
        "office 0009 receipt lines as a tree",
        sql: """
            CREATE TABLE receipt_anew (
                id TEXT NOT NULL PRIMARY KEY,
                incoming_id TEXT NOT NULL REFERENCES incoming (id),
                -- Null: made by the leader's direction.
                parent_id TEXT REFERENCES receipt (id),
                unit_id TEXT NOT NULL REFERENCES unit (id),
                -- Null: the unit's.
                person_id TEXT REFERENCES person (id),
                part TEXT NOT NULL CHECK (part IN ('lead', 'support', 'know')),
                -- The part of the first line above.
                branch TEXT NOT NULL CHECK (branch IN ('lead', 'support', 'know')),
                due_date TEXT,
                state TEXT NOT NULL CHECK (state IN ('waiting', 'working', 'finished', 'returned', 'withdrawn')),
                text TEXT NOT NULL,
                assigned_by TEXT NOT NULL REFERENCES person (id),
                assigned_at TEXT NOT NULL,
                read_at TEXT,
                begun_at TEXT,
                finished_at TEXT,
                result TEXT,
                reason TEXT
            );
            INSERT INTO receipt_anew
                SELECT id, incoming_id, NULL, unit_id, NULL, part, part, due_date, state, '', assigned_by, assigned_at,
                    CASE WHEN state = 'finished' THEN COALESCE(finished_at, assigned_at) END, begun_at, finished_at, NULL, NULL
                FROM receipt;
            -- Who was named on the unit's line stands below it.
            INSERT INTO receipt_anew
                SELECT id || '-1', incoming_id, id, unit_id, person_id, 'lead', part, due_date, state, '', assigned_by,
                    assigned_at, NULL, begun_at, finished_at, NULL, NULL
                FROM receipt WHERE person_id IS NOT NULL;
            DROP TABLE receipt;
            ALTER TABLE receipt_anew RENAME TO receipt;
            CREATE UNIQUE INDEX receipt_lead ON receipt (incoming_id)
                WHERE parent_id IS NULL AND part = 'lead' AND state NOT IN ('returned', 'withdrawn');
            CREATE UNIQUE INDEX receipt_lead_below ON receipt (parent_id)
                WHERE part = 'lead' AND state NOT IN ('returned', 'withdrawn');
            CREATE UNIQUE INDEX receipt_unit_once ON receipt (incoming_id, unit_id)
                WHERE person_id IS NULL AND state NOT IN ('returned', 'withdrawn');
            CREATE UNIQUE INDEX receipt_person_once ON receipt (incoming_id, person_id)
                WHERE state NOT IN ('returned', 'withdrawn');
            CREATE INDEX receipt_incoming ON receipt (incoming_id);
            CREATE INDEX receipt_parent ON receipt (parent_id);
            CREATE INDEX receipt_unit ON receipt (unit_id, state, part, incoming_id);
            CREATE INDEX receipt_person ON receipt (person_id, state, part, incoming_id);
            -- The line that leads a document.
            CREATE VIEW lead_line AS SELECT * FROM receipt
                WHERE parent_id IS NULL AND part = 'lead' AND state NOT IN ('returned', 'withdrawn');

            -- What came back is directed anew: a document may have several directions.
            CREATE TABLE direction_anew (
                id TEXT NOT NULL PRIMARY KEY,
                incoming_id TEXT NOT NULL REFERENCES incoming (id),
                leader_id TEXT NOT NULL REFERENCES person (id),
                text TEXT NOT NULL,
                made_at TEXT NOT NULL
            );
            INSERT INTO direction_anew SELECT id, incoming_id, leader_id, text, made_at FROM direction;
            DROP TABLE direction;
            ALTER TABLE direction_anew RENAME TO direction;
            CREATE INDEX direction_incoming ON direction (incoming_id, made_at);
            """,
        // What names a table there names the one that goes.
        onPostgreSQL: [
            "DROP TABLE receipt;": "DROP TABLE receipt CASCADE;",
            "RENAME TO receipt;": """
            RENAME TO receipt;
            ALTER TABLE receipt ADD FOREIGN KEY (parent_id) REFERENCES receipt (id);
            ALTER TABLE extension ADD FOREIGN KEY (receipt_id) REFERENCES receipt (id);
            """,
        ]
    )
}
