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
