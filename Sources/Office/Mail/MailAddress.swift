/// An address of mail (địa chỉ thư điện tử) in the plain form that every server takes: no spaces, quotes, comments or letters beyond ASCII. So what
/// is kept can
/// stand in a command and in a header as it is.
package struct MailAddress: Sendable, Equatable {
    package let text: String

    /// Nil when it is none. The domain is kept in lower case; it has at least two parts.
    package init?(_ text: String) {
        guard text.utf8.count <= Self.maximumLength else { return nil }
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count <= 64 else { return nil }
        let local = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        guard local.allSatisfy({ $0.wholeMatch(of: /[A-Za-z0-9!#$%&'*+\/=?^_`{|}~\-]+/) != nil }) else { return nil }
        let domain = parts[1].lowercased()
        let labels = domain.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2,
            labels.allSatisfy({ $0.wholeMatch(of: /[a-z0-9]([a-z0-9\-]{0,61}[a-z0-9])?/) != nil })
        else { return nil }
        self.text = "\(parts[0])@\(domain)"
    }

    package static let maximumLength = 254

    var domain: String {
        String(self.text[self.text.index(after: self.text.lastIndex(of: "@") ?? self.text.startIndex)...])
    }
}
