/// The place to go to after signing in, as a request asks for it.
enum LocalPath {
    /// `text` when it is a path of ours, else the start page. Browsers drop tabs and line ends and read `\` as `/`, so only plain signs of ASCII pass.
    static func checked(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "\\") }
        return isPlain && text.utf8.count <= 2000 && text.hasPrefix("/") && !text.hasPrefix("//") ? text : "/"
    }

    /// Path and query of a whole address (`Referer`); nil where they are none of ours. They are ours whichever name the browser knows us by.
    static func inAddress(_ address: String) -> String? {
        let parts = address.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0].hasSuffix(":"), parts[1].isEmpty else { return nil }
        let path = "/\(parts[3])"
        return self.checked(path) == path ? path : nil
    }
}
