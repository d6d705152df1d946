import Exchange
import Foundation
import Storage

/// What came once more by another way, kept with the document that is in the register already (gắn vào bản đã có; office.md §4.1 item 4, §7.3).
///
/// The further copy keeps its row, its files and its timeline, takes no number and is closed as `linked`. Its sender is told how far the registered
/// document has come, at once and from then on.
enum DuplicateLink {
    static let migration = Migration(
        "office 0290 copies of registered documents",
        sql: """
            -- A column with a wider check takes the place of `closure`. What names the column goes first; triggers are made anew at each start.
            DROP INDEX incoming_standing;
            DROP INDEX incoming_closed;
            DROP TRIGGER IF EXISTS total_incoming_insert;
            DROP TRIGGER IF EXISTS total_incoming_delete;
            DROP TRIGGER IF EXISTS total_incoming_update;
            DROP TRIGGER IF EXISTS due_incoming_insert;
            DROP TRIGGER IF EXISTS due_incoming_update;
            DROP TRIGGER IF EXISTS due_receipt_insert;
            DROP TRIGGER IF EXISTS due_receipt_update;
            ALTER TABLE incoming ADD COLUMN closed_as TEXT CHECK (closed_as IN ('withdrawn', 'replaced', 'linked'));
            UPDATE incoming SET closed_as = closure WHERE closure IS NOT NULL;
            ALTER TABLE incoming DROP COLUMN closure;
            ALTER TABLE incoming RENAME COLUMN closed_as TO closure;
            CREATE INDEX incoming_standing ON incoming (id) WHERE closure IS NULL;
            CREATE INDEX incoming_closed ON incoming (id) WHERE closure IS NOT NULL;
            CREATE TABLE duplicate_link (
                -- The further copy.
                incoming_id TEXT NOT NULL PRIMARY KEY REFERENCES incoming (id),
                registered_id TEXT NOT NULL REFERENCES incoming (id),
                linked_by TEXT NOT NULL REFERENCES person (id),
                linked_at TEXT NOT NULL,
                CHECK (incoming_id <> registered_id)
            );
            CREATE INDEX duplicate_link_registered ON duplicate_link (registered_id);
            """
    )

    /// Copies that one document may have.
    static let limit = 20

    /// The registered document that `copy` was linked to; nil when it is no copy.
    static func registered(of copy: String, in connection: Connection) throws -> Incoming? {
        try connection.row(
            """
            \(Incoming.query)
            WHERE incoming.id = (SELECT registered_id FROM duplicate_link WHERE incoming_id = $1)
            """, copy
        ).map(Incoming.init)
    }

    /// In the order of their arrival, those that were given back too.
    static func copies(of registered: String, in connection: Connection) throws -> [Incoming] {
        try connection.rows(
            """
            \(Incoming.query)
            WHERE incoming.id IN (SELECT incoming_id FROM duplicate_link WHERE registered_id = $1)
            ORDER BY incoming.arrived_at, incoming.id LIMIT $2
            """, registered, self.limit
        ).map(Incoming.init)
    }

