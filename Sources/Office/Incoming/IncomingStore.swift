import Exchange
import Foundation
import Storage

/// Incoming documents as queries inside a transaction. What a person may see is decided here, once, for pages, files and search.
enum IncomingStore {
    /// What `person` may see: what is theirs (`held`), and what was shared with them or their unit (`ViewShare`).
    /// `$1` is the person's id, `$2` the unit's.
    static func visible(to person: Person) -> String {
        let held = self.held(by: person)
        return self.shared(with: person).map { "(\(held) OR \($0))" } ?? held
    }

    /// Clerks and leaders have every document of the agency, heads and officers what was given to them or their unit and not withdrawn, and what they
    /// were asked about.
    private static func held(by person: Person) -> String {
        if person.deputy?.scope == .outgoing { return "$1 IS NULL AND $2 IS NULL" }
        // What was given to one person is theirs and their head's.
        let whose = person.role == .head ? "1 = 1" : "receipt.person_id IS NULL"
        return switch person.role {
        case .clerk, .leader: "$1 IS NOT NULL AND $2 IS NOT NULL"
        case .head, .officer:
            """
            EXISTS (
                SELECT 1 FROM receipt WHERE receipt.incoming_id = incoming.id
                    AND (receipt.person_id = $1 OR (receipt.unit_id = $2 AND \(whose))) AND receipt.state <> 'withdrawn'
                UNION ALL SELECT 1 FROM opinion
                    WHERE opinion.document_id = incoming.id AND opinion.person_id = $1
            )
            """
        case .admin: "$1 IS NULL AND $2 IS NULL"
        }
    }

    /// Nil for those with whom nothing needs to be shared, and for whom nothing can be.
    private static func shared(with person: Person) -> String? {
        self.isOfSome(person) ? ViewShare.lets(person, see: "incoming.id") : nil
    }

    /// The document, or nil when there is none that `person` may see; throws `secret` where they know it from a secret book.
    static func find(_ id: String, for person: Person, in connection: Connection) throws -> Incoming? {
        try ViewShare.document(
            id, for: person, held: self.held(by: person), shared: self.shared(with: person), \.isShared, in: connection
        ) { rule in
            try connection.row(
                "\(Incoming.query) WHERE \(rule) AND incoming.id = $3", person.id, person.unit.id, id
            ).map(Incoming.init)
        }
    }

    /// The document whoever may see it, for what follows from an act that was allowed.
    static func any(_ id: String, in connection: Connection) throws -> Incoming? {
        try connection.row("\(Incoming.query) WHERE incoming.id = $1", id).map(Incoming.init)
    }

    /// The ids of what `person` sees of a view.
    ///
    /// - Parameter newest: how many of them are needed at most, where that matters.
    private static func ids(
        _ view: IncomingView, for person: Person, _ engine: DatabaseEngine, newest: String? = nil
    ) -> String {
        guard view == .all, self.isOfSome(person) else {
            return
                "SELECT incoming.id FROM incoming WHERE \(self.visible(to: person)) AND \(view.condition(for: person.role))"
        }
        return self.seen(by: person, engine, newest: newest)
    }

    private static func count(_ view: IncomingView, for person: Person, _ engine: DatabaseEngine) -> String {
        let isEverything =
            view == .all && (person.role == .clerk || person.role == .leader) && person.deputy?.scope != .outgoing
        return isEverything
            ? "SELECT total FROM document_total WHERE kind = 'incoming'"
            : "SELECT COUNT(*) FROM (\(self.ids(view, for: person, engine))) AS listed"
    }

    /// Heads and officers: their own and their unit's, and what was shared with them.
    private static func isOfSome(_ person: Person) -> Bool {
        (person.role == .head || person.role == .officer) && person.deputy?.scope != .outgoing
    }

    /// The same as `visible(to:)` of heads and officers, for the list of all: found by the lines of somebody, not asked of each document of the agency.
    /// Each part comes from its index in the order of the list, so that a page is found without the rest. SQLite must be told which one.
    private static func seen(by person: Person, _ engine: DatabaseEngine, newest: String?) -> String {
        let index = engine == .sqlite ? " INDEXED BY incoming_closed" : ""
        let whose = person.role == .head ? "" : " AND receipt.person_id IS NULL"
        func open(_ id: String) -> String {
            """
            LEFT JOIN incoming AS closed\(index) ON closed.id = \(id) AND closed.closure IS NOT NULL
            WHERE closed.id IS NULL
            """
        }
        let lines =
            "SELECT receipt.incoming_id AS id FROM receipt \(open("receipt.incoming_id")) AND receipt.state <> 'withdrawn'"
        let asked = """
            SELECT incoming.id FROM opinion JOIN incoming ON incoming.id = opinion.document_id
                \(open("incoming.id")) AND opinion.person_id = $1
            """
        let shared = ViewShare.seen(by: person, in: "incoming", where: open("incoming.id"))
        return OnPostgreSQL.union(
            ["\(lines) AND receipt.person_id = $1", "\(lines) AND receipt.unit_id = $2\(whose)", asked] + shared,
            greatest: newest)
    }

