import Exchange
package import Foundation

/// Looks for secrecy marks printed in the attached PDFs: a header may be silent about what the page says (Quyết định 28/2018/QĐ-TTg,
/// Điều 1).
package enum LookInside {
    /// Judges the files of `packet`, which must have been stored. Returns the packet with a warning for each PDF that could not be looked
    /// into; throws `secret` when a page bears a mark, and whatever `text` throws.
    ///
    /// - Parameter text: what is printed in the file; nil when it cannot be read or holds no text.
    package static func judge(_ packet: Packet, text: (URL) async throws -> String?) async throws -> Packet {
        var packet = packet
        for attachment in packet.attachments {
            guard let file = attachment.file, try PDFMark.stands(in: file) else { continue }
            guard let printed = try await text(file) else {
                packet.warnings.append(Warning(.insideNotRead, place: "Attachment", line: attachment.line))
                continue
            }
            if SecrecyMark.isMarked(page: printed) {
                throw Fault.secretInside(attachment.name, line: attachment.line)
            }
        }
        return packet
    }
}

extension Fault {
    fileprivate static func secretInside(_ name: String, line: Int) -> Fault {
        Fault(
            .secret,
            vi: "Tệp \(name) có in dấu độ mật: không được gửi, nhận qua trục liên thông.",
            en: "A page of an attached PDF bears the mark of a state secret.",
            place: "Attachment",
            line: line
        )
    }
}
