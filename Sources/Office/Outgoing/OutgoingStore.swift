import Exchange
import Foundation
import Storage

/// Outgoing documents as queries inside a transaction; what a person may see is decided here.
enum OutgoingStore {
    /// What `person` may see: what is theirs (`held`), and what was shared with them or their unit (`ViewShare`).
    /// `$1` is the person's id, `$2` the unit's.
    static func visible(to person: Person) -> String {
        let held = self.held(by: person)
        return self.shared(with: person).map { "(\(held) OR \($0))" } ?? held
    }

    /// Clerks have every document, leaders every one that is theirs to sign or published, heads and officers their unit's, heads what is theirs to
    /// sign as well; whoever initials one has it from its first submitting on, whoever was asked about one from then on.
    private static func held(by person: Person) -> String {
        if person.deputy?.scope == .incoming { return "$1 IS NULL AND $2 IS NULL" }
        let initialled = """
            outgoing.submitted_at IS NOT NULL
                AND outgoing.id IN (SELECT initialling.outgoing_id FROM initialling WHERE initialling.person_id = $1)
            """
        return switch person.role {
        case .clerk: "$1 IS NOT NULL AND $2 IS NOT NULL"
        case .leader:
            "$2 IS NOT NULL AND (outgoing.approver_id = $1 OR outgoing.state = 'published' OR \(initialled) OR \(Self.asked))"
        case .head: "(outgoing.unit_id = $2 OR outgoing.approver_id = $1 OR \(initialled) OR \(Self.asked))"
        case .officer: "(outgoing.unit_id = $2 OR \(initialled) OR \(Self.asked))"
        case .admin: "$1 IS NULL AND $2 IS NULL"
        }
    }

    private static let asked =
        "EXISTS (SELECT 1 FROM opinion WHERE opinion.document_id = outgoing.id AND opinion.person_id = $1)"

    /// Nil for those with whom nothing needs to be shared, and for whom nothing can be.
    private static func shared(with person: Person) -> String? {
        guard [.leader, .head, .officer].contains(person.role), person.deputy?.scope != .incoming else { return nil }
        return ViewShare.lets(person, see: "outgoing.id")
    }

    /// Nil when there is none that `person` may see; throws `secret` where they know it from a secret book.
    static func find(_ id: String, for person: Person, in connection: Connection) throws -> Outgoing? {
        try ViewShare.document(
            id, for: person, held: self.held(by: person), shared: self.shared(with: person), \.isShared, in: connection
        ) { rule in
            try connection.row(
                "\(Outgoing.query) WHERE \(rule) AND outgoing.id = $3", person.id, person.unit.id, id
            ).map(Outgoing.init)
        }
    }

    static func list(_ view: OutgoingView, for person: Person, page: IncomingStore.Page, in connection: Connection)
        throws -> [Outgoing]
    {
        // The page is found first, everything about its documents after: what is skipped costs little.
        let ids = self.ids(view, for: person, newest: connection.engine == .postgreSQL ? "$3 + $4" : nil)
        return try connection.rows(
            """
            \(Outgoing.query)
            WHERE outgoing.id IN (\(ids) ORDER BY \(view.order) LIMIT $3 OFFSET $4)
            ORDER BY \(view.order)
            """,
            person.id, person.unit.id, page.limit, page.offset
        ).map(Outgoing.init)
    }

    /// How many documents `list` would show of each view without a limit. One statement.
    static func counts(_ views: [OutgoingView], for person: Person, in connection: Connection) throws -> [OutgoingView:
        Int]
    {
        guard !views.isEmpty else { return [:] }
        let columns = self.countColumns(views, for: person).joined(separator: ", ")
        return try self.counts(
            views,
            in: try connection.row(
                "SELECT \(columns) WHERE $1 IS NOT NULL AND $2 IS NOT NULL", person.id, person.unit.id))
    }

    /// The columns that `counts(_:in:)` reads, for a query that asks more: `$1` is the id of the person, `$2` that of the unit.
    static func countColumns(_ views: [OutgoingView], for person: Person) -> [String] {
        views.enumerated().map { index, view in "(\(self.count(view, for: person))) AS outgoing_\(index)" }
    }

