import Exchange
import Storage

/// What a receiver says of one task of a directive: one sentence in the description of a status package (docs/edxml.md, "Tasks in directives").
///
/// The status beside it is the one that the document stands at anyway, so a system that knows nothing of tasks sees a repeated status with a remark.
struct TaskReport: Sendable, Equatable {
    enum Kind: String, Sendable, CaseIterable, SQLBindable, SQLReadable {
        /// Tiếp nhận.
        case accepted
        /// Trả lại.
        case returned
        /// Đang xử lý.
        case inProgress = "in-progress"
        /// Hoàn thành.
        case finished
        /// Xin gia hạn.
        case `extension`

        /// Whether a reason must follow.
        var needsText: Bool { self == .returned || self == .extension }

        /// As it stands in the sentence.
        var name: String {
            switch self {
            case .accepted: "tiếp nhận"
            case .returned: "trả lại"
            case .inProgress: "đang xử lý"
            case .finished: "hoàn thành"
            case .extension: "xin gia hạn đến"
            }
        }
    }

    /// Of the task within its document, 1 to `DirectiveTask.maximum`.
    let ordinal: Int
    let kind: Kind
    /// Reason, result or remark; may be empty unless the kind needs one.
    let text: String
    /// Until when; for `extension` alone.
    let due: CalendarDate?

    /// With the words around it no more than a description may have (1,000 characters).
    static let maximumCharacters = 900

    /// Nil for what no sentence can say: an ordinal that no task has, a reason or day that is missing or too much.
    init?(ordinal: Int, kind: Kind, text: String = "", due: CalendarDate? = nil) {
        let text = text.normalized
        guard (1...DirectiveTask.maximum).contains(ordinal), text.count <= Self.maximumCharacters,
            !text.isEmpty || !kind.needsText, (due != nil) == (kind == .extension)
        else { return nil }
        (self.ordinal, self.kind, self.text, self.due) = (ordinal, kind, text, due)
    }

    /// `Nhiệm vụ 3, trả lại: không thuộc thẩm quyền`
    var description: String {
        let day = self.due.map { " \($0.shown)" } ?? ""
        return "Nhiệm vụ \(self.ordinal), \(self.kind.name)\(day)\(self.text.isEmpty ? "" : ": \(self.text)")"
    }

    /// Reads `description`; blanks may be more, letters composed or not. Nil for every other sentence.
    init?(description: String) {
        let parts = description.normalized.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let head = parts[0].split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard
            let match = head.wholeMatch(
                of: /Nhiệm vụ ([1-9][0-9]?) ?, ?([^0-9]+?)(?: ([0-9]{2}\/[0-9]{2}\/[0-9]{4}))?/),
            let ordinal = Int(match.1), let kind = Kind.allCases.first(where: { $0.name == match.2 })
        else { return nil }
        let due = match.3.flatMap { CalendarDate(typed: String($0)) }
        guard (due != nil) == (match.3 != nil) else { return nil }
        self.init(ordinal: ordinal, kind: kind, text: parts.count > 1 ? String(parts[1]) : "", due: due)
    }
}
