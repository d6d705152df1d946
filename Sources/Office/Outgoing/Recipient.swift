import Exchange
import Foundation
import Storage

/// One receiver of an outgoing document (nơi nhận): transport and handling are facts of the receiver, not of the document.
struct Recipient: Sendable {
    let id: String
    let outgoingID: String
    let organ: OrganCode
    let name: String
    let transport: Transport
    /// When its system took the package or refused it, by the hub's clock.
    let transportAt: Date?
    /// When somebody said that a refusal is dealt with.
    let settledAt: Date?
    let faultCode: String?
    let faultSentence: String?
    let sentAt: Date?
    let status: HandlingStatus?
    let statusAt: Date?
    let statusReceivedAt: Date?
    /// Whether we want the document back, since when, and what the recipient wrote with its answer (`Recall`).
    let asking: Asking?
    let askingAt: Date?
    let askingAnswer: String?
    /// How the last update of ours stands there, since when, and what the recipient wrote with its answer (`DocumentUpdate`).
    let updating: Asking?
    let updatingAt: Date?
    let updatingAnswer: String?
    /// Whether that update removes it from the receivers (`ReceiverUpdate`).
    let isLeaving: Bool
    /// Set when the recipient gave it back.
    let closure: Closure?

    /// When something was last heard of it: a report, else what became of the package, else that it was sent.
    var lastNews: Date? { self.statusReceivedAt ?? self.transportAt ?? self.sentAt }

    /// How far the package has come on its way to this recipient: the one place that says so (lessons Q4). What people do there with the
    /// document is `status`.
    enum Transport: String, Sendable, CaseIterable, SQLBindable, SQLReadable {
        /// Chưa gửi.
        case none
        /// Đang gửi.
        case queued
        /// Gửi lỗi: the hub refused it, or the gateway gave up.
        case failed
        /// Trục đã nhận: it waits for the recipient's system.
        case sent
        /// Hệ thống nơi nhận đã nhận. Final.
        case delivered
        /// Hệ thống nơi nhận không nhận được.
        case refused
    }

    /// What waits for a person in the box "Gửi lỗi".
    static let needsSomebody = "recipient.transport = 'refused' AND recipient.settled_at IS NULL"

    /// What is still to be sent and could not be.
    static let isUnsent = "recipient.transport = 'failed' AND recipient.settled_at IS NULL"

    /// It is not sent any more (`SendingStop`): it may be in no package.
    static let isStopped = "recipient.transport = 'failed' AND recipient.settled_at IS NOT NULL"

    static let columns = """
        recipient.id, recipient.outgoing_id, recipient.organ_code, recipient.organ_name, recipient.transport,
        recipient.transport_at, recipient.settled_at, recipient.fault_code, recipient.fault_sentence, recipient.sent_at, recipient.status, recipient.status_at,
        recipient.status_received_at, recipient.asking, recipient.asking_at, recipient.asking_answer, recipient.closure,
        recipient.updating, recipient.updating_at, recipient.updating_answer, recipient.leaving
        """

    init(_ row: Row) throws {
        self.id = try row["id"]
        self.outgoingID = try row["outgoing_id"]
        self.organ = try row["organ_code"]
        self.name = try row["organ_name"]
        self.transport = try row["transport"]
        self.transportAt = try row["transport_at"]
        self.settledAt = try row["settled_at"]
        self.faultCode = try row["fault_code"]
        self.faultSentence = try row["fault_sentence"]
        self.sentAt = try row["sent_at"]
        self.status = try row["status"]
        self.statusAt = try row["status_at"]
        self.statusReceivedAt = try row["status_received_at"]
        self.asking = try row["asking"]
        self.askingAt = try row["asking_at"]
        self.askingAnswer = try row["asking_answer"]
        self.updating = try row["updating"]
        self.updatingAt = try row["updating_at"]
        self.updatingAnswer = try row["updating_answer"]
        self.isLeaving = try row["leaving"]
        self.closure = try row["closure"]
    }

    /// Failures and refusals first. At most 500.
    static func all(of outgoing: String, in connection: Connection) throws -> [Recipient] {
        try self.all(where: "recipient.outgoing_id = $1", [outgoing], limit: 500, in: connection)
    }

    static func all(where condition: String, _ values: [(any SQLBindable)?], limit: Int, in connection: Connection)
        throws -> [Recipient]
    {
        try connection.rows(
            """
            SELECT \(Recipient.columns) FROM recipient
            WHERE \(condition)
            ORDER BY CASE WHEN recipient.transport IN ('failed', 'refused') THEN 0 WHEN recipient.status = '02' THEN 1 ELSE 2 END,
                recipient.organ_name, recipient.organ_code
            LIMIT \(limit)
            """, values: values
        ).map(Recipient.init)
    }
}