    static func counts(_ views: [OutgoingView], in row: Row?) throws -> [OutgoingView: Int] {
        Dictionary(
            uniqueKeysWithValues: try views.enumerated().map { index, view in
                (view, try row?["outgoing_\(index)"] ?? 0)
            })
    }

    /// The ids of what `person` sees of a view.
    ///
    /// - Parameter newest: how many of them are needed at most, where that matters.
    private static func ids(_ view: OutgoingView, for person: Person, newest: String? = nil) -> String {
        guard view == .all, person.deputy?.scope != .incoming else {
            return "SELECT outgoing.id FROM outgoing WHERE \(self.visible(to: person)) AND \(view.condition)"
        }
        return self.seen(by: person, newest: newest)
    }

    private static func count(_ view: OutgoingView, for person: Person) -> String {
        let total = "SELECT total FROM document_total WHERE kind ="
        guard view == .all, person.deputy?.scope != .incoming, person.role == .clerk || person.role == .leader else {
            return "SELECT COUNT(*) FROM (\(self.ids(view, for: person))) AS seen"
        }
        return person.role == .clerk
            ? "\(total) 'outgoing'"
            : "SELECT (\(total) 'published') + (SELECT COUNT(*) FROM (\(self.unpublished(by: person))) AS unpublished)"
    }

    /// What a leader sees before it is issued.
    private static func unpublished(by person: Person) -> String {
        """
        SELECT outgoing.id FROM outgoing
        WHERE outgoing.state IN ('draft', 'submitted', 'approved', 'numbered') AND (\(self.visible(to: person)))
        """
    }

    /// The same as `visible(to:)`, for the list of all: found by what makes it visible, not asked of each document of the agency.
    private static func seen(by person: Person, newest: String?) -> String {
        let published = "SELECT outgoing.id FROM outgoing WHERE outgoing.state = 'published'"
        return switch person.role {
        case .leader:
            newest == nil
                ? "\(published) UNION ALL \(self.unpublished(by: person))"
                : OnPostgreSQL.union([published, self.unpublished(by: person)], greatest: newest)
        case .head, .officer:
            OnPostgreSQL.union(
                ["SELECT outgoing.id FROM outgoing WHERE outgoing.unit_id = $2"]
                    + (person.role == .head ? ["SELECT outgoing.id FROM outgoing WHERE outgoing.approver_id = $1"] : [])
                    + [
                        """
                        SELECT initialling.outgoing_id FROM initialling
                            JOIN outgoing AS named ON named.id = initialling.outgoing_id AND named.submitted_at IS NOT NULL
                            WHERE initialling.person_id = $1
                        """,
                        """
                        SELECT outgoing.id FROM opinion JOIN outgoing ON outgoing.id = opinion.document_id
                            WHERE opinion.person_id = $1
                        """,
                    ] + ViewShare.seen(by: person, in: "outgoing", where: "WHERE outgoing.id IS NOT NULL"),
                greatest: newest)
        case .clerk, .admin: "SELECT outgoing.id FROM outgoing WHERE \(self.visible(to: person))"
        }
    }

    static let indexes = Migration(
        "office 0271 lists of outgoing documents",
        sql: """
            CREATE INDEX outgoing_unit ON outgoing (unit_id, id);
            CREATE INDEX outgoing_published ON outgoing (state, id);
            CREATE INDEX outgoing_directive ON outgoing (published_at) WHERE state = 'published' AND steering = 2;
            """
    )

    /// The published document that answers `incoming`, if there is one; not one that everybody has given back.
    static func publishedReply(to incoming: String, in connection: Connection) throws -> Outgoing? {
        try connection.row(
            """
            \(Outgoing.query)
            WHERE outgoing.answers_id = $1 AND outgoing.state = 'published' AND (outgoing.paper_only = 1 OR EXISTS (
                SELECT 1 FROM recipient WHERE recipient.outgoing_id = outgoing.id
                    AND (recipient.closure IS NULL OR recipient.closure <> 'withdrawn')))
            ORDER BY outgoing.published_at LIMIT 1
            """,
            incoming
        ).map(Outgoing.init)
    }

