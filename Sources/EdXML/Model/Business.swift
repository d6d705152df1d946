package import Exchange

/// What a package asks of its receiver (Bussiness, edXML 2.2).
package struct Business: Sendable, Equatable {
    /// 2.2.1. Never `status`.
    package var kind: PackageKind
    /// 2.2.2: always there for recall, update and replacement.
    package var reason: String?
    /// 2.2.4: the document that is recalled or updated, where the block names it. `Packet.subjectID` falls back to the
    /// header.
    package var documentID: DocumentID?
    /// 2.2.3.1: information or files changed.
    package var informationChanged: Bool?
    /// 2.2.3.2: the list of receivers changed.
    package var receiversChanged: Bool?
    /// 2.2.3.3.
    package var receivers: [ReceiverChange]
    /// 2.2.5: whom to call.
    package var staff: StaffInfo?
    /// 2.2.6: whether a paper copy follows.
    package var paper: Bool?
    /// 2.2.8: what a replacement replaces, and where.
    package var replaces: [Replacement]

    package init(
        kind: PackageKind,
        reason: String? = nil,
        documentID: DocumentID? = nil,
        informationChanged: Bool? = nil,
        receiversChanged: Bool? = nil,
        receivers: [ReceiverChange] = [],
        staff: StaffInfo? = nil,
        paper: Bool? = nil,
        replaces: [Replacement] = []
    ) {
        self.kind = kind
        self.reason = reason
        self.documentID = documentID
        self.informationChanged = informationChanged
        self.receiversChanged = receiversChanged
        self.receivers = receivers
        self.staff = staff
        self.paper = paper
        self.replaces = replaces
    }

    /// A receiver that an update adds or removes.
    package struct ReceiverChange: Sendable, Equatable {
        package var organ: OrganCode
        /// ReceiverType: 1 added, 0 removed.
        package var added: Bool

        package init(organ: OrganCode, added: Bool) {
            self.organ = organ
            self.added = added
        }
    }

    /// A document that is replaced, at the receivers that had it.
    package struct Replacement: Sendable, Equatable {
        package var documentID: DocumentID
        package var organs: [OrganCode]

        package init(documentID: DocumentID, organs: [OrganCode]) {
            self.documentID = documentID
            self.organs = organs
        }
    }
}
