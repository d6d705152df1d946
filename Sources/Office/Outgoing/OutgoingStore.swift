import Exchange
import Foundation
import Storage

/// Outgoing documents as queries inside a transaction; what a person may see is decided here.
enum OutgoingStore {
    /// Clerks see every document, leaders every one that is theirs to sign or published, heads and officers their unit's; whoever initials one
    /// sees it from its first submitting on, whoever was asked about one from then on.
    static func visible(to person: Person) -> String {
        if person.deputy?.scope == .incoming { return "$1 IS NULL AND $2 IS NULL" }
        let initialled = """
            outgoing.submitted_at IS NOT NULL
                AND outgoing.id IN (SELECT initialling.outgoing_id FROM initialling WHERE initialling.person_id = $1)
            """
        return switch person.role {
        case .clerk: "$1 IS NOT NULL AND $2 IS NOT NULL"
        case .leader:
            "$2 IS NOT NULL AND (outgoing.approver_id = $1 OR outgoing.state = 'published' OR \(initialled) OR \(Self.asked))"
        case .head, .officer: "(outgoing.unit_id = $2 OR \(initialled) OR \(Self.asked))"
        case .admin: "$1 IS NULL AND $2 IS NULL"
        }
    }

    private static let asked =
        "EXISTS (SELECT 1 FROM opinion WHERE opinion.document_id = outgoing.id AND opinion.person_id = $1)"

    static func find(_ id: String, for person: Person, in connection: Connection) throws -> Outgoing? {
        try connection.row(
            "\(Outgoing.query) WHERE \(self.visible(to: person)) AND outgoing.id = $3",
            person.id, person.unit.id, id
        ).map(Outgoing.init)
    }

    static func list(_ view: OutgoingView, for person: Person, page: IncomingStore.Page, in connection: Connection)
        throws -> [Outgoing]
    {
        try connection.rows(
            """
            \(Outgoing.query)
            WHERE \(self.visible(to: person)) AND \(view.condition)
            ORDER BY \(view.order)
            LIMIT $3 OFFSET $4
            """,
            person.id, person.unit.id, page.limit, page.offset
        ).map(Outgoing.init)
    }

    static func count(_ view: OutgoingView, for person: Person, in connection: Connection) throws -> Int {
        try connection.row(
            "SELECT COUNT(*) AS total FROM outgoing WHERE \(self.visible(to: person)) AND \(view.condition)",
            person.id, person.unit.id
        )?["total"] ?? 0
    }

    /// The published document that answers `incoming`, if there is one; not one that everybody has given back.
    static func publishedReply(to incoming: String, in connection: Connection) throws -> Outgoing? {
        try connection.row(
            """
            \(Outgoing.query)
            WHERE outgoing.answers_id = $1 AND outgoing.state = 'published' AND EXISTS (
                SELECT 1 FROM recipient WHERE recipient.outgoing_id = outgoing.id
                    AND (recipient.closure IS NULL OR recipient.closure <> 'withdrawn'))
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
        case .all: "outgoing.created_at DESC, outgoing.id DESC"
        // What was sent back first: somebody waits for it.
        case .drafts:
            "CASE WHEN outgoing.returned_reason IS NULL THEN 1 ELSE 0 END, outgoing.urgency DESC, outgoing.created_at, outgoing.id"
        // Nearest first: what is late, what is urgent, then by the hour of signing.
        case .toNumber, .toPublish: "outgoing.issue_by, outgoing.urgency DESC, outgoing.approved_at, outgoing.id"
        default: "outgoing.urgency DESC, outgoing.created_at, outgoing.id"
        }
    }

    static func work(of role: Role) -> [OutgoingView] {
        switch role {
        case .clerk: [.toNumber, .toPublish, .toInitial]
        case .leader: [.toApprove, .toInitial]
        case .head: [.toInitial, .drafts, .underway]
        case .officer: [.drafts, .underway, .toInitial]
        case .admin: []
        }
    }
}
