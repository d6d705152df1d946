import Exchange
import Trust

/// Where number and date stand in a document (NĐ 30/2020/NĐ-CP, PL I, ô 3 và 4). They are given after the person has signed (Điều 15; TT 01/2019/TT-BNV,
/// Điều 20.1): so the person signs fields that are blank, and the clerk fills them before the agency signs. Filling in fields leaves the
/// first signature sound.
enum NumberBlanks {
    static let number = "so-van-ban"
    static let day = "ngay-van-ban"
    static let month = "thang-van-ban"
    static let year = "nam-van-ban"
    /// One line for both, where the page leaves no room.
    static let line = "so-va-ngay-van-ban"

    /// Room for less than two digits is no room.
    private static let leastWidth = 13.0

    /// The fields for the first page: where it leaves room after "Số:", "ngày", "tháng", "năm"; else one line at its top right corner.
    static func fields(on page: PDFPage) -> [SignatureRequest.Blank] {
        // Number and date stand in the head of the first page.
        let words = page.words.filter { $0.top < page.height * 0.4 }
        var fields: [SignatureRequest.Blank] = []
        if let place = words.firstIndex(where: { $0.text == "Số:" || $0.text == "Số" }) {
            let room = self.room(after: place, in: words) { $0.hasPrefix("/") }
            if let room { fields.append(self.blank(self.number, room)) }
        }
        if let day = words.firstIndex(where: { $0.text.lowercased() == "ngày" }),
            let ofDay = self.room(after: day, in: words, before: { $0 == "tháng" }),
            let month = words[day...].firstIndex(where: { $0.text == "tháng" }),
            let ofMonth = self.room(after: month, in: words, before: { $0 == "năm" })
        {
            fields += [self.blank(self.day, ofDay), self.blank(self.month, ofMonth)]
            if let year = words[month...].firstIndex(where: { $0.text == "năm" }),
                let ofYear = self.room(after: year, in: words, before: { _ in false })
            {
                fields.append(self.blank(self.year, ofYear))
            }
        }
        guard fields.contains(where: { $0.name == self.number }), fields.contains(where: { $0.name == self.day }) else {
            let box = SignatureRequest.Box(left: page.width - 270, top: 22, width: 250, height: 14)
            return [.init(name: self.line, page: 0, box: box, size: 10)]
        }
        return fields
    }

    /// What is written into them.
    static func fills(_ outgoing: Outgoing) -> [String: String] {
        guard let number = outgoing.number, let code = outgoing.code, let date = outgoing.promulgationDate else {
            return [:]
        }
        let parts = date.shown.split(separator: "/").map(String.init)
        return [
            self.number: number.printed, self.day: parts[0], self.month: parts[1], self.year: parts[2],
            self.line: "Số \(code.text) ngày \(date.shown)",
        ]
    }

    /// What is free between a word and the next one of its line, which must be as `isNext` says, or dots in place of a blank. At the end of a
    /// line it is 40 points.
    private static func room(
        after index: Int, in words: [PDFPage.Word], before isNext: (String) -> Bool
    ) -> SignatureRequest.Box? {
        let word = words[index]
        // Boxes of close lines touch: the middle tells on which line a word stands.
        let line = words[(index + 1)...].filter { other in
            (word.top...word.bottom).contains((other.top + other.bottom) / 2) && other.left >= word.right - 1
        }
        let next = line.first { !$0.text.allSatisfy { ".…_".contains($0) } }
        if let next, !isNext(next.text) { return nil }
        let left = word.right + 1
        let width = (next?.left ?? left + 40) - 1 - left
        guard width >= self.leastWidth else { return nil }
        return .init(left: left, top: word.top, width: width, height: word.bottom - word.top)
    }

    private static func blank(_ name: String, _ box: SignatureRequest.Box) -> SignatureRequest.Blank {
        .init(name: name, page: 0, box: box, size: min(14, box.height * 0.85))
    }
}