    /// Links what is no document of the register to one that is; its sender is told how far that one has come.
    static func add(
        _ copy: Incoming, to registered: Incoming, by person: Person, at now: Date, office: Office,
        in connection: Connection
    ) throws {
        guard try self.copies(of: registered.id, in: connection).count < self.limit else {
            throw Fault.notAllowed(
                "Văn bản đã có \(self.limit) bản gắn thêm.", "The document has \(self.limit) copies already.")
        }
        // Its files would be kept with a document that has none any more.
        try Destruction.check(registered.id, in: connection)
        let changed = try connection.execute(
            """
            UPDATE incoming SET closure = 'linked', closed_at = $1, version = version + 1
            WHERE id = $2 AND version = $3 AND state = 'received' AND closure IS NULL
            """, now, copy.id, copy.version)
        guard changed == 1 else { throw Fault.stale }
        try connection.execute(
            "INSERT INTO duplicate_link (incoming_id, registered_id, linked_by, linked_at) VALUES ($1, $2, $3, $4)",
            copy.id, registered.id, person.id, now)
        // What came to replace the copy before it was linked replaces the document itself.
        try connection.execute(
            """
            INSERT INTO incoming_replacement (incoming_id, replaced_id)
            SELECT noted.incoming_id, $1 FROM incoming_replacement AS noted
            WHERE noted.replaced_id = $2 AND noted.incoming_id <> $1
            ON CONFLICT (incoming_id, replaced_id) DO NOTHING
            """, registered.id, copy.id)
        try Timeline.add(
            .linked, to: copy.id, by: person, at: now, detail: IncomingWords.registered(registered), in: connection)
        try Timeline.add(
            .copyLinked, to: registered.id, by: person, at: now, detail: IncomingWords.copy(copy), in: connection)
        try Replacement.registered(copy, by: person, at: now, office: office, in: connection)
        let reports = StatusReports(office: office)
        for status in try self.standing(of: registered, in: connection) {
            try reports.enqueue(status, for: copy, by: person, at: now, in: connection)
        }
        try office.changes.tell(registered.id, in: connection)
    }

    /// The codes that tell how far a registered document has come, in the order of the work.
    private static func standing(of registered: Incoming, in connection: Connection) throws -> [HandlingStatus] {
        switch registered.state {
        case .received, .returned: return []
        case .registered, .submitted: return [.accepted]
        case .assigned: return [.accepted, .assigned]
        case .inProgress: return [.accepted, .inProgress]
        case .finished:
            // What was only read, and what ended with its number, nobody had begun.
            let begun = try connection.row(
                "SELECT 1 FROM event WHERE document_id = $1 AND kind = $2 LIMIT 1", registered.id, Event.Kind.begun)
            return begun == nil ? [.accepted, .finished] : [.accepted, .inProgress, .finished]
        }
    }

    /// The copies whose senders are told what becomes of the registered document from now on. The sender of the same document under the same id
    /// is told by the registered one already.
    static func told(with registered: Incoming, in connection: Connection) throws -> [Incoming] {
        try self.copies(of: registered.id, in: connection).filter { copy in
            copy.closure == .linked && !self.isSame(copy, registered)
        }
    }

    /// What was given back takes its copies along; what stays in the register is told that one of its copies is gone. `incoming` as it was before.
    static func gaveBack(
        _ incoming: Incoming, by person: Person, at now: Date, office: Office, in connection: Connection
    ) throws {
        try self.withdraw(with: incoming, by: person, at: now, office: office, in: connection)
        guard incoming.closure == .linked, let kept = try self.registered(of: incoming.id, in: connection) else {
            return
        }
        try Timeline.add(
            .copyGivenBack, to: kept.id, by: person, at: now, detail: IncomingWords.copy(incoming), in: connection)
        try office.changes.tell(kept.id, in: connection)
    }

    /// The registered document was given back: so is what the same sender sent under the same id, which no request of its own will name.
    static func withdraw(
        with registered: Incoming, by person: Person, at now: Date, office: Office, in connection: Connection
    ) throws {
        for copy in try self.copies(of: registered.id, in: connection)
        where copy.closure == .linked && self.isSame(copy, registered) {
            try connection.execute(
                "UPDATE incoming SET closure = 'withdrawn', closed_at = $1, version = version + 1 WHERE id = $2", now,
                copy.id)
            try Timeline.add(.gaveBack, to: copy.id, by: person, at: now, in: connection)
            try office.changes.tell(copy.id, in: connection)
        }
    }

    /// Whether one sender sent both under one id.
    static func isSame(_ copy: Incoming, _ registered: Incoming) -> Bool {
        copy.documentID != nil && copy.documentID == registered.documentID && copy.organ == registered.organ
    }
}
