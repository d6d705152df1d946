/// The lines of a directory file that cannot be taken over (dòng sai), each with its reason. All are counted, the first thousand kept: a
/// wrong file must not fill memory.
package struct RefusedLines: Sendable, Equatable {
    private static let maximumKept = 1000

    package private(set) var count = 0
    /// In the order of the lines.
    package private(set) var kept: [Fault] = []

    package init() {}

    package var isEmpty: Bool { self.count == 0 }
    package var first: Fault? { self.kept.first }

    /// `fault` names its line.
    package mutating func add(_ fault: Fault) {
        self.count += 1
        guard self.kept.count < Self.maximumKept else { return }
        let place = self.kept.lastIndex { ($0.line ?? 0) <= (fault.line ?? 0) }.map { $0 + 1 } ?? 0
        self.kept.insert(fault, at: place)
    }
}
