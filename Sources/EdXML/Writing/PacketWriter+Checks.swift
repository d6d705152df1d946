import CLibZip
import Crypto
import Exchange
import Foundation

extension PacketWriter {
    static func check(_ packet: DocumentPacket, header: Node, body: Node) throws(Fault) {
        let message = "MessageHeader"
        guard !packet.to.isEmpty else { throw Fault.missing(place: "\(message)/To", line: nil) }
        var known: Set<OrganCode> = []
        for organ in packet.to where !known.insert(organ.code).inserted {
            throw Fault.duplicateReceiver(organ.code, line: nil)
        }
        let texts = [
            ("Code/CodeNumber", packet.header.code.number), ("Code/CodeNotation", packet.header.code.notation),
            ("Subject", packet.header.subject.normalized),
            ("DocumentType/TypeName", packet.header.type.name.normalized),
        ]
        for (place, text) in texts where text.isEmpty {
            throw Fault.missing(place: "\(message)/\(place)", line: nil)
        }
        guard !SecrecyMark.isMarked(subject: packet.header.subject) else {
            throw Fault.secret(place: "\(message)/Subject", line: nil)
        }
        guard !SecrecyMark.isMarked(sphere: packet.header.sphere ?? "") else {
            throw Fault.secret(place: "\(message)/OtherInfo/SphereOfPromulgation", line: nil)
        }
        try self.check(header, place: "edXMLHeader")
        try self.check(body, place: "edXMLBody")
        guard !packet.attachments.isEmpty else { throw Fault.missing(place: "edXMLManifest/Reference", line: nil) }
        for attachment in packet.attachments { try self.check(attachment) }
    }

    /// The header or the body against the shapes that the reader knows.
    static func check(_ node: Node, place: String) throws(Fault) {
        guard case .elements(let parts) = Shape.packet.content,
            case .elements(let outer) = parts["edXMLEnvelope"]?.content,
            let shape = outer[node.name]
        else { return }
        try node.check(as: shape, place: "")
    }

    private static func check(_ attachment: PacketAttachment) throws(Fault) {
        guard FileName.isSafe(attachment.name.normalized) else {
            throw Fault.unsafeName(place: "Reference/AttachmentName", line: nil)
        }
        guard attachment.contentType.normalized.wholeMatch(of: /[A-Za-z0-9!#$&^_.+-]+\/[A-Za-z0-9!#$&^_.+-]+/) != nil
        else {
            throw Fault.badFormat(place: "Reference/ContentType", line: nil)
        }
        guard try !FileReading.tail(of: attachment.file, count: 1).isEmpty else {
            throw Fault.emptyFile(attachment.name)
        }
    }

    /// A ZIP of one entry `<uuid>.<suffix>`, as the vendor's library makes it. The name comes from the document, so
    /// that the same packet gives the same bytes.
    static func wrap(
        _ attachment: PacketAttachment,
        index: Int,
        of packet: DocumentPacket,
        in folder: ScratchFolder
    ) throws(Fault) -> URL {
        let hash = SHA256.hash(data: Data("\(packet.header.id.text)\n\(index)\n\(attachment.name)".utf8)).hex
        let uuid = [(0, 8), (8, 4), (12, 4), (16, 4), (20, 12)].map { start, count in
            hash.dropFirst(start).prefix(count)
        }
        let suffix = FileName.suffix(attachment.name.normalized)
        let entry = uuid.joined(separator: "-") + (suffix.isEmpty ? "" : ".\(suffix)")
        let target = try folder.newName()
        let number = lt_zip_wrap(target.path, entry, attachment.file.path)
        guard number == 0 else { throw Fault.file("zip", number) }
        return target
    }
}
