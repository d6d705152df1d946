package import Exchange
import Foundation

extension PacketWriter {
    /// Everything for which `packet` must not be written, in the order of the header; empty when it is sound. Codes: `missing-field`,
    /// `duplicate-recipient`, `too-many`, `too-long`, `bad-format`, `unsafe-name`, `secret`, `business`, `attachment-mismatch` for an empty file,
    /// or a fault of the disk.
    package static func faults(of packet: DocumentPacket) -> [Fault] {
        let (header, body) = self.nodes(of: packet, profile: .canonical)
        var faults = self.receivers(packet) + self.texts(packet.header) + self.marks(packet.header)
        faults += self.faults(of: header) + self.faults(of: body) + self.emails(packet)
        faults += self.business(packet)
        if packet.attachments.isEmpty, packet.business.kind != .recall {
            faults.append(Fault.missing(place: "edXMLManifest/Reference", line: nil))
        }
        guard packet.attachments.count <= self.limits.maxAttachments else {
            return faults + [
                Fault.tooManyFiles(limit: self.limits.maxAttachments, place: "edXMLManifest/Reference", line: nil)
            ]
        }
        return faults + packet.attachments.compactMap { self.fault(of: $0) }
    }

    /// What our own reader takes as it comes: nothing is written that it would refuse.
    private static let limits = ReadingLimits()

    /// Everything for which `packet` must not be written; empty when it is sound. Codes: `missing-field`, `too-long`, `bad-format`.
    package static func faults(of packet: StatusPacket) -> [Fault] {
        var faults = self.faults(of: Node("edXMLHeader", [HeaderNodes.message(packet)]))
        let report = packet.report
        let mandatory = [
            ("Description", report.status.needsReason ? report.description ?? "" : "-"),
            ("ResponseFor/Code", report.responseFor.code),
            ("ResponseFor/DocumentId", report.responseFor.documentID?.text ?? ""),
        ]
        for (place, text) in mandatory where text.normalized.isEmpty {
            faults.append(Fault.missing(place: "MessageHeader/\(place)", line: nil))
        }
        return faults
    }

    static func nodes(of packet: DocumentPacket, profile: WritingProfile) -> (header: Node, body: Node) {
        (
            Node("edXMLHeader", [HeaderNodes.message(packet, order: profile.order), HeaderNodes.traces(packet)]),
            Node("edXMLBody", [HeaderNodes.manifest(packet.attachments)])
        )
    }

    /// The header or the body against the shapes that the reader knows.
    static func faults(of node: Node) -> [Fault] {
        guard case .elements(let parts) = Shape.packet.content,
            case .elements(let outer) = parts["edXMLEnvelope"]?.content,
            let shape = outer[node.name]
        else { return [] }
        return node.faults(as: shape, place: "")
    }

    private static func receivers(_ packet: DocumentPacket) -> [Fault] {
        guard !packet.to.isEmpty else { return [Fault.missing(place: "MessageHeader/To", line: nil)] }
        guard packet.to.count <= self.limits.maxReceivers else {
            return [Fault.tooManyReceivers(limit: self.limits.maxReceivers, line: nil)]
        }
        var known: Set<OrganCode> = []
        return packet.to.filter { !known.insert($0.code).inserted }.map { Fault.duplicateReceiver($0.code, line: nil) }
    }

    private static func texts(_ header: DocumentHeader) -> [Fault] {
        [
            ("Code/CodeNumber", header.code.number), ("Code/CodeNotation", header.code.notation),
            ("DocumentType/TypeName", header.type.name), ("Subject", header.subject),
        ].filter { $0.1.normalized.isEmpty }.map { Fault.missing(place: "MessageHeader/\($0.0)", line: nil) }
    }

    private static func marks(_ header: DocumentHeader) -> [Fault] {
        var places: [String] = []
        if SecrecyMark.isMarked(subject: header.subject) { places.append("Subject") }
        if SecrecyMark.isMarked(sphere: header.sphere ?? "") { places.append("OtherInfo/SphereOfPromulgation") }
        return places.map { Fault.secret(place: "MessageHeader/\($0)", line: nil) }
    }

    private static func emails(_ packet: DocumentPacket) -> [Fault] {
        ([("From", packet.from)] + packet.to.map { ("To", $0) }).compactMap { name, organ in
            guard let email = organ.email?.normalized, !email.isEmpty, !EmailAddress.isPlausible(email) else {
                return nil
            }
            return Fault.badFormat(place: "MessageHeader/\(name)/Email", line: nil)
        }
    }

    /// What each operation needs (edXML §3).
    private static func business(_ packet: DocumentPacket) -> [Fault] {
        let business = packet.business
        let place = "TraceHeaderList/Bussiness"
        var faults: [Fault] = []
        if business.kind == .status {
            faults.append(Fault.business("A status is no document package.", place: place, line: nil))
        }
        if business.kind != .new, (business.reason ?? "").normalized.isEmpty {
            faults.append(Fault.business("The reason is missing.", place: "\(place)/BussinessDocReason", line: nil))
        }
        if business.kind == .replacement, business.replaces.isEmpty {
            faults.append(
                Fault.business(
                    "A replacement names what it replaces.", place: "\(place)/ReplacementInfoList", line: nil))
        }
        if [.recall, .update].contains(business.kind), business.documentID == nil {
            faults.append(
                Fault.business("The document that it is about is missing.", place: "\(place)/DocumentId", line: nil))
        }
        return faults
    }

    private static func fault(of attachment: PacketAttachment) -> Fault? {
        let name = attachment.name.normalized
        let place = "Reference/AttachmentName"
        guard name.utf8.count <= self.limits.maxNameBytes else { return Fault.tooLong(place: place, line: nil) }
        guard FileName.isSafe(name) else { return Fault.unsafeName(place: place, line: nil) }
        guard attachment.contentType.normalized.wholeMatch(of: /[A-Za-z0-9!#$&^_.+-]+\/[A-Za-z0-9!#$&^_.+-]+/) != nil
        else {
            return Fault.badFormat(place: "Reference/ContentType", line: nil)
        }
        do throws(Fault) {
            return try FileReading.tail(of: attachment.file, count: 1).isEmpty ? Fault.emptyFile(attachment.name) : nil
        } catch {
            return error
        }
    }
}
