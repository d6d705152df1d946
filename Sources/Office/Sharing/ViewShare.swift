import Exchange
import Foundation
import Storage

/// Permission for one person or one unit to see one document which they would not see otherwise (chia sẻ quyền xem; NĐ 30/2020/NĐ-CP, PL VI, phần I,
/// III.3.b). They read it with its files and its timeline, and do nothing with it. It ends when it is ended, or by itself with its last day.
struct ViewShare: Sendable {
    let id: String
    let documentID: String
    let kind: SharedDocument.Kind
    /// Who sees it: name, title and unit of the person, or the name of the unit.
    let holder: String
    let reason: String
    /// The last day; nil: until it is ended.
    let until: CalendarDate?
    let givenByID: String
    /// Name and title; of what somebody gave in another's place both names.
    let givenBy: String
    let givenAt: Date

    /// So many stand on one document at most.
    static let maximum = 100

    static let migration = Migration(
        "office 0561 one document is shared with somebody",
        sql: """
            CREATE TABLE view_share (
                id TEXT NOT NULL PRIMARY KEY,
                document_id TEXT NOT NULL,
                -- With whom: one of both.
                person_id TEXT REFERENCES person (id),
                unit_id TEXT REFERENCES unit (id),
                reason TEXT NOT NULL,
                -- The last day; null: until it is ended.
                until TEXT,
                given_by TEXT NOT NULL REFERENCES person (id),
                signature TEXT NOT NULL,
                given_at TEXT NOT NULL,
                ended_by TEXT,
                ended_at TEXT,
                CHECK ((person_id IS NULL AND unit_id IS NOT NULL) OR (person_id IS NOT NULL AND unit_id IS NULL)),
                CHECK ((ended_by IS NULL) = (ended_at IS NULL))
            );
            CREATE INDEX view_share_document ON view_share (document_id, given_at);
            CREATE INDEX view_share_person ON view_share (person_id, document_id) WHERE ended_at IS NULL;
            CREATE INDEX view_share_unit ON view_share (unit_id, document_id) WHERE ended_at IS NULL;
            \(SecretDocument.refusal(("view_share", "document_id")))
            """
    )
}

// The rule as SQL about a row of `view_share`.
extension ViewShare {
    /// Whether it lets anybody see on that day; nil: what has a last day does not.
    static func stands(on day: CalendarDate?) -> String {
        let inTime = day.map { " OR view_share.until >= '\($0.iso)'" } ?? ""
        return "view_share.ended_at IS NULL AND (view_share.until IS NULL\(inTime))"
    }

    /// Whether one lets `person` see the document whose id stands in `column`; `$1` is the person's id, `$2` the unit's.
    static func lets(_ person: Person, see column: String) -> String {
        """
        EXISTS (SELECT 1 FROM view_share WHERE view_share.document_id = \(column)
            AND (view_share.person_id = $1 OR view_share.unit_id = $2) AND \(self.stands(on: person.today)))
        """
    }

    /// The document that `found` answers by a rule: first that of who holds it, then, marked by `isShared`, that of with whom it was shared. Nil when
    /// there is none that `person` may see; throws `secret` where they know it from a secret book.
    ///
    /// - Parameter shared: nil: nothing is shared with `person`.
    static func document<Document>(
        _ id: String, for person: Person, held: String, shared: String?, _ isShared: WritableKeyPath<Document, Bool>,
        in connection: Connection, _ found: (String) throws -> Document?
    ) throws -> Document? {
        if let held = try found(held) { return held }
        if var document = try shared.flatMap(found) {
            document[keyPath: isShared] = true
            return document
        }
        try Secrecy.check(id, for: person, in: connection)
        return nil
    }

    /// The ids of the documents of `table` that were shared with `person`, `$1` and `$2` as above: each query from one index, in its order.
    ///
    /// - Parameter condition: begins with what is joined, if anything, and `WHERE`.
    static func seen(by person: Person, in table: String, where condition: String) -> [String] {
        ["person_id = $1", "unit_id = $2"].map { whose in
            """
            SELECT \(table).id FROM view_share JOIN \(table) ON \(table).id = view_share.document_id \(condition)
                AND view_share.\(whose) AND \(self.stands(on: person.today))
            """
        }
    }
}

extension ViewShare {
    private static let query = """
        SELECT view_share.id, view_share.document_id, view_share.reason, view_share.until, view_share.given_by,
            view_share.signature, view_share.given_at,
            COALESCE(person.full_name || ', ' || person.title || ', ' || home.short_name, unit.name) AS holder,
            CASE WHEN incoming.id IS NULL THEN 'outgoing' ELSE 'incoming' END AS kind
        FROM view_share
        LEFT JOIN person ON person.id = view_share.person_id
        LEFT JOIN unit AS home ON home.id = person.unit_id
        LEFT JOIN unit ON unit.id = view_share.unit_id
        LEFT JOIN incoming ON incoming.id = view_share.document_id
        """

    private init(_ row: Row) throws {
        self.id = try row["id"]
        self.documentID = try row["document_id"]
        self.kind = try row["kind"]
        self.holder = try row["holder"]
        self.reason = try row["reason"]
        self.until = try row["until"]
        self.givenByID = try row["given_by"]
        self.givenBy = try row["signature"]
        self.givenAt = try row["given_at"]
    }

    /// One that was not ended; its last day may have passed.
    static func find(_ id: String, in connection: Connection) throws -> ViewShare? {
        try connection.row("\(self.query) WHERE view_share.id = $1 AND view_share.ended_at IS NULL", id).map(
            ViewShare.init)
    }

    /// Those that stand on a document on that day, the oldest first. At most `maximum`.
    static func all(of document: String, on day: CalendarDate?, in connection: Connection) throws -> [ViewShare] {
        try connection.rows(
            """
            \(self.query) WHERE view_share.document_id = $1 AND \(self.stands(on: day))
            ORDER BY view_share.given_at, view_share.id LIMIT $2
            """, document, self.maximum
        ).map(ViewShare.init)
    }
}
