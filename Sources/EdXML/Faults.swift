package import Exchange

/// Everything that is wrong with one thing, in the order in which it was found. Never empty.
package struct Faults: Error, Sendable, Equatable {
    package let all: [Fault]

    /// Nil when there is nothing to tell.
    package init?(_ all: [Fault]) {
        if all.isEmpty { return nil }
        self.all = all
    }
}
