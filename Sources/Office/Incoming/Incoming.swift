import Exchange
import Foundation
import Storage

/// A document that came (văn bản đến): what the package says, and where it is in this office.
struct Incoming: Sendable {
    let id: String
    let channel: Channel
    /// Nil where the sender has no code; a package always has one.
    let organ: OrganCode?
    let organName: String
    /// Of packages only.
    let documentID: DocumentID?
    let code: DocumentCode
    let promulgationDate: CalendarDate
    let typeName: String
    let subject: String
    let signer: String?
    let urgency: Urgency
    let steering: Steering
    /// The deadline that the sender set.
    let senderDue: CalendarDate?

    let state: InternalState
    let arrivedAt: Date
    /// Số đến (`12`, `12a`) and ngày đến, once registered.
    let number: EntryNumber?
    let enteredOn: CalendarDate?
    /// Hạn của cơ quan.
    let agencyDue: CalendarDate?
    let leaderID: String?
    let leaderName: String?
    /// Cannot be finished before a reply has been published.
    let replyRequired: Bool
    let returnedReason: String?
    /// Why it came back: to the clerk from the leader, or to the leader from whoever was to lead; nil once it is passed on again.
    let backReason: String?
    /// How often it was urged (đôn đốc).
    let reminders: Int
    let result: String?
    let finishedAt: Date?
    let leadUnit: String?
    let leadPerson: String?
    let leadDue: CalendarDate?
    let fileCount: Int
    /// Whether the sender wants it back, since when and why (`Recall`); beside the work on it.
    let asking: Asking?
    let askingAt: Date?
    let askingReason: String?
    /// The update of its sender that waits for the clerk's answer (`DocumentUpdate`).
    let updateID: String?
    /// Set when it was given back: nothing more is done with it.
    let closure: Closure?
    let metadata: DocumentMetadata
    /// Its sender says that paper follows (có bản giấy gửi sau). Nothing waits for it (QĐ 28/2018/QĐ-TTg, Điều 6.2).
    let paperFollows: Bool
    /// Counts every change: a form made from an older version is refused.
    let version: Int
    /// Seen only because it was shared (`ViewShare`), so nothing may be done with it. `IncomingStore.find` alone says so.
    var isShared = false
}

extension Incoming {
    /// Số, ký hiệu as people say it.
    var name: String { self.code.shown }

    /// Hạn của cơ quan, or what the sender asks where none was set.
    var commonDue: CalendarDate? { self.agencyDue ?? self.senderDue }

    /// Until when whoever leads is to be done: their own deadline, else that of the agency.
    var due: CalendarDate? { self.leadDue ?? self.commonDue }

    /// Reads whole documents; conditions and order follow. `incoming` and `lead` (the line that leads) may be named.
    static let query = """
        SELECT incoming.id, incoming.channel, incoming.organ_code, incoming.organ_name, incoming.document_id, incoming.number AS code_number,
            incoming.notation, incoming.promulgation_date, incoming.type_name, incoming.subject, incoming.signer,
            incoming.urgency, incoming.steering, incoming.sender_due, incoming.state, incoming.arrived_at,
            register_entry.number AS entry_number, register_entry.suffix AS entry_suffix, register_entry.entered_on, incoming.agency_due, incoming.leader_id,
            leader.full_name AS leader_name, incoming.reply_required, incoming.returned_reason, incoming.back_reason, incoming.result,
            incoming.finished_at, lead_unit.name AS lead_unit, lead_person.full_name AS lead_person,
            lead.due_date AS lead_due, incoming.asking, incoming.asking_at, incoming.asking_reason, incoming.closure,
            incoming.version, incoming.language, incoming.pages, incoming.copies, incoming.remark, incoming.paper_follows,
            (SELECT COUNT(*) FROM reminder WHERE reminder.incoming_id = incoming.id) AS reminders,
            (SELECT document_update.id FROM document_update
                WHERE document_update.document_id = incoming.id AND document_update.state = 'requested') AS update_id,
            (SELECT COUNT(*) FROM attachment
                WHERE attachment.document_id = incoming.id AND attachment.removed_at IS NULL) AS file_count
        FROM incoming
        LEFT JOIN register_entry ON register_entry.document_id = incoming.id
        LEFT JOIN person AS leader ON leader.id = incoming.leader_id
        LEFT JOIN lead_line AS lead ON lead.incoming_id = incoming.id
        LEFT JOIN unit AS lead_unit ON lead_unit.id = lead.unit_id
        LEFT JOIN person AS lead_person ON lead_person.id = COALESCE(lead.person_id, (
            SELECT doer.person_id FROM receipt AS doer
            WHERE doer.parent_id = lead.id AND doer.part = 'lead' AND doer.state NOT IN ('returned', 'withdrawn')))
        """

