package import Exchange
package import Foundation

/// An edXML package as it was understood.
package struct Packet: Sendable, Equatable {
    package var kind: PackageKind
    package var from: Organ
    /// Empty in statuses: they go to `status.responseFor.organ`.
    package var to: [Organ]
    /// Nil in statuses.
    package var document: DocumentHeader?
    /// Nil in documents.
    package var status: StatusReport?
    /// In the order of the package.
    package var trace: [TraceHop]
    /// Nil in statuses and where the block is absent: a new document then.
    package var business: Business?
    /// In the order of the manifest.
    package var attachments: [Attachment]
    /// Whether something calls itself the signature of the package. What it is worth is judged elsewhere.
    package var signature: SignatureBlock
    /// What is odd but was read, in the order of the package.
    package var warnings: [Warning]

    package init(
        kind: PackageKind,
        from: Organ,
        to: [Organ] = [],
        document: DocumentHeader? = nil,
        status: StatusReport? = nil,
        trace: [TraceHop] = [],
        business: Business? = nil,
        attachments: [Attachment] = [],
        signature: SignatureBlock = .none,
        warnings: [Warning] = []
    ) {
        self.kind = kind
        self.from = from
        self.to = to
        self.document = document
        self.status = status
        self.trace = trace
        self.business = business
        self.attachments = attachments
        self.signature = signature
        self.warnings = warnings
    }

    /// The document that the package is about: recalled, updated, reported on, or simply brought (edXML §3).
    package var subjectID: DocumentID? {
        if let status = self.status { return status.responseFor.documentID }
        return self.business?.documentID ?? self.document?.id
    }
}

/// What stands where the signature of a package belongs (edXML §7).
package enum SignatureBlock: Sendable, Equatable {
    /// Nothing, or an empty element.
    case none
    /// A block outside of the XMLDSig namespace: decoration that nothing can verify.
    case foreign
    case xmlDSig
}

/// What a receiver says it does with a document (gói tin trạng thái, edXML §4.1).
package struct StatusReport: Sendable, Equatable {
    package var responseFor: ResponseFor
    package var staff: StaffInfo?
    package var status: HandlingStatus
    /// With 02, 13 and 16 the reason; not every sender gives it.
    package var description: String?
    package var at: Date

    package init(
        responseFor: ResponseFor,
        staff: StaffInfo? = nil,
        status: HandlingStatus,
        description: String? = nil,
        at: Date
    ) {
        self.responseFor = responseFor
        self.staff = staff
        self.status = status
        self.description = description
        self.at = at
    }
}

/// A file in a package (edXML §6).
package struct Attachment: Sendable, Equatable {
    /// Without `cid:`.
    package var contentID: String
    /// As the sender calls it, checked to be a plain file name. Never used as a name on our disks.
    package var name: String
    package var description: String?
    /// As the manifest says.
    package var contentType: String
    /// As the encoded part says: `application/zip` marks the vendor library's wrapping.
    package var encodedContentType: String?
    /// Whether a wrapping ZIP was opened.
    package var unpacked: Bool
    /// Of the file as the recipient gets it.
    package var sizeBytes: Int
    /// SHA-256 of the file as the recipient gets it, lower-case hex.
    package var sha256: String
    /// Where it was stored, under a name of ours; nil when it was discarded.
    package var file: URL?
    /// Of its Reference in the package, from 1; 0 in a package that was not read.
    package var line: Int

    package init(
        contentID: String,
        name: String,
        description: String? = nil,
        contentType: String,
        encodedContentType: String? = nil,
        unpacked: Bool = false,
        sizeBytes: Int,
        sha256: String,
        file: URL? = nil,
        line: Int = 0
    ) {
        self.contentID = contentID
        self.name = name
        self.description = description
        self.contentType = contentType
        self.encodedContentType = encodedContentType
        self.unpacked = unpacked
        self.sizeBytes = sizeBytes
        self.sha256 = sha256
        self.file = file
        self.line = line
    }
}