    static let indexes = Migration(
        "office 0270 lists of incoming documents",
        sql: """
            CREATE INDEX incoming_standing ON incoming (id) WHERE closure IS NULL;
            CREATE INDEX incoming_leader ON incoming (leader_id, state, id);
            CREATE INDEX receipt_unit_documents ON receipt (unit_id, incoming_id, person_id) WHERE state <> 'withdrawn';
            CREATE INDEX receipt_person_documents ON receipt (person_id, incoming_id) WHERE state <> 'withdrawn';
            CREATE INDEX opinion_person ON opinion (person_id, document_id);
            """
    )

    /// A counter is read from an index alone: what is asked of a document or a line stands in it.
    static let counterIndexes = Migration(
        "office 0400 indexes of the counters",
        sql: """
            DROP INDEX incoming_state;
            CREATE INDEX incoming_state ON incoming (state, urgency, arrived_at, id, closure, back_reason);
            DROP INDEX incoming_leader;
            CREATE INDEX incoming_leader ON incoming (leader_id, state, closure, due, id);
            DROP INDEX incoming_asked;
            CREATE INDEX incoming_asked ON incoming (urgency, arrived_at, id, state) WHERE asking = 'requested';
            CREATE INDEX receipt_unread ON receipt (person_id, incoming_id, state) WHERE part = 'know' AND read_at IS NULL;
            CREATE INDEX receipt_unread_unit ON receipt (unit_id, incoming_id, state)
                WHERE part = 'know' AND read_at IS NULL AND person_id IS NULL;
            CREATE INDEX outgoing_approving ON outgoing (approver_id, urgency, created_at, id) WHERE state = 'submitted';
            CREATE INDEX recipient_unsettled ON recipient (id) WHERE transport = 'refused' AND settled_at IS NULL;
            CREATE INDEX file_verdict_again ON file_verdict (checked_at)
                WHERE reason IN ('tool-missing', 'tool-failed', 'untrusted-issuer');
            """
    )

    /// How a list is asked for.
    struct Page {
        let limit: Int
        let offset: Int
        static let first = Page(limit: 50, offset: 0)
    }

    static func list(
        _ view: IncomingView, for person: Person, on today: CalendarDate, page: Page, in connection: Connection
    ) throws -> [Incoming] {
        // The page is found first, everything about its documents after: what is skipped costs little.
        let newest = connection.engine == .postgreSQL ? "$4 + $5" : nil
        let ids = self.ids(view, for: person, connection.engine, newest: newest)
        return try connection.rows(
            """
            \(Incoming.query)
            WHERE incoming.id IN (\(ids) ORDER BY \(view.order) LIMIT $4 OFFSET $5)
                AND $3 IS NOT NULL
            ORDER BY \(view.order)
            """,
            person.id, person.unit.id, today, page.limit, page.offset
        ).map(Incoming.init)
    }

    /// How many documents `list` would show of each view without a limit: a counter equals the list it opens. One statement.
    static func counts(
        _ views: [IncomingView], for person: Person, on today: CalendarDate, in connection: Connection
    ) throws -> [IncomingView: Int] {
        guard !views.isEmpty else { return [:] }
        let columns = views.enumerated().map { index, view in
            "(\(self.count(view, for: person, connection.engine))) AS c\(index)"
        }
        let row = try connection.row(
            "SELECT \(columns.joined(separator: ", ")) WHERE $1 IS NOT NULL AND $2 IS NOT NULL AND $3 IS NOT NULL",
            person.id, person.unit.id, today)
        return Dictionary(
            uniqueKeysWithValues: try views.enumerated().map { index, view in (view, try row?["c\(index)"] ?? 0) })
    }

