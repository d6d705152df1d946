import Exchange

/// What a paragraph that was marked as a task (đoạn được đánh dấu là nhiệm vụ) fills into the form of the task. The whole text stands there, so that whoever
/// confirms the form sees what the rest was read from.
struct TaskSuggestion: Sendable, Equatable {
    let text: String
    let agencies: TaskAgencies.Found
    let deadline: TaskDeadline?
    /// Nil: the text does not say.
    let comesBack: DirectiveTask.ComesBack?

    /// `day` is the date of the document: a deadline before it belongs to something else.
    init(_ paragraph: String, agencies: TaskAgencies, from day: CalendarDate) {
        self.text = Self.unnumbered(paragraph)
        self.agencies = agencies.read(self.text)
        let deadline = TaskDeadline.read(self.text)
        if case .day(let due)? = deadline, due < day { self.deadline = nil } else { self.deadline = deadline }
        self.comesBack = Self.comesBack(self.text)
    }

    /// Without `1.`, `2.1`, `a)`, `IV.` or a dash before it: tasks have numbers of their own.
    static func unnumbered(_ paragraph: String) -> String {
        let text = paragraph.normalized
        let head =
            /(?:[-–+•*]|\(?(?:[0-9]{1,2}(?:\.[0-9]{1,2})*|[a-zA-ZđĐ]|[ivxIVX]{1,4})[.)\/]|[0-9]{1,2}(?:\.[0-9]{1,2})+)\s+/
        guard let match = text.prefixMatch(of: head) else { return text }
        return String(text[match.range.upperBound...]).normalized
    }

    /// A report where one is spoken of; else figures; else a document that is to be made or sent.
    private static func comesBack(_ text: String) -> DirectiveTask.ComesBack? {
        let text = text.lowercased()
        if text.contains("báo cáo") { return .report }
        if text.contains("số liệu") { return .figure }
        let made =
            /(?:gửi|trình|ban hành|xây dựng|soạn thảo)(?: [^ ,;.]+){0,3}? (?:văn bản|dự thảo|đề án|kế hoạch|quyết định|nghị định|thông tư|tờ trình)/
        return text.contains(made) ? .document : nil
    }
}
