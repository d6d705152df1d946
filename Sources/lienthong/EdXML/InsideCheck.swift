import EdXML
import Exchange
import Foundation
import Trust

/// Looks for marks of state secrets (dấu chỉ độ mật) in what is printed in attached PDFs: a line that is nothing but a mark.
enum InsideCheck {
    /// Throws `secret`, or `internal` when a PDF cannot be looked into. `scratch` is an existing folder.
    static func run(_ packet: Packet, scratch: URL) async throws {
        for attachment in packet.attachments {
            guard let file = attachment.file, try isPDF(file) else { continue }
            guard let text = await PDFTools().text(of: file, scratch: scratch) else {
                throw Fault(
                    .internalFault,
                    vi: "Không đọc được chữ trong \(attachment.name): thiếu pdftotext hoặc tệp hỏng.",
                    en: "The text of an attached PDF cannot be read: pdftotext is missing or the file is broken.",
                    place: "Attachment"
                )
            }
            guard text.split(whereSeparator: \.isNewline).contains(where: { SecrecyMark.isMarked(line: String($0)) })
            else {
                continue
            }
            throw Fault(
                .secret,
                vi: "Tệp \(attachment.name) có dấu chỉ độ mật: không được gửi qua trục.",
                en: "An attached PDF bears the mark of a state secret.",
                place: "Attachment"
            )
        }
    }
}
