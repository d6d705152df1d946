import Exchange
import Foundation
import Storage

/// Who is told of a line in the timeline. Runs in the transaction of the act, after its rows were changed: who is concerned is found by what the act
/// wrote at that moment.
enum NoticeWriter {
    /// Nobody is told of their own act.
    static func tell(
        of kind: Event.Kind, on document: String, by person: Person?, at now: Date, quote: String?,
        in connection: Connection
    ) throws {
        let day = VietnamTime.date(now)
        for (told, people) in self.concerned(kind) {
            let rows = try connection.rows(
                """
                INSERT INTO notice (id, person_id, at, kind, document_id, is_incoming, title, actor, quote)
                SELECT \(Self.newID(connection.engine)), person.id, $2, $3, $1, CASE WHEN incoming.id IS NULL THEN 0 ELSE 1 END,
                    CASE WHEN incoming.id IS NULL THEN outgoing.subject
                        ELSE trim(incoming.number || '/' || incoming.notation, '/')
                            || CASE WHEN $3 = 'withdrawn' THEN '' ELSE ': ' || incoming.subject END END,
                    $4, $5
                FROM person
                LEFT JOIN incoming ON incoming.id = $1
                LEFT JOIN outgoing ON outgoing.id = $1
                WHERE person.id IN (\(people)) AND person.id <> $6 AND person.id <> $7
                    AND (incoming.id IS NOT NULL OR outgoing.id IS NOT NULL) AND $8 IS NOT NULL
                RETURNING id, person_id
                """, document, now, told, person?.signature ?? "Hệ thống", quote, person?.id ?? "",
                person?.deputy?.id ?? "", day)
            try NoticeCall.queue(
                try rows.map { row -> (id: String, person: String) in (try row["id"], try row["person_id"]) }
                    .sorted { $0.person < $1.person },
                of: told, on: day, in: connection)
        }
    }

    /// Each row's own: 32 hexadecimal digits at random.
    private static func newID(_ engine: DatabaseEngine) -> String {
        switch engine {
        case .sqlite: "lower(hex(randomblob(16)))"
        case .postgreSQL: "replace(CAST(gen_random_uuid() AS TEXT), '-', '')"
        }
    }

