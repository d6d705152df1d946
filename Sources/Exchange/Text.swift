import Foundation

extension String {
    /// Trimmed and composed (NFC): the form in which every text from outside is kept and compared.
    package var normalized: String { self.composed.text }

    /// The same, and whether more than trimming was needed.
    package var composed: (text: String, isChanged: Bool) {
        guard self.unicodeScalars.allSatisfy(\.isSurelyComposed) else {
            let trimmed = self.trimmingCharacters(in: .whitespacesAndNewlines)
            let composed = trimmed.precomposedStringWithCanonicalMapping
            return (composed, !composed.utf8.elementsEqual(trimmed.utf8))
        }
        // What almost every text is made of: nothing to compose, and the blanks at the ends are plain.
        let scalars = self.unicodeScalars
        guard let start = scalars.firstIndex(where: { !$0.isPlainSpace }),
            let last = scalars.lastIndex(where: { !$0.isPlainSpace })
        else { return ("", false) }
        let end = scalars.index(after: last)
        if start == scalars.startIndex, end == scalars.endIndex { return (self, false) }
        return (String(scalars[start..<end]), false)
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
    /// Letters and signs that are their own NFC whatever stands beside them: Latin with the Vietnamese letters, common punctuation.
    fileprivate var isSurelyComposed: Bool {
        switch self.value {
        case 0..<0x300, 0x1E00...0x1EFF, 0x2010...0x2027: true
        default: false
        }
    }

    /// White space and line ends among those.
    fileprivate var isPlainSpace: Bool {
        switch self.value {
        case 0x09...0x0D, 0x20, 0x85, 0xA0: true
        default: false
        }
    }

    package var isControlOrSpace: Bool {
        self.properties.isWhitespace || self.properties.generalCategory == .control
            || self.properties.generalCategory == .format
    }
}

extension String {
    /// Without marks, as the national axis writes its texts: "không" is "khong".
    package var withoutMarks: String {
        String(
            String.UnicodeScalarView(
                self.decomposedStringWithCanonicalMapping.unicodeScalars.compactMap { scalar in
                    switch scalar {
                    case "đ": "d"
                    case "Đ": "D"
                    case _ where scalar.properties.canonicalCombiningClass != .notReordered: nil
                    default: scalar
                    }
                }))
    }
}
