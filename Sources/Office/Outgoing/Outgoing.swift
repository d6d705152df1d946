import Exchange
import Foundation
import Storage

/// A document that this agency issues (văn bản đi), from the draft to what its recipients report.
struct Outgoing: Sendable {
    let id: String
    let state: OutgoingState
    let drafterID: String
    let drafterName: String
    let unit: Unit
    let approverID: String
    let approverName: String
    let approverTitle: String
    let typeName: String
    let subject: String
    /// Ký hiệu; the number is given by the register.
    let notation: String
    let number: Int?
    let promulgationDate: CalendarDate?
    let documentID: DocumentID?
    let urgency: Urgency
    let steering: Steering
    let due: CalendarDate?
    /// The incoming document that this one answers.
    let answersID: String?
    let createdAt: Date
    let approvedAt: Date?
    let numberedAt: Date?
    let publishedAt: Date?
    let returnedReason: String?
    let version: Int

    /// Số, ký hiệu as printed; nil before it is numbered.
    var code: DocumentCode? {
        self.number.map { DocumentCode(number: DocumentCode.display($0), notation: self.notation) }
    }
}

extension Outgoing {
    static let query = """
        SELECT outgoing.id, outgoing.state, outgoing.drafter_id, drafter.full_name AS drafter_name, outgoing.unit_id,
            unit.name AS unit_name, unit.short_name AS unit_short_name, outgoing.approver_id,
            approver.full_name AS approver_name, approver.title AS approver_title, outgoing.type_name, outgoing.subject,
            outgoing.notation, outgoing.number, outgoing.promulgation_date, outgoing.document_id, outgoing.urgency,
            outgoing.steering, outgoing.due_date, outgoing.answers_id, outgoing.created_at, outgoing.approved_at,
            outgoing.numbered_at, outgoing.published_at, outgoing.returned_reason, outgoing.version
        FROM outgoing
        JOIN person AS drafter ON drafter.id = outgoing.drafter_id
        JOIN person AS approver ON approver.id = outgoing.approver_id
        JOIN unit ON unit.id = outgoing.unit_id
        """

    init(_ row: Row) throws {
        self.init(
            id: try row["id"],
            state: try row["state"],
            drafterID: try row["drafter_id"],
            drafterName: try row["drafter_name"],
            unit: Unit(id: try row["unit_id"], name: try row["unit_name"], shortName: try row["unit_short_name"]),
            approverID: try row["approver_id"],
            approverName: try row["approver_name"],
            approverTitle: try row["approver_title"],
            typeName: try row["type_name"],
            subject: try row["subject"],
            notation: try row["notation"],
            number: try row["number"],
            promulgationDate: try row["promulgation_date"],
            documentID: try row["document_id"],
            urgency: try row["urgency"],
            steering: try row["steering"],
            due: try row["due_date"],
            answersID: try row["answers_id"],
            createdAt: try row["created_at"],
            approvedAt: try row["approved_at"],
            numberedAt: try row["numbered_at"],
            publishedAt: try row["published_at"],
            returnedReason: try row["returned_reason"],
            version: try row["version"]
        )
    }
}

/// One receiver of an outgoing document (nơi nhận): transport and handling are facts of the receiver, not of the document.
struct Recipient: Sendable {
    let id: String
    let outgoingID: String
    let organ: OrganCode
    let name: String
    let sending: Sending
    let faultCode: String?
    let faultSentence: String?
    let sentAt: Date?
    let status: HandlingStatus?
    let statusAt: Date?
    let statusReceivedAt: Date?

    enum Sending: String, Sendable, SQLBindable, SQLReadable {
        /// Chưa gửi.
        case none
        /// Đang gửi.
        case queued
        /// Trục đã nhận.
        case sent
        /// Gửi lỗi.
        case failed
    }

    static let columns = """
        recipient.id, recipient.outgoing_id, recipient.organ_code, recipient.organ_name, recipient.sending,
        recipient.fault_code, recipient.fault_sentence, recipient.sent_at, recipient.status, recipient.status_at,
        recipient.status_received_at
        """

    init(_ row: Row) throws {
        self.id = try row["id"]
        self.outgoingID = try row["outgoing_id"]
        self.organ = try row["organ_code"]
        self.name = try row["organ_name"]
        self.sending = try row["sending"]
        self.faultCode = try row["fault_code"]
        self.faultSentence = try row["fault_sentence"]
        self.sentAt = try row["sent_at"]
        self.status = try row["status"]
        self.statusAt = try row["status_at"]
        self.statusReceivedAt = try row["status_received_at"]
    }

    /// Failures and refusals first. At most 500.
    static func all(of outgoing: String, in connection: Connection) throws -> [Recipient] {
        try connection.rows(
            """
            SELECT \(Recipient.columns) FROM recipient
            WHERE recipient.outgoing_id = $1
            ORDER BY CASE WHEN recipient.sending = 'failed' THEN 0 WHEN recipient.status = '02' THEN 1 ELSE 2 END,
                recipient.organ_name, recipient.organ_code
            LIMIT 500
            """,
            outgoing
        ).map(Recipient.init)
    }
}
