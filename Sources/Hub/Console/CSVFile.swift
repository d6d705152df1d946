import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Web

/// A table to take home (tải về CSV): UTF-8 with a byte order mark, without which Excel takes it for another encoding.
struct CSVFile: Sendable {
    /// Letters, digits, `-`; without its ending.
    let name: String
    let head: [String]
    let rows: [[String]]

    var response: Response {
        var response = Response.bytes(ByteBuffer(string: self.text), status: .ok, type: "text/csv; charset=utf-8")
        response.headers[.contentDisposition] = "attachment; filename=\"\(self.name).csv\""
        return response
    }

    var text: String {
        "\u{FEFF}" + ([self.head] + self.rows).map { $0.map(Self.field).joined(separator: ",") + "\r\n" }.joined()
    }

    /// Quoted where it must be. Numbers stay numbers.
    private static func field(_ text: String) -> String {
        let text = Int(text) == nil ? SpreadsheetText.plain(text) : text
        guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