    /// Every reply to `incoming`, drafts included. At most 20.
    static func replies(to incoming: String, in connection: Connection) throws -> [Outgoing] {
        try connection.rows(
            "\(Outgoing.query) WHERE outgoing.answers_id = $1 ORDER BY outgoing.created_at LIMIT 20", incoming
        ).map(Outgoing.init)
    }

    /// Every document that replaces `outgoing`, drafts included. At most 20.
    static func replacements(of outgoing: String, in connection: Connection) throws -> [Outgoing] {
        try connection.rows(
            "\(Outgoing.query) WHERE outgoing.replaces_id = $1 ORDER BY outgoing.created_at LIMIT 20", outgoing
        ).map(Outgoing.init)
    }

    /// The incoming documents that answer `outgoing`. At most 50.
    static func answers(to outgoing: String, in connection: Connection) throws -> [Incoming] {
        try connection.rows(
            """
            \(Incoming.query)
            WHERE incoming.id IN (SELECT incoming_id FROM incoming_response WHERE outgoing_id = $1)
            ORDER BY incoming.arrived_at
            LIMIT 50
            """,
            outgoing
        ).map(Incoming.init)
    }

    static func move(_ outgoing: Outgoing, to state: OutgoingState, in connection: Connection) throws {
        let changed = try connection.execute(
            "UPDATE outgoing SET state = $1, version = version + 1 WHERE id = $2 AND version = $3",
            state, outgoing.id, outgoing.version
        )
        guard changed == 1 else { throw Fault.stale }
    }
}

/// The counted views of outgoing documents.
enum OutgoingView: String, Sendable, CaseIterable {
    /// Dự thảo của tôi.
    case drafts
    /// Đang trình ký.
    case underway
    /// Chờ ký nháy.
    case toInitial = "to-initial"
    /// Chờ ký.
    case toApprove = "to-approve"
    /// Chờ cấp số.
    case toNumber = "to-number"
    /// Chờ phát hành.
    case toPublish = "to-publish"
    /// Văn bản đi.
    case all

    /// `$1` is the person, `$2` the unit.
    var condition: String {
        switch self {
        case .drafts: "outgoing.state = 'draft' AND outgoing.drafter_id = $1"
        case .underway: "outgoing.state IN ('submitted', 'approved', 'numbered') AND outgoing.drafter_id = $1"
        case .toInitial:
            """
            outgoing.state = 'submitted' AND outgoing.id IN (SELECT initialling.outgoing_id FROM initialling WHERE initialling.person_id = $1)
                AND \(Initialling.current) = $1
            """
        case .toApprove: "outgoing.state = 'submitted' AND outgoing.approver_id = $1 AND \(Initialling.current) IS NULL"
        case .toNumber: "outgoing.state = 'approved'"
        case .toPublish: "outgoing.state = 'numbered'"
        case .all: "1 = 1"
        }
    }

    var order: String {
        switch self {
        // The first column is the id, which begins with the time at which it was drafted; a union knows it by its place.
        case .all: "1 DESC"
        // What was sent back first: somebody waits for it.
        case .drafts:
            "CASE WHEN outgoing.returned_reason IS NULL THEN 1 ELSE 0 END, outgoing.urgency DESC, outgoing.created_at, outgoing.id"
        // Nearest first: what is late, what is urgent, then by the hour of signing.
        case .toNumber, .toPublish:
            "outgoing.issue_by NULLS FIRST, outgoing.urgency DESC, outgoing.approved_at, outgoing.id"
        default: "outgoing.urgency DESC, outgoing.created_at, outgoing.id"
        }
    }

    static func work(of role: Role) -> [OutgoingView] {
        switch role {
        case .clerk: [.toNumber, .toPublish, .toInitial]
        case .leader: [.toApprove, .toInitial]
        case .head: [.toInitial, .toApprove, .drafts, .underway]
        case .officer: [.drafts, .underway, .toInitial]
        case .admin: []
        }
    }
}

extension OutgoingView {
    /// The view of that name, all documents without one. Throws where it does not belong to the role.
    static func named(_ name: String?, for person: Person) throws -> OutgoingView {
        let view = name.flatMap { OutgoingView(rawValue: $0) } ?? .all
        guard view == .all || Self.work(of: person.role).contains(view), person.role != .admin else {
            throw Fault.noSuchView
        }
        return view
    }
}
