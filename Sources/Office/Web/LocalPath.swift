/// The place to go to after signing in, as a request asks for it.
enum LocalPath {
    /// `text` when it is a path of ours, else the start page. Browsers drop tabs and line ends and read `\` as `/`, so only plain signs of ASCII pass.
    static func checked(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "\\") }
        return isPlain && text.utf8.count <= 2000 && text.hasPrefix("/") && !text.hasPrefix("//") ? text : "/"
    }
}
