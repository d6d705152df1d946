import Exchange
import Foundation
import Storage

/// Somebody asks others what they think of a document (xin ý kiến); it does not move the document (office.md §2.1).
struct OpinionRequest: Sendable {
    let id: String
    let documentID: String
    let isIncoming: Bool
    let askedByID: String
    /// The name; of what somebody asked in their place both names.
    let askedBy: String
    let question: String
    let due: CalendarDate?
    let askedAt: Date
    /// Set when it is over: nobody answers any more.
    let closedAt: Date?
    /// Tổng hợp, of whoever asked; may be empty.
    let summary: String
    /// What the document is called: number or subject.
    let subject: String
    /// Of everybody who was asked.
    let opinions: [Opinion]

    var path: String { "/\(self.isIncoming ? "incoming" : "outgoing")/\(self.documentID)" }
}

/// What one person answers (cho ý kiến).
struct Opinion: Sendable {
    let personID: String
    /// Name and title; of what somebody answered in their place both names.
    let person: String
    let answer: Answer?
    let text: String
    let answeredAt: Date?

    enum Answer: String, Sendable, CaseIterable, SQLBindable, SQLReadable {
        /// Đồng ý.
        case agree
        /// Không đồng ý.
        case disagree
        /// Ý kiến khác.
        case other
    }
}

extension OpinionRequest {
    static let migration = Migration(
        "office 0011 opinions",
        sql: """
            CREATE TABLE opinion_request (
                id TEXT NOT NULL PRIMARY KEY,
                document_id TEXT NOT NULL,
                direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
                asked_by TEXT NOT NULL REFERENCES person (id),
                question TEXT NOT NULL,
                due_date TEXT,
                asked_at TEXT NOT NULL,
                closed_at TEXT,
                summary TEXT NOT NULL DEFAULT ''
            );
            CREATE INDEX opinion_request_document ON opinion_request (document_id, asked_at);
            CREATE INDEX opinion_request_asker ON opinion_request (asked_by, asked_at);
            CREATE TABLE opinion (
                request_id TEXT NOT NULL REFERENCES opinion_request (id),
                person_id TEXT NOT NULL REFERENCES person (id),
                document_id TEXT NOT NULL,
                answer TEXT CHECK (answer IN ('agree', 'disagree', 'other')),
                text TEXT NOT NULL DEFAULT '',
                answered_at TEXT,
                -- The request is over.
                closed INTEGER NOT NULL DEFAULT 0,
                PRIMARY KEY (request_id, person_id)
            );
            CREATE INDEX opinion_waiting ON opinion (person_id) WHERE answer IS NULL AND closed = 0;
            CREATE INDEX opinion_document ON opinion (document_id, person_id);
            """
    )

    private static let query = """
        SELECT request.id, request.document_id, request.direction, request.asked_by AS asked_by_id,
            COALESCE(request.signature, asker.full_name) AS asked_by, request.question, request.due_date, request.asked_at, request.closed_at, request.summary,
            COALESCE(incoming.subject, outgoing.subject) AS subject
        FROM opinion_request AS request
        JOIN person AS asker ON asker.id = request.asked_by
        LEFT JOIN incoming ON incoming.id = request.document_id
        LEFT JOIN outgoing ON outgoing.id = request.document_id
        """

    private init(_ row: Row, _ opinions: [Opinion]) throws {
        let direction: String = try row["direction"]
        self.init(
            id: try row["id"], documentID: try row["document_id"], isIncoming: direction == "in",
            askedByID: try row["asked_by_id"], askedBy: try row["asked_by"], question: try row["question"],
            due: try row["due_date"], askedAt: try row["asked_at"], closedAt: try row["closed_at"],
            summary: try row["summary"], subject: try row["subject"], opinions: opinions)
    }

    /// The newest 50 requests about a document, those that are open first, each with its answers.
    static func all(of document: String, in connection: Connection) throws -> [OpinionRequest] {
        try self.read("request.document_id = $1", document, in: connection)
    }

    static func find(_ id: String, in connection: Connection) throws -> OpinionRequest? {
        try self.read("request.id = $1", id, in: connection).first
    }

    /// What waits for the person's answer.
    static func waiting(
        for person: Person, page: IncomingStore.Page = .first, in connection: Connection
    ) throws -> [OpinionRequest] {
        try self.read(
            """
            request.id IN (SELECT request_id FROM opinion WHERE person_id = $1 AND answer IS NULL AND closed = 0)
            """, person.id, page, in: connection)
    }

    static func waitingCount(for person: Person, in connection: Connection) throws -> Int {
        try connection.row("SELECT (\(self.waiting)) AS total", person.id)?["total"] ?? 0
    }

    /// `waitingCount` as a query, for whoever counts more with it; `$1` is the person.
    static let waiting = "SELECT COUNT(*) FROM opinion WHERE person_id = $1 AND answer IS NULL AND closed = 0"

    /// What the person asked, those that are open first.
    static func asked(
        by person: Person, page: IncomingStore.Page = .first, in connection: Connection
    ) throws -> [OpinionRequest] {
        try self.read("request.asked_by = $1", person.id, page, in: connection)
    }

    /// One page of what `condition` finds with the value `$1`.
    private static func read(
        _ condition: String, _ value: String, _ page: IncomingStore.Page = .first, in connection: Connection
    ) throws -> [OpinionRequest] {
        let ordered =
            "ORDER BY request.closed_at IS NOT NULL, request.asked_at DESC, request.id LIMIT $2 OFFSET $3"
        let rows = try connection.rows(
            "\(self.query) WHERE \(condition) \(ordered)", value, page.limit, page.offset)
        let opinions = try connection.rows(
            """
            SELECT opinion.request_id, opinion.person_id,
                COALESCE(opinion.signature, person.full_name || ', ' || person.title) AS signature, opinion.answer,
                opinion.text, opinion.answered_at
            FROM opinion JOIN person ON person.id = opinion.person_id
            WHERE opinion.request_id IN (SELECT request.id FROM opinion_request AS request WHERE \(condition) \(ordered))
            ORDER BY opinion.answered_at IS NULL, opinion.answered_at, person.full_name
            LIMIT 3000
            """, value, page.limit, page.offset)
        let answers = Dictionary(grouping: opinions) { row -> String in (try? row["request_id"]) ?? "" }
        return try rows.map { row in
            let id: String = try row["id"]
            return try OpinionRequest(row, try (answers[id] ?? []).map(Opinion.init))
        }
    }
}

extension Opinion {
    fileprivate init(_ row: Row) throws {
        self.init(
            personID: try row["person_id"], person: try row["signature"], answer: try row["answer"],
            text: try row["text"], answeredAt: try row["answered_at"])
    }
}
