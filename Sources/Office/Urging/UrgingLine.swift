import Exchange
import Foundation
import Storage

/// One receiver of one issued document, as whoever urges it sees it: what is open there, until when, and how often it was urged.
struct UrgingLine: Sendable {
    let recipient: Recipient
    let code: DocumentCode?
    let subject: String
    let urgency: Urgency
    let promulgationDate: CalendarDate?
    let publishedAt: Date?
    /// Who signed the document.
    let signerID: String
    let signerName: String
    /// The nearest deadline of what is open: of the document, or of a task that the receiver leads. Nil: none.
    let due: CalendarDate?
    let isLate: Bool
    /// Whether the receiver has still to finish or to answer something.
    let isOpen: Bool
    let isFrozen: Bool
    /// Its files were destroyed.
    let isDestroyed: Bool
    /// Nil when the directory does not know the receiver.
    let organ: (code: OrganCode, validTo: CalendarDate?)?
    /// The last time.
    let last: Urging?
    /// Letters that were issued since something was last heard of the receiver.
    let inVain: Int

    /// A task that the receiver leads and has not finished.
    struct Task: Sendable {
        /// Within its document, from 1.
        let ordinal: Int
        let text: String
        let due: CalendarDate?
        /// Its clock stands still (`TaskStop`).
        let isStopped: Bool
    }

    /// Lần: how often it was urged, which is what the confirmation carries against a second one at the same moment.
    var count: Int { self.last?.ordinal ?? 0 }

    var path: String { "/outgoing/\(self.recipient.outgoingID)" }

    /// When something was last heard of it: a report, else what became of the package, else that it was issued.
    var lastNews: Date? {
        self.recipient.lastNews ?? self.publishedAt
    }

    // MARK: What the lists ask; of `recipient` joined with its `outgoing`, without values

    /// A task that was given back waits for the director and not for the receiver.
    private static let isOpenTask = """
        task.outgoing_id = recipient.outgoing_id AND task.lead_organ = recipient.organ_code AND task.withdrawn_at IS NULL
            AND task.finished_on IS NULL AND COALESCE(\(TaskState.status), '') NOT IN ('02', '06')
        """

    private static let openTasks = "FROM directive_task AS task WHERE \(isOpenTask)"

    /// A reply of the receiver came and was neither refused nor given back.
    private static let isAnswered = """
        EXISTS (SELECT 1 FROM incoming_response AS response JOIN incoming ON incoming.id = response.incoming_id
            WHERE response.outgoing_id = outgoing.id AND incoming.organ_code = recipient.organ_code
                AND incoming.closure IS NULL AND incoming.state <> 'returned')
        """

    /// The document itself, when it asks for something: neither finished (06) nor answered. A reply says nothing of the tasks, which the
    /// director confirms.
    private static let isDocumentOpen = """
        ((outgoing.steering = 2 OR outgoing.due_date IS NOT NULL) AND COALESCE(recipient.status, '') <> '06' AND NOT \(isAnswered))
        """

    private static let stands = """
        outgoing.state = 'published' AND recipient.closure IS NULL AND COALESCE(recipient.status, '') <> '02'
        """

    static let isOpen = "(\(stands) AND (\(isDocumentOpen) OR EXISTS (SELECT 1 \(openTasks))))"

    /// A report is owed (còn nợ báo cáo): the document names a day for the answer (hạn trả lời), or a task wants a report.
    static let isOwed = """
        (\(stands) AND ((outgoing.due_date IS NOT NULL AND \(isDocumentOpen))
            OR EXISTS (SELECT 1 \(openTasks) AND task.comes_back = 'report')))
        """

    static let due = """
        (SELECT MIN(open.day) FROM (SELECT outgoing.due_date AS day WHERE \(isDocumentOpen)
            UNION ALL SELECT task.due_date \(openTasks)) AS open)
        """

    /// Letters since the last report; one that was never issued has urged nobody.
    static let inVain = """
        (SELECT COUNT(*) FROM urging AS told JOIN outgoing AS sent ON sent.id = told.letter_id
            WHERE told.outgoing_id = recipient.outgoing_id AND told.organ_code = recipient.organ_code
                AND sent.state = 'published' AND sent.published_at > COALESCE(recipient.status_received_at, ''))
        """

    /// Whether it was urged since the moment named `day`.
    static func isUrged(since day: String) -> String {
        """
        EXISTS (SELECT 1 FROM urging AS told WHERE told.outgoing_id = recipient.outgoing_id
            AND told.organ_code = recipient.organ_code AND told.at >= \(day))
        """
    }

    // MARK: Reading

    /// With `joins`; `$1` is today.
    static let columns = """
        \(Recipient.columns), outgoing.number, outgoing.number_suffix, outgoing.notation, outgoing.subject, outgoing.urgency,
        outgoing.promulgation_date, outgoing.published_at, outgoing.approver_id,
        COALESCE(outgoing.corrected_signer, approver.full_name) AS signer_name,
        \(due) AS open_due, CASE WHEN \(due) < $1 THEN 1 ELSE 0 END AS is_late, \(isOpen) AS is_open, \(inVain) AS in_vain,
        EXISTS (SELECT 1 FROM "freeze" AS hold WHERE hold.lifted_at IS NULL AND (hold.subject_id = outgoing.id
            OR hold.subject_id IN (SELECT case_file_id FROM case_document WHERE document_id = outgoing.id))) AS is_frozen,
        EXISTS (SELECT 1 FROM destroyed_document WHERE destroyed_document.document_id = outgoing.id) AS is_destroyed,
        organ.code AS known_code, organ.valid_to,
        urging.ordinal AS urging_ordinal, urging.at AS urging_at, letter.id AS letter_id, letter.state AS letter_state,
        letter.number AS letter_number, letter.number_suffix AS letter_number_suffix, letter.notation AS letter_notation
        """

