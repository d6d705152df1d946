import Foundation

extension String {
    /// Trimmed and composed (NFC): the form in which every text from outside is kept and compared.
    package var normalized: String {
        self.trimmingCharacters(in: .whitespacesAndNewlines).precomposedStringWithCanonicalMapping
    }

    /// For finding without marks (tìm không dấu): lower case, marks dropped, đ → d, every run of other signs one blank.
    /// "12/QĐ-UBND" and "12 qd ubnd" fold to the same text.
    package var folded: String {
        var folded = ""
        var blank = false
        for scalar in self.lowercased().decomposedStringWithCanonicalMapping.unicodeScalars {
            if scalar.properties.canonicalCombiningClass != .notReordered { continue }
            let letter: Unicode.Scalar = scalar == "đ" ? "d" : scalar
            if letter.properties.isAlphabetic || letter.properties.numericType != nil {
                if blank, !folded.isEmpty { folded.unicodeScalars.append(" ") }
                blank = false
                folded.unicodeScalars.append(letter)
            } else {
                blank = true
            }
        }
        return folded
    }
}

extension Unicode.Scalar {
    package var isControlOrSpace: Bool {
        self.properties.isWhitespace || self.properties.generalCategory == .control
            || self.properties.generalCategory == .format
    }
}
