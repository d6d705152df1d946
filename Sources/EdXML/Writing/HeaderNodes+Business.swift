import Exchange

extension HeaderNodes {
    /// The Bussiness block in the order of the regulation's table (edXML 2.2).
    static func business(_ business: Business) -> Node {
        Node(
            "Bussiness",
            [
                Node("BussinessDocType", number: business.kind.documentType ?? 0),
                Node("BussinessDocReason", business.reason),
                Node(
                    "BussinessDocumentInfo",
                    [
                        self.flag("DocumentInfo", business.informationChanged),
                        self.flag("DocumentReceiver", business.receiversChanged),
                        Node("ReceiverList", business.receivers.map { self.receiver($0) }).ifFilled,
                    ]
                ).ifFilled,
                Node("DocumentId", business.documentID?.text),
                business.staff.flatMap { self.staff($0).ifFilled },
                self.flag("Paper", business.paper),
                Node("ReplacementInfoList", business.replaces.map { self.replacement($0) }).ifFilled,
            ])
    }

    private static func receiver(_ change: Business.ReceiverChange) -> Node {
        Node(
            "Receiver", [Node("OrganId", change.organ.text), Node("ReceiverType", number: change.added ? 1 : 0)])
    }

    private static func replacement(_ replacement: Business.Replacement) -> Node {
        Node(
            "ReplacementInfo",
            [
                Node("DocumentId", replacement.documentID.text),
                Node("OrganIdList", replacement.organs.map { Node("OrganId", $0.text) }),
            ])
    }

    private static func flag(_ name: String, _ value: Bool?) -> Node? {
        value.map { Node(name, number: $0 ? 1 : 0) }
    }
}

extension PackageKind {
    /// BussinessDocType; nil for a status.
    package var documentType: Int? {
        switch self {
        case .new: 0
        case .recall: 1
        case .update: 2
        case .replacement: 3
        case .status: nil
        }
    }
}
