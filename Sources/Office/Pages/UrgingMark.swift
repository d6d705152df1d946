import Exchange
import Pages
import Storage

/// How often receivers were urged, and the way to urge them: below the rows of other pages.
struct UrgingCells: Sendable {
    /// By the id of the receiver.
    let lines: [String: UrgingLine]
    let person: Person
    let today: CalendarDate

    static func read(
        _ ids: [String], for person: Person, today: CalendarDate, in connection: Connection
    ) throws -> UrgingCells {
        UrgingCells(try UrgingLine.read(ids, today: today, in: connection), for: person, today: today)
    }

    init(_ lines: [UrgingLine], for person: Person, today: CalendarDate) {
        // A list may have several rows of one receiver.
        self.lines = Dictionary(lines.map { ($0.recipient.id, $0) }) { first, _ in first }
        self.person = person
        self.today = today
    }

    private var isOffered: Bool { UrgingRule.isOffered(to: self.person) }

    private func mayUrge(_ line: UrgingLine) -> Bool {
        self.isOffered && UrgingRule.obstacle(line, by: self.person, today: self.today) == nil
    }

    /// For `under`: the last time with its letter, and the act.
    func parts(_ recipient: String) -> [HTML] {
        guard let line = self.lines[recipient] else { return [] }
        var parts: [HTML] = []
        if line.last != nil { parts.append(Self.last(line, for: self.person)) }
        if self.mayUrge(line) {
            parts.append(
                """
                <a class="line-act" href="\(url: Self.path(line))">Đôn đốc…\
                <span class="unseen"> \(line.recipient.name), \(line.code?.text ?? "")</span></a>
                """)
        }
        return parts
    }

    static func path(_ line: UrgingLine) -> String {
        BoardQuestion.address("/urging/new", [("line", line.recipient.id)])
    }

    /// Of the whole document: the way to urge all of its late receivers; nothing for fewer than two.
    func all(of document: String) -> HTML {
        let late = self.lines.values.count { $0.isLate && self.mayUrge($0) }
        guard late > 1 else { return "" }
        return button(
            UrgingWords.all(late), href: BoardQuestion.address("/urging/new", [("outgoing", document)]), small: true)
    }

    /// The same for a list of the board as it is filtered.
    func all(_ question: BoardQuestion) -> HTML {
        let isOver = question.part == .finished || question.part == .finishedLate || question.part == .out
        guard self.isOffered, !isOver, !self.lines.isEmpty else { return "" }
        return button(
            "Đôn đốc tất cả quá hạn…",
            href: BoardQuestion.address("/urging/new", [("list", "board")] + question.pairs))
    }

    /// The last time, and its letter as far as `person` may open it.
    static func last(_ line: UrgingLine, for person: Person) -> HTML {
        guard let last = line.last else { return "" }
        let name = last.isIssued ? "công văn \(last.letterCode?.text ?? "")" : "công văn chưa ban hành"
        let isOpen = person.role == .clerk || (person.role == .leader && last.isIssued)
        let letter: HTML = isOpen ? "<a href=\"\(url: "/outgoing/\(last.letterID)")\">\(name)</a>" : "\(name)"
        return "<span data-urged=\"\(last.ordinal)\">\(UrgingWords.last(last)), \(letter)</span>"
    }
}
