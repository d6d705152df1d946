/// A value that a person must correct: shown beside its field, with everything else they typed kept.
package struct FormFault: Error, Sendable {
    package let field: String
    /// Vietnamese, no full stop: says what is allowed.
    package let sentence: String
    /// What else must be corrected in the same form.
    package fileprivate(set) var others: [FormFault] = []

    package init(_ field: String, _ sentence: String) {
        self.field = field
        self.sentence = sentence
    }

    /// This one first, then the others.
    package var all: [FormFault] { [self] + self.others }
}

/// Gathers what must be corrected in one form, so that a person is told all of it at once; of each field what was found first.
package struct FormFaults: Sendable {
    private var found: [FormFault] = []

    package init() {}

    /// What `body` gives; nil where it must be corrected.
    package mutating func read<Value>(_ body: () throws -> Value) rethrows -> Value? {
        do { return try body() } catch let fault as FormFault {
            for one in fault.all { self.add(one.field, one.sentence) }
            return nil
        }
    }

    /// - Parameter isRight: whether there is nothing to correct.
    package mutating func require(_ isRight: Bool, _ field: String, _ sentence: @autoclosure () -> String) {
        if !isRight { self.add(field, sentence()) }
    }

    private mutating func add(_ field: String, _ sentence: String) {
        guard !self.found.contains(where: { $0.field == field }) else { return }
        self.found.append(FormFault(field, sentence))
    }

    /// Throws all of it when there is something.
    package func check() throws(FormFault) {
        guard var first = self.found.first else { return }
        first.others = Array(self.found.dropFirst())
        throw first
    }
}
