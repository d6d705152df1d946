import Exchange

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
    static func isMarked(subject: String) -> Bool {
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

    /// A printed line that is nothing but a mark in capitals, as the stamp is set (NĐ 26/2020/NĐ-CP). Words in a sentence are none.
    package static func isMarked(line: String) -> Bool { self.marks.contains(line.normalized) }

    private static let marks = ["MẬT", "TỐI MẬT", "TUYỆT MẬT"]
    private static let foldedMarks = ["mat", "toi mat", "tuyet mat"]
}