    /// Documents that may be the same one, already registered (NĐ 30/2020/NĐ-CP, PL VI.I.III.1.h): the same document id, or the
    /// same number, notation and issuer.
    static func duplicates(of incoming: Incoming, in connection: Connection) throws -> [Incoming] {
        try connection.rows(
            """
            \(Incoming.query)
            WHERE incoming.id <> $1 AND incoming.state NOT IN ('received', 'returned') AND incoming.closure IS NULL AND (
                incoming.document_id = $2
                OR (incoming.number <> '' AND incoming.number = $3 AND incoming.notation = $4 AND incoming.organ_code = $5)
            )
            ORDER BY incoming.arrived_at
            LIMIT 20
            """,
            incoming.id, incoming.documentID, incoming.code.number, incoming.code.notation, incoming.organ
        ).map(Incoming.init)
    }

    /// The same of many, by the id of each that has some, in two statements; of the first 50.
    static func duplicates(of packages: [Incoming], in connection: Connection) throws -> [String: [Incoming]] {
        let ids = packages.prefix(50).map(\.id)
        guard !ids.isEmpty else { return [:] }
        let pairs = try connection.rows(
            anew: """
                SELECT package.id AS package_id, twin.id AS twin_id FROM incoming AS package JOIN incoming AS twin
                    ON twin.id <> package.id AND twin.state NOT IN ('received', 'returned') AND twin.closure IS NULL AND (
                        twin.document_id = package.document_id
                        OR (twin.number <> '' AND twin.number = package.number AND twin.notation = package.notation
                            AND twin.organ_code = package.organ_code)
                    )
                WHERE package.id IN (\(Self.marks(ids.count))) ORDER BY twin.arrived_at LIMIT 1000
                """, values: ids
        ).map { row -> (package: String, twin: String) in (try row["package_id"], try row["twin_id"]) }
        let twins = Array(Set(pairs.map(\.twin)))
        guard !twins.isEmpty else { return [:] }
        let rows = try connection.rows(
            anew: "\(Incoming.query) WHERE incoming.id IN (\(Self.marks(twins.count))) LIMIT 1000", values: twins
        ).map(Incoming.init)
        let found = Dictionary(uniqueKeysWithValues: rows.map { ($0.id, $0) })
        return Dictionary(grouping: pairs, by: \.package).mapValues { $0.compactMap { found[$0.twin] } }
    }

    private static func marks(_ count: Int) -> String { (1...count).map { "$\($0)" }.joined(separator: ", ") }

    /// The newest document of that id that came from `organ`, or from an agency whose work it took over: what stands in the register before what
    /// waits, then copies that are linked to another, then what was given back or replaced; returned ones last.
    static func issued(_ documentID: DocumentID, by organ: OrganCode, in connection: Connection) throws -> Incoming? {
        let code = try Directory.entry(organ, in: connection)?.code ?? organ
        let issuers = try connection.rows(StatusArrival.reporters, code).map { row -> OrganCode in try row["code"] }
        return try connection.rows(
            """
            \(Incoming.query) WHERE incoming.document_id = $1
            ORDER BY CASE WHEN incoming.state = 'returned' THEN 4 WHEN incoming.closure = 'linked' THEN 2
                WHEN incoming.closure IS NOT NULL THEN 3 WHEN register_entry.number IS NULL THEN 1 ELSE 0 END,
                incoming.arrived_at DESC LIMIT 20
            """, documentID
        ).map(Incoming.init).first { incoming in
            guard let issuer = incoming.organ else { return false }
            return issuers.contains(try Directory.entry(issuer, in: connection)?.code ?? issuer)
        }
    }

    /// Documents that may be the one that a clerk is about to enter, registered or waiting: the same number, notation and date of the same
    /// issuer. A document without a number is compared with nothing.
    static func duplicates(
        of code: DocumentCode, on date: CalendarDate, by issuer: String, in connection: Connection
    ) throws -> [Incoming] {
        guard !code.number.isEmpty else { return [] }
        return try connection.rows(
            """
            \(Incoming.query)
            WHERE incoming.number = $1 AND incoming.notation = $2 AND incoming.promulgation_date = $3
                AND incoming.state <> 'returned' AND incoming.closure IS NULL
            ORDER BY incoming.arrived_at
            LIMIT 50
            """,
            code.number, code.notation, date
        ).map(Incoming.init).filter { $0.organName.folded == issuer.folded }
    }

    /// Changes the state if nobody was faster; throws `stale-version` otherwise.
    static func move(_ incoming: Incoming, to state: InternalState, in connection: Connection) throws {
        let changed = try connection.execute(
            "UPDATE incoming SET state = $1, version = version + 1 WHERE id = $2 AND version = $3",
            state, incoming.id, incoming.version
        )
        guard changed == 1 else { throw Fault.stale }
    }
}
