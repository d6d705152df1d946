/// A value that a person must correct: shown beside its field, with everything else they typed kept.
package struct FormFault: Error, Sendable, Equatable {
    package let field: String
    /// Vietnamese, no full stop: says what is allowed.
    package let sentence: String
    /// What else must be corrected in the same form.
    package fileprivate(set) var others: [FormFault] = []

    package init(_ field: String, _ sentence: String) {
        self.field = field
        self.sentence = sentence
    }

    /// The same of one part of a form, whose fields end with `suffix`.
    package func of(part suffix: String) -> FormFault {
        var fault = FormFault("\(self.field)\(suffix)", self.sentence)
        fault.others = self.others.map { $0.of(part: suffix) }
        return fault
    }

    /// This one first, then the others.
    package var all: [FormFault] { [self] + self.others }
}

/// Gathers what must be corrected in one form, so that a person is told all of it at once; of each field what was found first.
package struct FormFaults: Sendable, Equatable {
    private var found: [FormFault] = []

    package init() {}

    /// What `body` gives; nil where it must be corrected.
    package mutating func read<Value>(_ body: () throws -> Value) rethrows -> Value? {
        do { return try body() } catch let fault as FormFault {
            self.add(fault)
            return nil
        }
    }

    /// What `body` gives, the last of a form that is looked at. Throws everything that must be corrected.
    package mutating func readLast<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            let value = try body()
            try self.check()
            return value
        } catch let fault as FormFault {
            self.add(fault)
            try self.check()
            throw fault
        }
    }

    /// - Parameter isRight: whether there is nothing to correct.
    package mutating func require(_ isRight: Bool, _ field: String, _ sentence: @autoclosure () -> String) {
        if !isRight { self.add(field, sentence()) }
    }

    /// With what else it says of the same form.
    package mutating func add(_ fault: FormFault) {
        for one in fault.all { self.add(one.field, one.sentence) }
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
