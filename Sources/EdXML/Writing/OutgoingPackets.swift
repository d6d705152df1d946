import Exchange
package import Foundation

/// A file that goes into a package.
package struct PacketAttachment: Sendable {
    /// As the receiver sees it: a plain file name of at most 500 characters.
    package var name: String
    /// MIME type, such as `application/pdf`.
    package var contentType: String
    package var description: String?
    /// Where the bytes are. Must not change while the package is written, and must not be empty.
    package var file: URL

    package init(name: String, contentType: String, description: String? = nil, file: URL) {
        self.name = name
        self.contentType = contentType
        self.description = description
        self.file = file
    }
}

/// A document to be sent: new, recalled, updated or replacing others (edXML §3).
package struct DocumentPacket: Sendable {
    package var from: Organ
    /// One at least, none twice.
    package var to: [Organ]
    package var header: DocumentHeader
    /// Written with seconds, as Vietnam time.
    package var sentAt: Date
    /// What the receivers are asked for. Never a status.
    package var business: Business
    /// One at least, except in a recall.
    package var attachments: [PacketAttachment]

    /// A new document.
    package init(
        from: Organ,
        to: [Organ],
        header: DocumentHeader,
        sentAt: Date,
        reason: String = "Văn bản mới",
        paper: Bool = false,
        staff: StaffInfo? = nil,
        attachments: [PacketAttachment]
    ) {
        self.from = from
        self.to = to
        self.header = header
        self.sentAt = sentAt
        self.business = Business(kind: .new, reason: reason, staff: staff, paper: paper)
        self.attachments = attachments
    }

    package init(
        from: Organ,
        to: [Organ],
        header: DocumentHeader,
        sentAt: Date,
        business: Business,
        attachments: [PacketAttachment]
    ) {
        self.from = from
        self.to = to
        self.header = header
        self.sentAt = sentAt
        self.business = business
        self.attachments = attachments
    }
}

/// A status to be reported (gói tin trạng thái, edXML §4).
package struct StatusPacket: Sendable {
    /// Who reports.
    package var from: Organ
    /// `responseFor.organ` is to whom the report goes. Without `staff` the reporting agency itself is named as the
    /// contact.
    package var report: StatusReport

    package init(from: Organ, report: StatusReport) {
        self.from = from
        self.report = report
    }
}