    init(_ row: Row) throws {
        self.init(
            id: try row["id"],
            channel: try row["channel"],
            organ: try row["organ_code"],
            organName: try row["organ_name"],
            documentID: try row["document_id"],
            code: DocumentCode(number: try row["code_number"], notation: try row["notation"]),
            promulgationDate: try row["promulgation_date"],
            typeName: try row["type_name"],
            subject: try row["subject"],
            signer: try row["signer"],
            urgency: try row["urgency"],
            steering: try row["steering"],
            senderDue: try row["sender_due"],
            state: try row["state"],
            arrivedAt: try row["arrived_at"],
            number: try (row["entry_number"] as Int?).map { EntryNumber($0, try row["entry_suffix"]) },
            enteredOn: try row["entered_on"],
            agencyDue: try row["agency_due"],
            leaderID: try row["leader_id"],
            leaderName: try row["leader_name"],
            replyRequired: try row["reply_required"],
            returnedReason: try row["returned_reason"],
            backReason: try row["back_reason"],
            reminders: try row["reminders"],
            result: try row["result"],
            finishedAt: try row["finished_at"],
            leadUnit: try row["lead_unit"],
            leadPerson: try row["lead_person"],
            leadDue: try row["lead_due"],
            fileCount: try row["file_count"],
            asking: try row["asking"],
            askingAt: try row["asking_at"],
            askingReason: try row["asking_reason"],
            updateID: try row["update_id"],
            closure: try row["closure"],
            metadata: try DocumentMetadata(row),
            paperFollows: try row["paper_follows"],
            version: try row["version"]
        )
    }
}

extension DocumentCode {
    /// For people: letters have none, some documents a number only.
    var shown: String {
        if self.notation.isEmpty { return self.number.isEmpty ? IncomingWords.noCode : self.number }
        return self.text
    }
}

/// A file of a document.
struct Attachment: Sendable {
    let id: String
    let documentID: String
    let part: Part
    let name: String
    let contentType: String
    let sizeBytes: Int
    let hash: ContentHash

    enum Part: String, Sendable, SQLBindable, SQLReadable {
        /// Dự thảo: never leaves the office.
        case draft
        /// The document itself.
        case main
        /// Phụ lục.
        case annex
    }

    var isPDF: Bool { self.contentType == "application/pdf" }

    init(_ row: Row) throws {
        self.id = try row["id"]
        self.documentID = try row["document_id"]
        self.part = try row["part"]
        self.name = try row["name"]
        self.contentType = try row["content_type"]
        self.sizeBytes = try row["size_bytes"]
        self.hash = try row["hash"]
    }

    /// What belongs to the document now, the document itself first. At most 100.
    static func all(of document: String, in connection: Connection) throws -> [Attachment] {
        try connection.rows(
            """
            SELECT id, document_id, part, name, content_type, size_bytes, hash FROM attachment
            WHERE document_id = $1 AND removed_at IS NULL
            ORDER BY CASE part WHEN 'annex' THEN 1 ELSE 0 END, ordinal
            LIMIT 100
            """,
            document
        ).map(Attachment.init)
    }

    /// Adds a file behind the others; gives its id.
    @discardableResult
    static func add(
        to document: String,
        part: Part,
        name: String,
        contentType: String,
        sizeBytes: Int,
        hash: ContentHash,
        at now: Date,
        in connection: Connection
    ) throws -> String {
        let last: Int =
            try connection.row(
                "SELECT COALESCE(MAX(ordinal), 0) AS last FROM attachment WHERE document_id = $1", document
            )?["last"] ?? 0
        let id = UniqueID.make(at: now)
        try connection.execute(
            """
            INSERT INTO attachment (id, document_id, ordinal, part, name, content_type, size_bytes, hash)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            id, document, last + 1, part, name, contentType, sizeBytes, hash
        )
        return id
    }
}
