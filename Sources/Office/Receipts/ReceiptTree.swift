/// All lines of one document, and the questions that rules and pages ask of them.
struct ReceiptTree: Sendable {
    /// Each line before those below it; lead, support, know beside each other.
    let lines: [Receipt]

    init(_ lines: [Receipt]) {
        var below = Dictionary(grouping: lines, by: \.parentID)
        func branch(_ line: Receipt) -> [Receipt] {
            [line] + (below.removeValue(forKey: line.id) ?? []).flatMap(branch)
        }
        self.lines = (below.removeValue(forKey: nil) ?? []).flatMap(branch)
    }

    var isEmpty: Bool { self.lines.isEmpty }

    func line(_ id: String) -> Receipt? { self.lines.first { $0.id == id } }

    /// How many lines are above it.
    func depth(of line: Receipt) -> Int { self.above(line).count }

    /// From the line's parent up to the first.
    func above(_ line: Receipt) -> [Receipt] {
        guard let parent = line.parentID.flatMap(self.line) else { return [] }
        return [parent] + self.above(parent)
    }

    /// The line that leads the document.
    var lead: Receipt? { self.lines.first { $0.parentID == nil && $0.part == .lead && $0.stands } }

    /// The line of whoever is to do the work: from the leading line down, the lead of each level.
    var doer: Receipt? {
        var deepest = self.lead
        while let next = self.lines.first(where: { $0.parentID == deepest?.id && $0.part == .lead && $0.stands }) {
            deepest = next
        }
        return deepest
    }

    /// Whether `person` is to do the work: named, or, where nobody is named, an officer or the head of the unit.
    func leads(_ person: Person) -> Bool {
        guard let doer = self.doer else { return false }
        if let named = doer.personID { return named == person.id }
        return doer.unit.id == person.unit.id && (person.role == .officer || person.role == .head)
    }

    /// The open line that `person` answers for: their own, else, of a head, the unit's.
    func held(by person: Person) -> Receipt? {
        self.lines.first { $0.isOpen && $0.personID == person.id }
            ?? self.lines.first { $0.isOpen && Self.isOfUnit($0, person) }
    }

    /// The open line whose result `person` may report: what they answer for, else, of an officer, the unit's where nobody is named. Whoever leads the
    /// document finishes it instead.
    func reported(by person: Person) -> Receipt? {
        let unnamed = self.lines.first { line in
            line.isOpen && line.personID == nil && line.unit.id == person.unit.id && person.role == .officer
                && !self.lines.contains { $0.parentID == line.id && $0.part == .lead && $0.stands }
        }
        guard let line = self.held(by: person) ?? unnamed,
            line.part == .support || (line.part == .lead && line.branch != .lead)
        else { return nil }
        return line
    }

    /// The open line from which `person` may name others: the unit's of its head, else a leader's own.
    func distributed(by person: Person) -> Receipt? {
        self.lines.first { $0.isOpen && Self.isOfUnit($0, person) }
            ?? self.lines.first { $0.isOpen && $0.personID == person.id && person.role == .leader }
    }

    private static func isOfUnit(_ line: Receipt, _ person: Person) -> Bool {
        line.personID == nil && line.unit.id == person.unit.id && person.role == .head
    }

    /// The open lines that `person` made: they alone withdraw them and extend their deadlines.
    func made(by person: Person) -> [Receipt] { self.lines.filter { $0.isOpen && $0.assignedBy == person.id } }
}
