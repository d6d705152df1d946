import Exchange
import Foundation
import Storage

/// Receipt lines as rows: made, closed, read inside a transaction.
enum ReceiptStore {
    /// What stands in a line that is made.
    struct New {
        var unit: String
        var person: String?
        var part: Receipt.Part
        var due: CalendarDate?
        var text = ""
    }

    /// At most 300 lines.
    static func tree(of incoming: String, in connection: Connection) throws -> ReceiptTree {
        ReceiptTree(
            try connection.rows(
                """
                SELECT receipt.id, receipt.parent_id, receipt.unit_id, unit.name AS unit_name,
                    unit.short_name AS unit_short_name, receipt.person_id, person.full_name AS person_name, receipt.part,
                    receipt.branch, receipt.due_date, receipt.state, receipt.text, receipt.assigned_by, receipt.read_at,
                    receipt.finished_at, receipt.result, receipt.reason
                FROM receipt
                JOIN unit ON unit.id = receipt.unit_id
                LEFT JOIN person ON person.id = receipt.person_id
                WHERE receipt.incoming_id = $1
                ORDER BY CASE receipt.part WHEN 'lead' THEN 0 WHEN 'support' THEN 1 ELSE 2 END,
                    unit.sort, unit.id, receipt.assigned_at, receipt.id
                LIMIT 300
                """,
                incoming
            ).map(Receipt.init))
    }

    /// Adds a line below `parent`, or at the first level. Who has one that stands gets no second (`false`).
    ///
    /// `assigner` where it is not who acts: a line that was handed over stays that of whoever had made it.
    @discardableResult
    static func add(
        _ new: New, to incoming: String, below parent: Receipt? = nil, by person: Person, assigner: String? = nil,
        at now: Date, in connection: Connection
    ) throws -> Bool {
        try connection.execute(
            """
            INSERT INTO receipt (id, incoming_id, parent_id, unit_id, person_id, part, branch, due_date, state, text,
                assigned_by, assigned_at)
            SELECT $1, $2, $3, $4, $5, $6, $7, $8, 'waiting', $9, $10, $11
            WHERE NOT EXISTS (
                SELECT 1 FROM receipt WHERE incoming_id = $2 AND state NOT IN ('returned', 'withdrawn')
                    AND CASE WHEN CAST($5 AS TEXT) IS NULL THEN person_id IS NULL AND unit_id = $4 ELSE person_id = $5 END)
            """,
            UniqueID.make(at: now), incoming, parent?.id, new.unit, new.person, new.part, parent?.branch ?? new.part,
            new.due, new.text, assigner ?? person.id, now
        ) == 1
    }

    /// Adds a line as `add` does; who has one there in the same part, still open, gets the deadline that is named now, and nobody below them a later
    /// one. No deadline is named: the old one stays. `false`: nothing has changed.
    static func give(
        _ new: New, to incoming: String, of tree: ReceiptTree, below parent: Receipt? = nil, by person: Person,
        at now: Date, in connection: Connection
    ) throws -> Bool {
        if try self.add(new, to: incoming, below: parent, by: person, at: now, in: connection) { return true }
        let line = tree.lines.first {
            $0.isOpen && $0.parentID == parent?.id && $0.part == new.part && $0.personID == new.person
                && (new.person != nil || $0.unit.id == new.unit)
        }
        guard let line, let due = new.due, due != line.due else { return false }
        try Extension.record(
            of: incoming, line, from: line.due, to: due, reason: "Được giao lại", by: person, at: now, in: connection)
        for below in tree.lines
        where below.isOpen && tree.above(below).contains(line) && below.due.map({ $0 > due }) == true {
            try Extension.record(
                of: incoming, below, from: below.due, to: due, reason: "Hạn của \(line.holder) đổi", by: person,
                at: now,
                in: connection)
        }
        return true
    }

    /// Ends a line as returned or withdrawn, and withdraws what is open below it (office.md §2.6).
    static func close(
        _ line: Receipt, as state: Receipt.State, reason: String, at now: Date, in connection: Connection
    ) throws {
        try connection.execute(
            "UPDATE receipt SET state = $1, reason = $2, finished_at = $3 WHERE id = $4", state, reason, now, line.id)
        try self.end("withdrawn", below: line, reason: reason, at: now, in: connection)
    }

    /// Finishes a line with everything open below it.
    static func finish(_ line: Receipt, result: String, at now: Date, in connection: Connection) throws {
        try connection.execute(
            "UPDATE receipt SET state = 'finished', result = $1, finished_at = $2 WHERE id = $3", result, now, line.id)
        try self.end("finished", below: line, reason: nil, at: now, in: connection)
    }

    /// Whoever leads has finished: every line that is open ends with it; who was only to know still reads it.
    static func finishAll(of incoming: String, at now: Date, in connection: Connection) throws {
        try connection.execute(
            "UPDATE receipt SET state = 'finished', finished_at = $1 WHERE incoming_id = $2 AND state IN ('waiting', 'working')",
            now, incoming
        )
    }

    private static func end(
        _ state: String, below line: Receipt, reason: String?, at now: Date, in connection: Connection
    ) throws {
        try connection.execute(
            """
            WITH RECURSIVE below (id) AS (
                SELECT id FROM receipt WHERE parent_id = $1
                UNION ALL SELECT receipt.id FROM receipt JOIN below ON receipt.parent_id = below.id
            )
            UPDATE receipt SET state = $2, reason = $3, finished_at = $4
            -- What is taken back is gone, also where the work was done.
            WHERE id IN (SELECT id FROM below)
                AND (state IN ('waiting', 'working') OR (state = 'finished' AND $2 = 'withdrawn'))
            """, line.id, state, reason, now)
    }

    /// Whoever does the work has begun: their line, and those above it, are worked on. Where nobody was named, `person` takes it.
    static func begin(
        _ tree: ReceiptTree, of incoming: String, by person: Person, at now: Date, in connection: Connection
    )
        throws
    {
        guard let doer = tree.doer else { return }
        if doer.personID == nil {
            try self.add(
                .init(unit: person.unit.id, person: person.id, part: .lead, due: doer.due), to: incoming, below: doer,
                by: person, assigner: doer.assignedBy, at: now, in: connection)
        }
        try connection.execute(
            """
            UPDATE receipt SET state = 'working', begun_at = $1
            WHERE incoming_id = $2 AND part = 'lead' AND branch = 'lead' AND state = 'waiting'
            """, now, incoming)
    }

    /// `person` has opened the document: their lines, and of a head the unit's, are read. True when that was the first time.
    static func read(_ incoming: String, by person: Person, at now: Date, in connection: Connection) throws -> Bool {
        try connection.execute(
            """
            UPDATE receipt SET read_at = $1
            WHERE incoming_id = $2 AND read_at IS NULL AND state NOT IN ('returned', 'withdrawn')
                AND (person_id = $3 OR (person_id IS NULL AND unit_id = $4 AND $5 = 1))
            """, now, incoming, person.id, person.unit.id, person.role == .head) > 0
    }

    /// Whether `person` has something of it that they have not opened.
    static func isUnread(_ incoming: String, by person: Person, in connection: Connection) throws -> Bool {
        try connection.row(
            """
            SELECT 1 FROM receipt
            WHERE incoming_id = $1 AND read_at IS NULL AND state NOT IN ('returned', 'withdrawn')
                AND (person_id = $2 OR (person_id IS NULL AND unit_id = $3 AND $4 = 1)) LIMIT 1
            """, incoming, person.id, person.unit.id, person.role == .head) != nil
    }
}
