import Exchange
import Foundation

/// A packet in the shape of `Samples/expected` (`Samples/README.md`): every key is always there, what the package does not say is null
/// or an empty list.
extension JSON {
    /// Without what is about the file itself.
    package init(_ packet: Packet) {
        var members: [String: JSON] = [
            "kind": .text(packet.kind.rawValue),
            "from": JSON(packet.from),
            "to": .list(packet.to.map { JSON($0) }),
        ]
        if let status = packet.status {
            members["status"] = JSON(status)
        }
        if let document = packet.document {
            members["document"] = JSON(document)
            members["trace"] = .list(
                packet.trace.map { .object(["organId": JSON($0.organ), "timestamp": JSON(time: $0.at)]) })
            members["business"] = packet.business.map { JSON($0) } ?? .null
            members["attachments"] = .list(packet.attachments.map { JSON($0) })
        }
        self = .object(members)
    }

    init(_ organ: Organ) {
        self = .object([
            "organId": .text(organ.code.text), "organName": JSON(organ.name),
            "organizationInCharge": JSON(organ.inCharge),
            "organAdd": JSON(organ.address), "email": JSON(organ.email), "telephone": JSON(organ.telephone),
            "fax": JSON(organ.fax), "website": JSON(organ.website),
        ])
    }

    init(_ document: DocumentHeader) {
        self = .object([
            "documentId": .text(document.id.text),
            "codeNumber": .text(document.code.number),
            "codeNotation": .text(document.code.notation),
            "place": JSON(document.place),
            "promulgationDate": .text(document.promulgationDate.iso),
            "documentType": JSON(document.type),
            "subject": .text(document.subject),
            "content": JSON(document.content),
            "signer": document.signer.map {
                .object([
                    "competence": JSON($0.competence), "position": JSON($0.position), "fullName": JSON($0.fullName),
                ])
            } ?? .null,
            "dueDate": JSON(document.dueDate?.iso),
            "toPlaces": .list(document.toPlaces.map { .text($0) }),
            "priority": .number(document.urgency.rawValue),
            "sphereOfPromulgation": JSON(document.sphere),
            "typerNotation": JSON(document.typist),
            "promulgationAmount": JSON(document.promulgationAmount),
            "pageAmount": JSON(document.pageAmount),
            "appendixes": .list(document.appendixes.map { .text($0) }),
            "responseFor": .list(document.responseFor.map { JSON($0) }),
            "steeringType": .number(document.steering.rawValue),
            "direction": document.direction.map { .bool($0) } ?? .null,
        ])
    }

    init(_ type: DocumentType) {
        self = .object([
            "type": JSON(type.group), "typeDetail": JSON(type.ordinal), "typeName": .text(type.name),
            "resolved": type.resolved.map {
                .object([
                    "type": .number($0.group.rawValue), "typeDetail": .number($0.ordinal), "typeName": .text($0.name),
                ])
            } ?? .null,
        ])
    }

    init(_ answer: ResponseFor) {
        self = .object([
            "organId": .text(answer.organ.text), "code": .text(answer.code),
            "promulgationDate": JSON(answer.promulgationDate?.iso), "documentId": JSON(answer.documentID?.text),
        ])
    }

    init(_ staff: StaffInfo?) {
        guard let staff else {
            self = .null
            return
        }
        self = .object([
            "department": JSON(staff.department), "staff": JSON(staff.staff), "mobile": JSON(staff.mobile),
            "email": JSON(staff.email),
        ])
    }

    init(_ business: Business) {
        let kinds: [PackageKind] = [.new, .recall, .update, .replacement]
        self = .object([
            "docType": JSON(kinds.firstIndex(of: business.kind)),
            "reason": JSON(business.reason),
            "documentId": JSON(business.documentID?.text),
            "documentInfo": JSON(flag: business.informationChanged),
            "documentReceiver": JSON(flag: business.receiversChanged),
            "receivers": .list(
                business.receivers.map {
                    .object(["organId": .text($0.organ.text), "receiverType": .number($0.added ? 1 : 0)])
                }),
            "staff": JSON(business.staff),
            "paper": JSON(flag: business.paper),
            "replaces": .list(
                business.replaces.map {
                    .object([
                        "documentId": .text($0.documentID.text), "organIds": .list($0.organs.map { .text($0.text) }),
                    ])
                }),
        ])
    }

    init(_ attachment: Attachment) {
        self = .object([
            "contentId": .text(attachment.contentID), "name": .text(attachment.name),
            "description": JSON(attachment.description), "contentType": .text(attachment.contentType),
            "encodedContentType": JSON(attachment.encodedContentType), "unpacked": .bool(attachment.unpacked),
            "size": .number(attachment.sizeBytes), "sha256": .text(attachment.sha256),
        ])
    }

    init(_ status: StatusReport) {
        self = .object([
            "responseFor": JSON(status.responseFor), "staff": JSON(status.staff),
            "statusCode": .text(status.status.rawValue),
            "description": JSON(status.description), "timestamp": JSON(time: status.at),
        ])
    }

    init(flag: Bool?) { self = flag.map { .number($0 ? 1 : 0) } ?? .null }

    /// `2024-03-12T16:30:00+07:00`.
    init(time: Date?) {
        guard let time else {
            self = .null
            return
        }
        let text = VietnamTime.packet(time).replacingOccurrences(of: "/", with: "-").replacingOccurrences(
            of: " ", with: "T")
        self = .text(text + "+07:00")
    }
}
