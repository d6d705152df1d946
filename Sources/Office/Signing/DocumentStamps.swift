import Exchange
import Trust
import Web

/// The stamps that a document carries before it is signed (NĐ 30/2020/NĐ-CP, PL I): of urgency (dấu chỉ mức độ khẩn, ô 10b) below its notation, red;
/// of circulation (chỉ dẫn phạm vi lưu hành, ô 11) above its head, black. Each is a frame with bold capitals of size 13.
///
/// A stamp that the first page has already, or that has no free room there, is left out.
struct DocumentStamps {
    let urgency: Urgency
    /// Of Hỏa tốc hẹn giờ, as in `đến 17 giờ`: of the day on which it is signed.
    let until: String?
    let circulation: Circulation?

    private static let pointsAMillimetre = 72 / 25.4
    private static let height = 8 * Self.pointsAMillimetre
    private static let size = 13.0
    /// The line below a stamp that says until when.
    private static let line = (height: 13.0, size: 11.0)
    /// How far below the notation a stamp may stand, at most.
    private static let reach = 28 * Self.pointsAMillimetre

    /// The words of the stamps that the document should have.
    var words: [String] { [self.urgency.stamp, self.circulation?.stamp].compactMap { $0 } }

    /// What is put onto the first page. `taken`: where something else will stand.
    func marks(on page: PDFPage, beside taken: [SignatureRequest.Box]) -> [SignatureRequest.Mark] {
        let room = Room(page, taken)
        let urgent = self.urgencyMarks(room)
        return urgent + self.circulationMarks(Room(page, taken + urgent.map(\.box)))
    }

    private func urgencyMarks(_ room: Room) -> [SignatureRequest.Mark] {
        guard let text = self.urgency.stamp, let width = self.urgency.stampMillimetres,
            !Urgency.allCases.compactMap(\.stamp).contains(where: room.carries),
            let notation = room.notation
        else { return [] }
        let frame = width * Self.pointsAMillimetre
        let height = Self.height + (self.until == nil ? 0 : Self.line.height)
        let left = max(20, (notation.left + notation.right - frame) / 2)
        let tops = stride(from: notation.bottom + 3, through: notation.bottom + Self.reach, by: 3)
        guard let top = tops.first(where: { room.isFree(left, $0, frame, height) }) else { return [] }
        let box = SignatureRequest.Box(left: left, top: top, width: frame, height: Self.height)
        let stamp = SignatureRequest.Mark(text: text, box: box, size: Self.size, isFramed: true, isRed: true)
        guard let until = self.until else { return [stamp] }
        let below = SignatureRequest.Box(
            left: left, top: top + Self.height, width: frame, height: Self.line.height)
        return [stamp, .init(text: until, box: below, size: Self.line.size, isFramed: false, isRed: true)]
    }

    private func circulationMarks(_ room: Room) -> [SignatureRequest.Mark] {
        guard let text = self.circulation?.stamp, !room.carries(text) else { return [] }
        let (width, top) = (50 * Self.pointsAMillimetre, 5 * Self.pointsAMillimetre)
        let lefts = [(room.width - width) / 2, 30 * Self.pointsAMillimetre]
        guard let left = lefts.first(where: { room.isFree($0, top, width, Self.height) }) else { return [] }
        let box = SignatureRequest.Box(left: left, top: top, width: width, height: Self.height)
        return [.init(text: text, box: box, size: Self.size, isFramed: true, isRed: false)]
    }
}

extension DocumentStamps {
    /// What the signer decides. `hour`: of Hỏa tốc hẹn giờ, for which it is asked; else it says nothing. The law knows no hour: the exchange does.
    init(_ outgoing: Outgoing, _ urgency: Urgency, hour: Int?) throws(FormFault) {
        (self.urgency, self.circulation) = (urgency, outgoing.circulation)
        guard urgency == .timedFlash else {
            self.until = nil
            return
        }
        guard let hour, (0...23).contains(hour) else {
            throw FormFault("hour", "Chọn giờ hẹn: dấu ghi “đến … giờ”")
        }
        self.until = "đến \(hour) giờ"
    }

    /// What the drafter proposes.
    init(proposedFor outgoing: Outgoing) {
        (self.urgency, self.circulation) = (outgoing.urgency, outgoing.circulation)
        self.until = outgoing.urgency == .timedFlash ? "đến … giờ" : nil
    }
}

extension Circulation {
    fileprivate var stamp: String { self.words.uppercased() }
}

extension Urgency {
    /// The words of the stamp; nil for ordinary documents.
    fileprivate var stamp: String? {
        switch self {
        case .ordinary: nil
        case .urgent: "KHẨN"
        case .veryUrgent: "THƯỢNG KHẨN"
        case .flash, .timedFlash: "HỎA TỐC"
        }
    }

    /// Its width; all are 8 mm high.
    fileprivate var stampMillimetres: Double? {
        switch self {
        case .ordinary: nil
        case .urgent: 20
        case .veryUrgent: 40
        case .flash, .timedFlash: 30
        }
    }
}

/// What stands on a first page already.
private struct Room {
    let width: Double
    private let words: [PDFPage.Word]
    private let taken: [SignatureRequest.Box]
    private let head: [PDFPage.Word]

    /// A word that stands alone has so much free beside it, in points.
    private static let gap = 12.0

    init(_ page: PDFPage, _ taken: [SignatureRequest.Box]) {
        (self.width, self.words, self.taken) = (page.width, page.words, taken)
        self.head = page.words.filter { $0.top < page.height * 0.45 }
    }

    func isFree(_ left: Double, _ top: Double, _ width: Double, _ height: Double) -> Bool {
        let (right, bottom) = (left + width, top + height)
        return !self.words.contains { $0.right > left && $0.left < right && $0.bottom > top && $0.top < bottom }
            && !self.taken.contains {
                $0.left + $0.width > left && $0.left < right && $0.top + $0.height > top && $0.top < bottom
            }
    }

    /// Whether the head of the page has `phrase` with nothing beside it, as a stamp has it.
    func carries(_ phrase: String) -> Bool {
        func plain(_ word: String) -> String { word.replacing("HOẢ", with: "HỎA") }
        let wanted = phrase.split(separator: " ").map { plain(String($0)) }
        guard self.head.count >= wanted.count else { return false }
        return (0...self.head.count - wanted.count).contains { start in
            let found = self.head[start..<start + wanted.count]
            guard found.map({ plain($0.text) }) == wanted, let first = found.first, let last = found.last else {
                return false
            }
            return !self.head.contains { word in
                word.isOnLine(of: first)
                    && ((first.left - Self.gap..<first.left).contains(word.right)
                        || (last.right + 0.01..<last.right + Self.gap).contains(word.left))
            }
        }
    }

    /// Where number and notation stand; nil when the page does not say "Số".
    var notation: (left: Double, right: Double, bottom: Double)? {
        guard let number = self.head.first(where: { $0.text == "Số:" || $0.text == "Số" }) else { return nil }
        let line = self.head.filter { $0.isOnLine(of: number) && $0.left >= number.left && $0.right < self.width / 2 }
        return (number.left, line.map(\.right).max() ?? number.right, number.bottom)
    }
}

extension PDFPage.Word {
    /// Boxes of close lines touch: the middle tells on which line a word stands.
    fileprivate func isOnLine(of other: PDFPage.Word) -> Bool {
        (other.top...other.bottom).contains((self.top + self.bottom) / 2)
    }
}