    /// Queries for the ids of people; `$1` is the document, `$2` the moment, `$8` the day.
    private static func concerned(_ kind: Event.Kind) -> [(Notice.Kind, String)] {
        let given = (Notice.Kind.given, self.holders("receipt.assigned_at = $2"))
        // Who has not opened it loses it without a word (office.md §2.6).
        let withdrawn = (
            Notice.Kind.withdrawn,
            self.holders("receipt.state = 'withdrawn' AND receipt.finished_at = $2 AND receipt.read_at IS NOT NULL")
        )
        let leader = "SELECT leader_id FROM incoming WHERE id = $1 AND $2 IS NOT NULL"
        let drafter = "SELECT drafter_id FROM outgoing WHERE id = $1 AND $2 IS NOT NULL"
        let signer = "SELECT approver_id FROM outgoing WHERE id = $1 AND $2 IS NOT NULL"
        func makers(_ state: String) -> String {
            "SELECT assigned_by FROM receipt WHERE incoming_id = $1 AND state = '\(state)' AND finished_at = $2"
        }
        func requests(_ column: String, _ moment: String) -> String {
            "SELECT \(column) FROM extension_request WHERE incoming_id = $1 AND \(moment) = $2"
        }
        return switch kind {
        case .directed, .supplemented, .officerAssigned, .handedOver: [given, withdrawn]
        case .taskGiven:
            [
                (
                    .given,
                    """
                    SELECT head.id FROM received_task AS task
                    JOIN (\(self.heads)) AS head ON head.unit_id = task.unit_id
                    WHERE \(self.worked) AND task.given_at = $2
                    UNION SELECT head.id FROM received_task AS task
                    JOIN received_task_unit AS support ON support.task_id = task.id AND support.given_at = $2
                    JOIN (\(self.heads)) AS head ON head.unit_id = support.unit_id
                    WHERE \(self.worked)
                    """
                )
            ]
        case .taskPartReported:
            [
                (
                    .reported,
                    """
                    SELECT head.id FROM received_task AS task
                    JOIN received_task_unit AS support ON support.task_id = task.id AND support.reported_at = $2
                    JOIN (\(self.heads)) AS head ON head.unit_id = task.unit_id
                    WHERE \(self.worked)
                    """
                )
            ]
        case .taskOpenAgain: [(.given, self.doers("reopened"))]
        case .taskMoreTimeRefused: [(.extensionDeclined, self.doers("extension-refused"))]
        case .lineWithdrawn: [withdrawn]
        case .lineReturned: [(.returned, makers("returned")), withdrawn]
        case .reported: [(.reported, makers("finished"))]
        case .submitted: [(.submitted, leader)]
        case .finished, .allRead: [(.finished, leader)]
        case .reminded:
            [
                (
                    .reminded,
                    self.holders("receipt.part = 'lead' AND receipt.state IN ('waiting', 'working') AND $2 IS NOT NULL")
                )
            ]
        case .updated:
            [(.updated, self.holders("receipt.state IN ('waiting', 'working') AND $2 IS NOT NULL"))]
        case .extended:
            [
                (
                    .extended,
                    self.holders(
                        "receipt.id IN (SELECT receipt_id FROM extension WHERE incoming_id = $1 AND made_at = $2)")
                )
            ]
        case .extensionAsked: [(.extensionAsked, requests("answerer_id", "asked_at"))]
        case .extensionDeclined: [(.extensionDeclined, requests("asked_by", "answered_at"))]
        case .opinionAsked:
            [
                (
                    .opinionAsked,
                    """
                    SELECT opinion.person_id FROM opinion JOIN opinion_request ON opinion_request.id = opinion.request_id
                    WHERE opinion.document_id = $1 AND opinion_request.asked_at = $2
                    """
                )
            ]
        case .opinionGiven:
            [
                (
                    .opinionGiven,
                    """
                    SELECT opinion_request.asked_by FROM opinion JOIN opinion_request ON opinion_request.id = opinion.request_id
                    WHERE opinion.document_id = $1 AND opinion.answered_at = $2
                    """
                )
            ]
        case .submittedForSigning, .initialled:
            [
                (
                    .toSign,
                    """
                    SELECT COALESCE(\(Initialling.current), outgoing.approver_id) FROM outgoing
                    WHERE outgoing.id = $1 AND $2 IS NOT NULL
                    """
                )
            ]
        case .drafted: [(.draftGiven, drafter)]
        case .sentBack: [(.sentBack, drafter)]
        case .published, .issuedOnPaper: [(.published, drafter)]
        case .answered: [(.answered, drafter)]
        case .escalated:
            [(.escalated, "SELECT person_id FROM escalation WHERE document_id = $1 AND at = $2")]
        case .viewShared:
            [
                (
                    .shared,
                    """
                    SELECT COALESCE(view_share.person_id, head.id) FROM view_share
                    LEFT JOIN (\(self.heads)) AS head ON view_share.person_id IS NULL AND head.unit_id = view_share.unit_id
                    WHERE view_share.document_id = $1 AND view_share.given_at = $2
                    """
                )
            ]
        case .taskReturned: [(.returned, signer)]
        case .taskExtensionAsked: [(.extensionAsked, signer)]
        default: []
        }
    }

    private static let heads = Self.heads(on: "$8")

    /// Who heads which unit (`id`, `unit_id`), in the main post or in a further one. `day` is the name of a value.
    static func heads(on day: String) -> String {
        """
        SELECT person.id, person.unit_id FROM person WHERE person.role = 'head'
        UNION SELECT post.person_id, post.unit_id FROM post WHERE post.role = 'head' AND \(Post.isHeld(day))
        """
    }

    /// Of a task that is worked on at the document.
    private static let worked = """
        (task.incoming_id = $1 OR task.incoming_id IN (
            SELECT link.incoming_id FROM duplicate_link AS link WHERE link.registered_id = $1))
        """

    /// The heads of the units that hold a task to which its sender answered that.
    private static func doers(_ answer: String) -> String {
        """
        SELECT head.id FROM received_task AS task
        LEFT JOIN lead_line AS lead ON lead.incoming_id = $1
        JOIN (\(self.heads)) AS head ON head.unit_id = COALESCE(task.unit_id, lead.unit_id)
        WHERE \(self.worked) AND task.answer_taken_at = $2 AND task.answer = '\(answer)'
        """
    }

    /// Whose lines those are: the person's, else the head's of the unit.
    private static func holders(_ condition: String) -> String {
        """
        SELECT COALESCE(receipt.person_id, head.id) FROM receipt
        LEFT JOIN (\(self.heads)) AS head ON receipt.person_id IS NULL AND head.unit_id = receipt.unit_id
        WHERE receipt.incoming_id = $1 AND \(condition)
        """
    }
}
