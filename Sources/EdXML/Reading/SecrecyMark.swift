import Exchange
import Foundation

/// Finds the mark of a state secret (dấu chỉ độ mật) in a header: such a document must not enter the exchange (Quyết
/// định 28/2018/QĐ-TTg, Điều 1).
package enum SecrecyMark {
    /// The whole value is a mark, whatever its brackets, capitals and tone marks.
    static func isMarked(sphere: String) -> Bool {
        let folded = sphere.folded
        return self.foldedMarks.contains { folded == $0 || folded == "do mat \($0)" }
    }

    /// A mark alone in brackets, or in capitals before a colon or dash at the start. Words such as bảo mật, mật khẩu,
    /// mật độ are no marks.
    package static func isMarked(subject: String) -> Bool {
        let words = subject.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        for mark in self.marks where words.hasPrefix(mark) {
            if let next = words.dropFirst(mark.count).first(where: { $0 != " " }), ":-–—".contains(next) { return true }
        }
        let parts = words.split(whereSeparator: { "([{".contains($0) }).dropFirst(
            words.first.map("([{".contains) == true ? 0 : 1)
        return parts.contains { part in
            guard let end = part.firstIndex(where: { ")]}".contains($0) }) else { return false }
            let inside = part[..<end].uppercased().normalized
            return self.marks.contains { inside == $0 || inside == "ĐỘ MẬT: \($0)" }
        }
    }

    /// A mark in capitals on a line of its own, as it is stamped on a page. The same word within a sentence is no mark.
    static func isMarked(page text: String) -> Bool {
        text.split(whereSeparator: \.isNewline).contains { line in
            let words = line.split(whereSeparator: \.isWhitespace).joined(separator: " ").normalized
            let bare = words.trimmingCharacters(in: CharacterSet(charactersIn: "()[]{}|*-–—_. "))
            return self.marks.contains {
                bare == $0 || bare == "ĐỘ MẬT: \($0)" || bare.uppercased() == "DẤU ĐỘ MẬT: \($0)"
            }
        }
    }

    private static let marks = ["MẬT", "TỐI MẬT", "TUYỆT MẬT"]
    private static let foldedMarks = ["mat", "toi mat", "tuyet mat"]
}
