/// What a mail server answers (RFC 5321, 4.2): a code of three digits and lines of text.
struct SMTPReply: Sendable, Equatable {
    let code: Int
    let lines: [String]

    /// The extensions that an answer to EHLO names: `["STARTTLS"], ["AUTH", "PLAIN", "LOGIN"]`.
    var extensions: [[String]] {
        self.lines.dropFirst().map { $0.uppercased().split(separator: " ").map(String.init) }
    }

    /// For the administrator: visible ASCII, not too long.
    var told: String { SMTPReply.visible("\(self.code) \(self.lines.joined(separator: " "))") }

    static func visible(_ text: String) -> String {
        String(text.unicodeScalars.prefix(200).map { (0x20...0x7E).contains($0.value) ? Character($0) : "?" })
    }
}

/// Puts answers together from lines. Throws what is no answer.
struct SMTPReplyReader {
    private var code: Int?
    private var lines: [String] = []

    /// Of one line without its end, and of the lines of one answer.
    static let maximumLineBytes = 2_048
    static let maximumLines = 100

    struct Nonsense: Error {}

    /// `line` without its CR LF; the whole answer when this was its last line.
    mutating func add(_ line: String) throws -> SMTPReply? {
        guard let match = line.prefixMatch(of: /([2-5][0-9][0-9])([ \-]|$)/), let code = Int(match.1),
            self.code == nil || self.code == code, self.lines.count < Self.maximumLines
        else { throw Nonsense() }
        self.code = code
        self.lines.append(String(line[match.range.upperBound...]))
        guard match.2 != "-" else { return nil }
        defer { (self.code, self.lines) = (nil, []) }
        return SMTPReply(code: code, lines: self.lines)
    }
}
