package import Exchange
import Foundation

/// Writes packages in the form that every reader accepts: the order of the regulation, the literal prefix `edXML:`,
/// Base64 on a single line. The same packet always gives the same bytes.
package enum PacketWriter {
    /// Writes a document piece by piece; memory does not grow with its files.
    ///
    /// Everything in the header is checked before the first byte. Throws the first `Fault` of `faults(of:)` or one of the
    /// disk, and whatever `sink` throws.
    package static func write(
        _ packet: DocumentPacket,
        profile: WritingProfile = .canonical,
        to sink: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        if let fault = self.faults(of: packet).first { throw fault }
        let (header, body) = self.nodes(of: packet, profile: profile)

        var output = self.opening
        header.append(to: &output, depth: 2)
        self.append(body, to: &output)
        output.append(contentsOf: "  </edXML:edXMLEnvelope>\n  <AttachmentEncoded>\n".utf8)
        let folder = ScratchFolder(nil)
        for (index, attachment) in packet.attachments.enumerated() {
            let source = profile.zip ? try self.wrap(attachment, index: index, of: packet, in: folder) : attachment.file
            self.appendOpening(of: attachment, index: index, profile: profile, to: &output)
            try self.encode(source, output: &output, sink: sink)
            output.append(contentsOf: "</ContentTransferEncoded>\n      <AttachmentName>".utf8)
            XMLText.append(attachment.name.normalized, to: &output)
            output.append(contentsOf: "</AttachmentName>\n    </Attachment>\n".utf8)
            if profile.zip { folder.remove(source) }
        }
        output.append(contentsOf: "  </AttachmentEncoded>\n</edXML>\n".utf8)
        try output.withUnsafeBytes(sink)
    }

    /// The bytes of a status package: a header and nothing else. Throws `missing-field`, `too-long` or `bad-format`.
    package static func bytes(of packet: StatusPacket) throws(Fault) -> [UInt8] {
        if let fault = self.faults(of: packet).first { throw fault }
        let header = Node("edXMLHeader", [HeaderNodes.message(packet)])
        var output = self.opening
        header.append(to: &output, depth: 2)
        output.append(contentsOf: "  </edXML:edXMLEnvelope>\n</edXML>\n".utf8)
        return output
    }

    private static var opening: [UInt8] {
        let namespace = Namespaces.edXML
        let text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <edXML xmlns="\(namespace)">
              <edXML:edXMLEnvelope xmlns:edXML="\(namespace)">

            """
        return Array(text.utf8)
    }

    /// The body, whose manifest carries its version.
    private static func append(_ body: Node, to output: inout [UInt8]) {
        output.append(contentsOf: "    <edXML:edXMLBody>\n".utf8)
        for manifest in body.children { manifest.append(to: &output, depth: 3, attributes: " version=\"1.0\"") }
        output.append(contentsOf: "    </edXML:edXMLBody>\n".utf8)
    }

    private static func appendOpening(
        of attachment: PacketAttachment,
        index: Int,
        profile: WritingProfile,
        to output: inout [UInt8]
    ) {
        output.append(contentsOf: "    <Attachment>\n      <ContentType>".utf8)
        XMLText.append(profile.zip ? "application/zip" : attachment.contentType.normalized, to: &output)
        let id = profile.bareContentIDs ? HeaderNodes.bareID(index) : HeaderNodes.contentID(index)
        output.append(contentsOf: "</ContentType>\n      <ContentId>\(id)</ContentId>\n".utf8)
        output.append(contentsOf: "      <ContentTransferEncoded>".utf8)
    }

    /// Hands `output` and the Base64 of `file` to the sink; `output` is empty afterwards.
    private static func encode(
        _ file: URL,
        output: inout [UInt8],
        sink: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        var encoder = Base64Encoder()
        let body = { (piece: UnsafeRawBufferPointer) throws(any Error) in
            encoder.encode(piece, to: &output)
            try output.withUnsafeBytes(sink)
            output.removeAll(keepingCapacity: true)
        }
        try FileReading.pieces(of: file, failure: { $0 as any Error }, body: body)
        encoder.finish(to: &output)
    }
}
