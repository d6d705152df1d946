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
    /// What stands above the signature; nil before it is signed.
    let signed: SignatureBlock?
    /// Whose turn it is to initial (ký nháy), from the draft on; nil when nobody's is left.
    let initiallerID: String?
    let initiallerName: String?
    let typeName: String
    let subject: String
    /// Ký hiệu; the number is given by the register.
    let notation: String
    let number: EntryNumber?
    let promulgationDate: CalendarDate?
    let documentID: DocumentID?
    let urgency: Urgency
    /// Nil: no limit.
    let circulation: Circulation?
    let steering: Steering
    /// Lĩnh vực (`DirectiveField`); may be empty.
    let field: String
    let due: CalendarDate?
    /// The incoming document that this one answers.
    let answersID: String?
    /// The document of ours that this one replaces.
    let replacesID: String?
    let createdAt: Date
    let approvedAt: Date?
    /// Set with the signature.
    let issueBy: Date?
    let numberedAt: Date?
    let publishedAt: Date?
    let returnedReason: String?
    let reach: Reach
    let metadata: DocumentMetadata
    /// Chỉ phát hành bản giấy: it has receivers on paper alone and never enters the exchange.
    let isPaperOnly: Bool
    /// Why paper follows what went through the exchange, as every package with it says; nil: none does. Set with the issue.
    var paper: PaperCase?
    let version: Int
    /// Seen only because it was shared (`ViewShare`), so nothing may be done with it. `OutgoingStore.find` alone says so.
    var isShared = false

    /// At how many recipients it is still on its way, could not be sent, or was refused by their systems with nobody having dealt with it.
    struct Reach: Sendable {
        var queued = 0
        var unsent = 0
        var refused = 0
        /// At how many it was given back, and at how many it was given back or replaced, of how many.
        var withdrawn = 0
        var closed = 0
        var recipients = 0
    }

    var isUnsigned: Bool { self.state == .draft || self.state == .submitted }

    /// Issued, and not given back by everybody.
    var isStanding: Bool {
        self.state == .published && (self.isPaperOnly || self.reach.withdrawn < self.reach.recipients)
    }

    /// Chức vụ of who signs: from the signature on that in which it was signed.
    var signerTitle: String { self.signed?.title ?? self.approverTitle }

    /// Số, ký hiệu as printed; nil before it is numbered.
    var code: DocumentCode? {
        self.number.map { DocumentCode(number: $0.printed, notation: self.notation) }
    }

    /// Number and notation of a row with columns of `outgoing`, whose names may begin with `prefix`; nil before it is numbered.
    static func code(_ row: Row, _ prefix: String = "") throws -> DocumentCode? {
        let notation: String = try row["\(prefix)notation"]
        return try (row["\(prefix)number"] as Int?).map { number in
            DocumentCode(number: EntryNumber(number, try row["\(prefix)number_suffix"]).printed, notation: notation)
        }
    }

    /// Issued through the exchange, and neither given back nor replaced everywhere.
    var isInForce: Bool { self.state == .published && self.reach.closed < self.reach.recipients }
}

extension Outgoing {
    static let query = """
        SELECT outgoing.id, outgoing.state, outgoing.drafter_id, drafter.full_name AS drafter_name, outgoing.unit_id,
            unit.name AS unit_name, unit.short_name AS unit_short_name, outgoing.approver_id,
            COALESCE(outgoing.corrected_signer, approver.full_name) AS approver_name,
            COALESCE(outgoing.corrected_title, approver.title) AS approver_title,
            outgoing.signed_block, COALESCE(outgoing.corrected_title, outgoing.signed_title) AS signed_title,
            outgoing.signed_competence,
            initialler.id AS initialler_id, initialler.full_name AS initialler_name, outgoing.type_name, outgoing.subject,
            outgoing.notation, outgoing.number, outgoing.number_suffix, outgoing.promulgation_date, outgoing.document_id, outgoing.urgency, outgoing.circulation,
            outgoing.steering, outgoing.field, outgoing.due_date, outgoing.answers_id, outgoing.replaces_id, outgoing.created_at,
            outgoing.approved_at, outgoing.issue_by,
            outgoing.numbered_at, outgoing.published_at, outgoing.returned_reason, outgoing.version,
            outgoing.language, outgoing.pages, outgoing.copies, outgoing.remark, outgoing.paper_only, outgoing.paper_case,
            (SELECT COUNT(*) FROM recipient WHERE recipient.outgoing_id = outgoing.id AND recipient.transport = 'queued')
                AS queued,
            (SELECT COUNT(*) FROM recipient
                WHERE recipient.outgoing_id = outgoing.id AND \(Recipient.isUnsent)) AS unsent,
            (SELECT COUNT(*) FROM recipient
                WHERE recipient.outgoing_id = outgoing.id AND \(Recipient.needsSomebody)) AS refused,
            (SELECT COUNT(*) FROM recipient
                WHERE recipient.outgoing_id = outgoing.id AND recipient.closure = 'withdrawn') AS withdrawn,
            (SELECT COUNT(*) FROM recipient
                WHERE recipient.outgoing_id = outgoing.id AND recipient.closure IS NOT NULL) AS closed,
            (SELECT COUNT(*) FROM recipient WHERE recipient.outgoing_id = outgoing.id) AS recipients
        FROM outgoing
        JOIN person AS drafter ON drafter.id = outgoing.drafter_id
        JOIN person AS approver ON approver.id = outgoing.approver_id
        JOIN unit ON unit.id = outgoing.unit_id
        LEFT JOIN person AS initialler ON initialler.id = \(Initialling.current)
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
            signed: try SignatureBlock(row),
            initiallerID: try row["initialler_id"],
            initiallerName: try row["initialler_name"],
            typeName: try row["type_name"],
            subject: try row["subject"],
            notation: try row["notation"],
            number: try (row["number"] as Int?).map { EntryNumber($0, try row["number_suffix"]) },
            promulgationDate: try row["promulgation_date"],
            documentID: try row["document_id"],
            urgency: try row["urgency"],
            circulation: try row["circulation"],
            steering: try row["steering"],
            field: try row["field"],
            due: try row["due_date"],
            answersID: try row["answers_id"],
            replacesID: try row["replaces_id"],
            createdAt: try row["created_at"],
            approvedAt: try row["approved_at"],
            issueBy: try row["issue_by"],
            numberedAt: try row["numbered_at"],
            publishedAt: try row["published_at"],
            returnedReason: try row["returned_reason"],
            reach: Reach(
                queued: try row["queued"], unsent: try row["unsent"], refused: try row["refused"],
                withdrawn: try row["withdrawn"], closed: try row["closed"],
                recipients: try row["recipients"]),
            metadata: try DocumentMetadata(row),
            isPaperOnly: try row["paper_only"],
            paper: try row["paper_case"],
            version: try row["version"]
        )
    }
}
