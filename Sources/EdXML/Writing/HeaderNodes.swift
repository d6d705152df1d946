import Exchange

/// The elements of headers in the order of the regulation's tables (edXML §2.3, §2.4, §2.6, §4.1).
enum HeaderNodes {
    static func organ(_ name: String, _ organ: Organ) -> Node {
        Node(
            name,
            [
                Node("OrganId", organ.code.text),
                Node("OrganizationInCharge", organ.inCharge),
                Node("OrganName", organ.name),
                Node("OrganAdd", organ.address),
                Node("Email", organ.email),
                Node("Telephone", organ.telephone),
                Node("Fax", organ.fax),
                Node("Website", organ.website),
            ])
    }

    static func message(_ packet: DocumentPacket, order: WritingProfile.Order) -> Node {
        let message = self.message(packet)
        return order == .library ? message.sorted(like: WritingProfile.libraryOrder) : message
    }

    private static func message(_ packet: DocumentPacket) -> Node {
        let header = packet.header
        return Node(
            "MessageHeader",
            [self.organ("From", packet.from)] + packet.to.map { self.organ("To", $0) } + [
                Node("Code", [Node("CodeNumber", header.code.number), Node("CodeNotation", header.code.notation)]),
                Node(
                    "PromulgationInfo",
                    [
                        Node("Place", header.place), Node("PromulgationDate", header.promulgationDate.slashed),
                    ]),
                self.type(header.type),
                Node("Subject", header.subject),
                Node("Content", header.content),
                Node(
                    "SignerInfo",
                    [
                        Node("Competence", header.signer?.competence),
                        Node("Position", header.signer?.position),
                        Node("FullName", header.signer?.fullName),
                    ]
                ).ifFilled,
                Node("DueDate", header.dueDate?.slashed),
                Node("ToPlaces", header.toPlaces.map { Node("Place", $0) }).ifFilled,
                Node(
                    "OtherInfo",
                    [
                        Node("Priority", number: header.urgency.rawValue),
                        Node("SphereOfPromulgation", header.sphere),
                        Node("TyperNotation", header.typist),
                        header.promulgationAmount.map { Node("PromulgationAmount", number: $0) },
                        header.pageAmount.map { Node("PageAmount", number: $0) },
                        Node("Appendixes", header.appendixes.map { Node("Appendix", $0) }).ifFilled,
                        header.direction.map { Node("Direction", $0 ? "true" : "false") } ?? nil,
                    ]),
            ] + header.responseFor.map { self.responseFor($0) } + [
                Node("SteeringType", number: header.steering.rawValue),
                Node("DocumentId", header.id.text),
            ]
        )
    }

    static func traces(_ packet: DocumentPacket) -> Node {
        Node(
            "TraceHeaderList",
            [
                Node(
                    "TraceHeader",
                    [
                        Node("OrganId", packet.from.code.text), Node("Timestamp", VietnamTime.packet(packet.sentAt)),
                    ]),
                self.business(packet.business),
            ])
    }

    static func message(_ packet: StatusPacket) -> Node {
        let report = packet.report
        let agency = StaffInfo(department: packet.from.name ?? packet.from.code.text)
        return Node(
            "MessageHeader",
            [
                self.organ("From", packet.from),
                self.responseFor(report.responseFor),
                report.staff.flatMap { self.staff($0).ifFilled } ?? self.staff(agency),
                Node("StatusCode", report.status.rawValue),
                Node("Description", report.description),
                Node("Timestamp", VietnamTime.packet(report.at)),
            ])
    }

    /// Group, ordinal in the group, Vietnamese name (edXML §2.5). A type on no list keeps its name and goes as
    /// administrative.
    private static func type(_ type: DocumentType) -> Node {
        guard let kind = type.resolved else {
            return Node(
                "DocumentType",
                [
                    Node("Type", number: type.group ?? DocumentType.Group.administrative.rawValue),
                    type.ordinal.map { Node("TypeDetail", number: $0) },
                    Node("TypeName", type.name),
                ])
        }
        return Node(
            "DocumentType",
            [
                Node("Type", number: kind.group.rawValue),
                Node("TypeDetail", number: kind.ordinal),
                Node("TypeName", kind.name),
            ])
    }

    private static func responseFor(_ answer: ResponseFor) -> Node {
        Node(
            "ResponseFor",
            [
                Node("OrganId", answer.organ.text),
                Node("Code", answer.code),
                Node("PromulgationDate", answer.promulgationDate?.slashed),
                Node("DocumentId", answer.documentID?.text),
            ])
    }

    static func staff(_ staff: StaffInfo) -> Node {
        Node(
            "StaffInfo",
            [
                Node("Department", staff.department),
                Node("Staff", staff.staff),
                Node("Mobile", staff.mobile),
                Node("Email", staff.email),
            ])
    }

    static func manifest(_ attachments: [PacketAttachment]) -> Node {
        Node(
            "edXMLManifest",
            attachments.enumerated().map { index, attachment in
                Node(
                    "Reference",
                    [
                        Node("Description", attachment.description),
                        Node("AttachmentName", attachment.name),
                        Node("ContentType", attachment.contentType),
                        Node("ContentId", self.contentID(index)),
                    ])
            })
    }

    static func contentID(_ index: Int) -> String { "cid:\(self.bareID(index))" }
    static func bareID(_ index: Int) -> String { "ID\(index + 1)" }
}
