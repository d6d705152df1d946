import Exchange
import Foundation
import Storage

/// What was found as a table (CSV, RFC 4180): UTF-8 with its mark, so that spreadsheets read the marks of the letters. At most as many rows as a
/// search lists.
enum SearchExport {
    static let type = "text/csv; charset=utf-8"

    private static let columns = [
        "Chiều", "Số, ký hiệu", "Ngày văn bản", "Loại", "Trích yếu", "Nơi gửi / đơn vị soạn", "Số trong sổ",
        "Ngày đến / soạn", "Độ khẩn", "Trạng thái", "Hạn",
    ]

    static func table(_ results: [SearchResult]) -> String {
        let rows = [self.columns] + results.map(self.row)
        return "\u{FEFF}" + rows.map { $0.map(self.cell).joined(separator: ",") + "\r\n" }.joined()
    }

    private static func row(_ result: SearchResult) -> [String] {
        switch result {
        case .incoming(let document):
            [
                SearchForm.words(.incoming), document.name, document.promulgationDate.shown, document.typeName,
                document.subject, document.organName, document.number.map(String.init) ?? "",
                VietnamTime.date(document.arrivedAt).shown, OutgoingWords.urgency(document.urgency),
                document.closure.map(IncomingWords.closure) ?? IncomingWords.state(document.state),
                (document.leadDue ?? document.agencyDue ?? document.senderDue)?.shown ?? "",
            ]
        case .outgoing(let document):
            [
                SearchForm.words(.outgoing), document.code?.text ?? document.notation,
                document.promulgationDate?.shown ?? "", document.typeName, document.subject, document.unit.name,
                document.number.map(String.init) ?? "", VietnamTime.date(document.createdAt).shown,
                OutgoingWords.urgency(document.urgency), OutgoingWords.standing(document), document.due?.shown ?? "",
            ]
        }
    }

    /// Text stays text: what a spreadsheet would take for a formula gets an apostrophe before it.
    static func cell(_ text: String) -> String {
        // Line ends and tabs begin a formula too, once they are dropped.
        let isFormula = text.unicodeScalars.first.map { "=+-@\t\r\n＝＋－＠".unicodeScalars.contains($0) } ?? false
        return "\"\(isFormula ? "'" : "")\(text.replacing("\"", with: "\"\""))\""
    }
}
