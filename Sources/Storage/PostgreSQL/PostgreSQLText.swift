/// A text of SQL, cut into its smallest pieces; together they are the text again.
struct PostgreSQLText {
    struct Piece {
        var text: String
        /// A bare word; not a string, a quoted name, a comment or anything between.
        let isWord: Bool

        /// A word in capitals; empty for anything else.
        var word: String { self.isWord ? self.text.uppercased() : "" }
        /// A blank or a comment.
        var isBlank: Bool { self.text.hasPrefix("--") || self.text.allSatisfy(\.isWhitespace) }
    }

    var pieces: [Piece]

    init(_ sql: String) {
        var pieces: [Piece] = []
        var rest = sql[...]
        func isWord(_ sign: Character) -> Bool { sign.isLetter || sign.isNumber || sign == "_" }
        while let first = rest.first {
            let piece: Substring
            switch first {
            case "'", "\"":
                let inside = rest.dropFirst().prefix { $0 != first }
                piece = rest[..<(rest[inside.endIndex...].prefix(1).endIndex)]
            case "-" where rest.hasPrefix("--"):
                piece = rest.prefix { !$0.isNewline }
            case _ where isWord(first):
                piece = rest.prefix(while: isWord)
            default:
                piece = rest.prefix(1)
            }
            pieces.append(Piece(text: String(piece), isWord: isWord(first)))
            rest = rest[piece.endIndex...]
        }
        self.pieces = pieces
    }
}

extension Collection<PostgreSQLText.Piece> {
    var text: String { self.map(\.text).joined() }
}

extension BidirectionalCollection<PostgreSQLText.Piece> {
    /// Without blanks and comments at both ends.
    var trimmed: SubSequence {
        guard let last = self.lastIndex(where: { !$0.isBlank }) else { return self[self.endIndex...] }
        return self[...last].drop(while: \.isBlank)
    }
}
