import EdXML
import Exchange
import Foundation
import Storage

/// The history of what receivers reported, and what it comes to.
enum HandlingStore {
    static let migration = Migration(
        "0060 add delivery asking",
        sql: """
            -- Of a recall or an update, or after status 13: requested, agreed, declined (Asking), and since when.
            ALTER TABLE delivery ADD COLUMN asking TEXT;
            ALTER TABLE delivery ADD COLUMN asking_at TEXT;
            -- withdrawn, replaced (Closure).
            ALTER TABLE delivery ADD COLUMN closure TEXT;
            -- What a replacement replaces, at whom.
            CREATE TABLE replacement (
                package_id TEXT NOT NULL REFERENCES package (id),
                document_id TEXT NOT NULL,
                organ TEXT NOT NULL REFERENCES organ (code),
                PRIMARY KEY (package_id, document_id, organ)
            );
            UPDATE delivery SET asking = 'requested', asking_at = transport_at
            WHERE package_id IN (SELECT id FROM package WHERE kind IN ('recall', 'update'));
            """
    )

    /// What a report came to.
    struct Change: Sendable {
        let delivery: String
        let status: HandlingStatus
        let madeAt: Date
        let verdict: Handling.Verdict
        /// As they are afterwards.
        let handling: HandlingStatus?
        let asking: Asking?
        /// Deliveries of which nothing more is expected now.
        let closed: [String]
        /// Of department, person and description: the evidence log names nobody.
        let details: ContentHash

        static func details(_ department: String?, _ staff: String?, _ description: String?) -> ContentHash {
            ContentHash(of: Data(JSON.list([JSON(department), JSON(staff), JSON(description)]).canonical.utf8))
        }
    }

    /// Keeps `report` as history of the delivery and lets the machines judge what it changes (edXML §5).
    static func add(
        _ report: StatusReport, to subject: Subject, package: String, cursor: Int, now: Date, in connection: Connection
    ) throws -> Change {
        var (after, closed): (Subject, [String]) = (subject, [])
        let verdict = try self.apply(report, to: &after, now: now, closed: &closed, in: connection)
        try connection.executeLater(
            """
            INSERT INTO handling
                (package_id, delivery_id, cursor, status, made_at, received_at, department, staff, description, verdict)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """,
            package, subject.delivery, cursor, report.status, report.at, now, report.staff?.department,
            report.staff?.staff, report.description, verdict.word)
        return Change(
            delivery: subject.delivery, status: report.status, madeAt: report.at, verdict: verdict,
            handling: after.handling.current, asking: after.asking, closed: closed.sorted(),
            details: Change.details(report.staff?.department, report.staff?.staff, report.description))
    }

    /// The delivery that a report is about.
    struct Subject: Sendable {
        let delivery: String
        let kind: PackageKind
        let from: OrganCode
        let organ: OrganCode
        let documentID: DocumentID
        fileprivate(set) var asking: Asking?
        fileprivate(set) var handling: Handling

        /// Throws `not-found`.
        init(_ delivery: String, in connection: Connection) throws {
            let row = try connection.row(
                """
                SELECT delivery.*, package.kind, package.from_organ, package.document_id
                FROM delivery JOIN package ON package.id = delivery.package_id WHERE delivery.id = $1
                """, delivery)
            guard let row else { throw Fault.noDelivery }
            let seen = try connection.rows(
                "SELECT DISTINCT status FROM handling WHERE delivery_id = $1 LIMIT 20", delivery)
            self.delivery = delivery
            self.kind = try row["kind"]
            self.from = try row["from_organ"]
            self.organ = try row["organ"]
            self.documentID = try row["document_id"]
            self.asking = try row["asking"]
            self.handling = Handling(
                current: try row["handling"], since: try row["handling_at"],
                seen: Set(try seen.map { try $0["status"] }), closure: try row["closure"])
        }
    }

    private static func apply(
        _ report: StatusReport, to subject: inout Subject, now: Date, closed: inout [String], in connection: Connection
    ) throws -> Handling.Verdict {
        let isRecall = subject.kind == .recall
        if report.status == .takeBack, subject.asking == nil {
            try self.set(.requested, of: &subject, at: now, in: connection)
            return .advanced
        }
        if var asking = subject.asking, isRecall || report.status.rank == nil {
            let verdict = asking.apply(report.status, isRecall: isRecall)
            guard verdict == .advanced else { return verdict }
            try self.set(asking, of: &subject, at: now, in: connection)
            if asking == .agreed, subject.kind != .update {
                closed += try self.close(
                    subject.documentID, of: subject.from, at: subject.organ, as: .withdrawn, in: connection)
            }
            return verdict
        }
        var handling = subject.handling
        let verdict = handling.apply(report.status, at: report.at)
        guard verdict == .advanced, report.status.rank != nil else { return verdict }
        subject.handling = handling
        try connection.executeLater(
            "UPDATE delivery SET handling = $2, handling_at = $3 WHERE id = $1", subject.delivery, handling.current,
            handling.since)
        if subject.kind == .replacement, report.status == .accepted {
            closed += try self.closeReplaced(by: subject, in: connection)
        }
        return verdict
    }

    private static func set(
        _ asking: Asking, of subject: inout Subject, at now: Date, in connection: Connection
    ) throws {
        subject.asking = asking
        try connection.executeLater(
            "UPDATE delivery SET asking = $2, asking_at = $3 WHERE id = $1", subject.delivery, asking, now)
    }

    /// Nothing more is expected of the document at this receiver.
    private static func close(
        _ document: DocumentID, of sender: OrganCode, at organ: OrganCode, as closure: Closure,
        in connection: Connection
    ) throws -> [String] {
        try connection.rows(
            """
            UPDATE delivery SET closure = $4
            WHERE organ = $3 AND closure IS NULL AND package_id IN (
                SELECT id FROM package
                WHERE from_organ = $1 AND document_id = $2 AND kind IN ('new', 'update', 'replacement')
            )
            RETURNING id
            """, sender, document, organ, closure
        ).map { try $0["id"] }
    }

    private static func closeReplaced(by subject: Subject, in connection: Connection) throws -> [String] {
        let replaced = try connection.rows(
            """
            SELECT replacement.document_id FROM replacement JOIN delivery ON delivery.package_id = replacement.package_id
            WHERE delivery.id = $1 AND replacement.organ = $2 LIMIT 2000
            """, subject.delivery, subject.organ)
        return try replaced.flatMap { row in
            try self.close(try row["document_id"], of: subject.from, at: subject.organ, as: .replaced, in: connection)
        }
    }
}

extension Handling.Verdict {
    /// As the database and the tracking write it.
    var word: String {
        switch self {
        case .advanced: "advanced"
        case .history: "history"
        case .repetition: "repetition"
        case .contradiction: "contradiction"
        }
    }
}
