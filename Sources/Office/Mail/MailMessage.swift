import Exchange
import Foundation
import Storage

/// One mail of plain text (RFC 5322), with one file or none (RFC 2046): names and subject in Vietnamese as encoded words (RFC 2047), text and file in
/// Base64, so that nothing in them can be taken for a header, for a boundary or for the end of the mail.
struct MailMessage: Sendable {
    struct Attachment: Sendable {
        /// Letters, digits, `-` and `.` alone: it stands in a header.
        let name: String
        /// As `Content-Type` says it.
        let type: String
        let bytes: Data
    }

    let sender: MailAddress
    let senderName: String
    let receiver: MailAddress
    let subject: String
    let text: String
    let date: Date
    /// The same for every try to send the same mail: a server that got it twice can tell.
    let id: String
    var attachment: Attachment?

    /// The whole mail, lines end with CR LF.
    var bytes: [UInt8] {
        let mark = ContentHash(of: Data(self.id.utf8)).hex.prefix(32)
        let headers = [
            ("Date", Self.date(self.date)),
            ("From", "\(Self.words(self.senderName)) <\(self.sender.text)>"),
            ("To", "<\(self.receiver.text)>"),
            ("Subject", Self.words(self.subject)),
            ("Message-ID", "<\(mark)@\(self.sender.domain)>"),
            // Nobody's absence answers it (RFC 3834).
            ("Auto-Submitted", "auto-generated"),
            ("MIME-Version", "1.0"),
        ]
        let text = Self.part(
            [("Content-Type", "text/plain; charset=utf-8")], Data(self.text.replacing("\n", with: "\r\n").utf8))
        guard let attachment = self.attachment else { return Array((Self.lines(headers) + text).utf8) }
        let file = Self.part(
            [
                ("Content-Type", attachment.type),
                ("Content-Disposition", "attachment; filename=\"\(attachment.name)\""),
            ], attachment.bytes)
        // No line of Base64 begins so.
        let boundary = "--\(mark)"
        let all = Self.lines(headers + [("Content-Type", "multipart/mixed; boundary=\"\(mark)\"")])
        return Array("\(all)\r\n\(boundary)\r\n\(text)\(boundary)\r\n\(file)\(boundary)--\r\n".utf8)
    }

    private static func lines(_ headers: [(String, String)]) -> String {
        headers.map { "\($0): \($1)\r\n" }.joined()
    }

    /// Headers, an empty line, the content in Base64.
    private static func part(_ headers: [(String, String)], _ content: Data) -> String {
        let body = content.base64EncodedString(
            options: [.lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed])
        return "\(Self.lines(headers + [("Content-Transfer-Encoding", "base64")]))\r\n\(body)\r\n"
    }

    /// Encoded words of at most 75 characters, each of whole characters, on lines of their own. Nothing of the text stands in the header as it is.
    static func words(_ text: String) -> String {
        var (pieces, piece): ([String], String) = ([], "")
        for scalar in text.unicodeScalars {
            if piece.utf8.count + UTF8.width(scalar) > 45 {
                pieces.append(piece)
                piece = ""
            }
            piece.unicodeScalars.append(scalar)
        }
        pieces.append(piece)
        return pieces.map { "=?UTF-8?B?\(Data($0.utf8).base64EncodedString())?=" }.joined(separator: "\r\n ")
    }

    /// `Thu, 26 Nov 2026 07:30:00 +0700`.
    static func date(_ instant: Date) -> String {
        let parts = VietnamTime.parts(instant)
        let day = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][parts.date.weekday - 1]
        let month = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][
            parts.date.month - 1]
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let time = [parts.hour, parts.minute, parts.second].map(two).joined(separator: ":")
        return "\(day), \(two(parts.date.day)) \(month) \(parts.date.year) \(time) +0700"
    }
}