    static let joins = """
        JOIN outgoing ON outgoing.id = recipient.outgoing_id
        JOIN person AS approver ON approver.id = outgoing.approver_id
        LEFT JOIN organ ON organ.code = recipient.organ_code
        LEFT JOIN urging ON urging.outgoing_id = recipient.outgoing_id AND urging.organ_code = recipient.organ_code
            AND urging.ordinal = (SELECT MAX(earlier.ordinal) FROM urging AS earlier
                WHERE earlier.outgoing_id = recipient.outgoing_id AND earlier.organ_code = recipient.organ_code)
        LEFT JOIN outgoing AS letter ON letter.id = urging.letter_id
        """

    /// What has no deadline comes last.
    private static let order = "COALESCE(\(due), '9999-12-31'), recipient.organ_name, recipient.id"

    /// A page of the receivers of `ids`, a statement that gives their ids: by `first`, when it is given, then the nearest deadline first. `values`
    /// begins with today.
    static func read(
        _ ids: String, first: String? = nil, values: [(any SQLBindable)?], page: (limit: Int, offset: Int),
        in connection: Connection
    ) throws -> [UrgingLine] {
        let (limit, offset) = ("$\(values.count + 1)", "$\(values.count + 2)")
        let order = [first, Self.order].compactMap { $0 }.joined(separator: ", ")
        return try connection.rows(
            anew: """
                SELECT \(Self.columns)
                FROM recipient \(Self.joins)
                WHERE recipient.id IN (\(ids) ORDER BY \(order) LIMIT \(limit) OFFSET \(offset))
                ORDER BY \(order)
                """, values: values + [page.limit, page.offset]
        ).map(UrgingLine.init)
    }

    /// The receivers with these ids, as far as their documents were issued; at most 500.
    static func read(_ ids: [String], today: CalendarDate, in connection: Connection) throws -> [UrgingLine] {
        var values: [(any SQLBindable)?] = [today]
        let names = ids.prefix(500).map { id in
            values.append(id)
            return "$\(values.count)"
        }
        let wanted = names.isEmpty ? "1 = 0" : "recipient.id IN (\(names.joined(separator: ", ")))"
        return try self.read(
            "\(Self.source) AND outgoing.state = 'published' AND \(wanted)", values: values, page: (500, 0),
            in: connection)
    }

    /// Ids of receivers; more conditions follow with `AND`.
    static let source =
        "SELECT recipient.id FROM recipient CROSS JOIN outgoing WHERE outgoing.id = recipient.outgoing_id"

    /// The same of few: only those at which something may be open, found without reading all that is finished.
    static let pending = """
        \(source) AND recipient.id IN (
            SELECT pending.id FROM recipient AS pending
            WHERE pending.closure IS NULL AND COALESCE(pending.status, '') NOT IN ('02', '06')
            UNION SELECT lead.id FROM directive_task AS given
            JOIN recipient AS lead ON lead.outgoing_id = given.outgoing_id AND lead.organ_code = given.lead_organ
            WHERE given.withdrawn_at IS NULL AND given.finished_on IS NULL)
        """

    /// The tasks that receivers lead and have not finished, by the id of the receiver, in their order.
    static func openTasks(of lines: [UrgingLine], in connection: Connection) throws -> [String: [Task]] {
        let ids = lines.prefix(UrgingRule.maximumLines).map(\.recipient.id)
        guard !ids.isEmpty else { return [:] }
        let names = ids.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        let values: [(any SQLBindable)?] = ids.map { $0 }
        let tasks = try connection.rows(
            """
            SELECT recipient.id AS recipient_id, task.ordinal, task.text, task.due_date,
                EXISTS (SELECT 1 FROM task_stop AS stop WHERE stop.task_id = task.id AND stop.resumed_on IS NULL) AS is_stopped
            FROM recipient CROSS JOIN directive_task AS task
            WHERE recipient.id IN (\(names)) AND \(self.isOpenTask)
            ORDER BY task.ordinal, task.id LIMIT \(UrgingRule.maximumLines * DirectiveTask.maximum)
            """, values: values
        ).map { row -> (recipient: String, task: Task) in
            (
                try row["recipient_id"],
                Task(
                    ordinal: try row["ordinal"], text: try row["text"], due: try row["due_date"],
                    isStopped: try row["is_stopped"])
            )
        }
        return Dictionary(grouping: tasks, by: \.recipient).mapValues { $0.map(\.task) }
    }

    init(_ row: Row) throws {
        self.recipient = try Recipient(row)
        self.code = try Outgoing.code(row)
        self.subject = try row["subject"]
        self.urgency = try row["urgency"]
        self.promulgationDate = try row["promulgation_date"]
        self.publishedAt = try row["published_at"]
        self.signerID = try row["approver_id"]
        self.signerName = try row["signer_name"]
        self.due = try row["open_due"]
        self.isLate = try row["is_late"]
        self.isOpen = try row["is_open"]
        self.inVain = try row["in_vain"]
        self.isFrozen = try row["is_frozen"]
        self.isDestroyed = try row["is_destroyed"]
        let end: CalendarDate? = try row["valid_to"]
        self.organ = try (row["known_code"] as OrganCode?).map { ($0, end) }
        self.last = try Urging(row)
    }
}
