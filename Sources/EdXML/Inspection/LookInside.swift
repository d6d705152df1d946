package import Exchange
import Foundation

/// Looks for secrecy marks printed in the attached PDFs: a header may be silent about what the page says (Quyết định 28/2018/QĐ-TTg,
/// Điều 1).
package enum LookInside {
    /// Judges the files of `packet`, which must have been stored. Returns the packet with a warning for each PDF that could not be looked
    /// into; throws `secret` when a page bears a mark, `tool-missing` when nobody can look.
    package static func judge(_ packet: Packet, with reader: PrintedText = .init()) throws(Fault) -> Packet {
        var packet = packet
        for attachment in packet.attachments {
            guard let file = attachment.file, try self.isPDF(file) else { continue }
            guard let text = try reader.text(of: file) else {
                packet.warnings.append(Warning(.insideNotRead, place: "Attachment", line: attachment.line))
                continue
            }
            if SecrecyMark.isMarked(page: text) {
                throw Fault.secretInside(attachment.name, line: attachment.line)
            }
        }
        return packet
    }

    /// ISO 32000-1 annex H: readers look for the mark in the first 1024 bytes. The name says nothing.
    private static func isPDF(_ file: URL) throws(Fault) -> Bool {
        Data(try FileReading.head(of: file, count: 1024)).range(of: Data("%PDF-".utf8)) != nil
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
