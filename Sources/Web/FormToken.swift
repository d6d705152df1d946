/// What every form that acts carries: which form it is (so that it acts once) and which version of the document it was made from.
package struct FormToken: Sendable {
    /// Made when the page was made; 64 hexadecimal digits.
    package let once: String
    package let version: Int

    package init(once: String, version: Int) {
        self.once = once
        self.version = version
    }
}

/// A value that a person must correct: shown beside its field, with everything else they typed kept.
package struct FormFault: Error, Sendable {
    package let field: String
    /// Vietnamese, no full stop: says what is allowed.
    package let sentence: String

    package init(_ field: String, _ sentence: String) {
        self.field = field
        self.sentence = sentence
    }
}
