import Exchange
import Foundation

/// What somebody typed into the box (từ khóa), as words that the index knows.
///
/// The order of words and the signs between them do not matter; words in quotation marks stay together. Whatever is typed, only letters, digits
/// and their marks reach the index, so that nothing can pass for one of its operators.
struct SearchWords: Sendable, Equatable {
    /// Lower case, with their marks; several where they stay together.
    let terms: [[String]]
    /// The whole text without marks, words parted by one blank: "12/QĐ-UBND" is `12 qd ubnd`.
    let folded: String

    /// More is not read.
    static let maximumCharacters = 200
    private static let maximumTerms = 16

    /// Nil when no letter and no digit was typed.
    init?(_ text: String) {
        let text = String(text.prefix(Self.maximumCharacters))
        var terms: [[String]] = []
        // Every other piece stood in quotation marks.
        for (index, piece) in text.split(omittingEmptySubsequences: false, whereSeparator: { "\"“”".contains($0) })
            .enumerated()
        {
            let words = Self.words(of: piece)
            if index % 2 == 1, !words.isEmpty { terms.append(words) } else { terms += words.map { [$0] } }
        }
        guard !terms.isEmpty else { return nil }
        self.terms = Array(terms.prefix(Self.maximumTerms))
        self.folded = text.folded
    }

    /// Runs of letters, digits and marks, lower case, NFC.
    private static func words(of text: Substring) -> [String] {
        text.lowercased().precomposedStringWithCanonicalMapping.unicodeScalars.split { scalar in
            !(scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                || scalar.properties.canonicalCombiningClass != .notReordered)
        }.map { String(String.UnicodeScalarView($0)) }.filter { !$0.folded.isEmpty }
    }

    /// The words without marks, for what is shown of a hit.
    var foldedWords: [String] { self.terms.joined().map(\.folded) }

    /// Whether a letter bears a mark, or is "đ".
    var haveMarks: Bool { self.terms.joined().contains { $0 != $0.folded } }

    /// Whether the last word may go on: not a figure, not a single letter, not in quotation marks.
    var isOpen: Bool {
        guard let last = self.terms.last, last.count == 1 else { return false }
        return last[0].count > 1 && last[0].contains { !$0.isNumber }
    }

    /// Every term, asked of a column of the index. `folded` without marks; `whole`: the last word does not go on.
    func part(_ column: SearchText.Column, folded: Bool = true, whole: Bool = false) -> SearchMatch.Part {
        let phrases = self.terms.map { words in
            words.map { folded ? $0.folded : $0 }.joined(separator: " ")
        }
        return SearchMatch.Part(column: column, phrases: phrases, isOpen: self.isOpen && !whole)
    }

    /// The whole text as a number and notation: figures without the zeros before them, because "05/TB-VP" is asked for as "5/TB-VP".
    var code: String { Self.code(self.folded) }

    static func code(_ text: String) -> String {
        text.folded.split(separator: " ").map { word in
            guard word.count < 10, let number = Int(word) else { return String(word) }
            return String(number)
        }.joined(separator: " ")
    }

    /// The number that was typed alone.
    var number: Int? { self.folded.count < 10 ? Int(self.folded) : nil }

    /// Whether it may be the beginning of a number and notation.
    var isCode: Bool { self.folded.first?.isNumber == true }
}
