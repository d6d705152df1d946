import Web

/// Ký hiệu of an outgoing document (NĐ 30/2020/NĐ-CP, Điều 15; PL I.I.II.3): abbreviations in capitals with hyphens between them and no blanks.
/// The abbreviation of the type and of the issuer (`QĐ-UBND`); of a type that has none, as công văn, the issuer and the drafting unit (`UBND-VP`).
/// In front may stand a year (`2018/QĐ-TTg`).
enum Notation {
    /// Of the whole, as packages take it (edXML 1.3.2).
    static let maximum = 30

    /// What a document of `type` usually has. `agency` and `unit` are abbreviations, however they are written.
    static func suggested(for type: String, agency: String, unit: String) -> String {
        let groups = DocumentTypes.named(type)?.abbreviation.map { [$0, agency] } ?? [agency, unit]
        return self.corrected(groups.joined(separator: "-"))
    }

    /// Throws at `notation` what is right in place of `text`.
    static func check(_ text: String) throws(FormFault) {
        guard !self.isRight(text) else { return }
        let right = self.corrected(text)
        throw FormFault(
            "notation",
            """
            Ký hiệu gồm chữ viết tắt in hoa và chữ số, nối bằng dấu gạch nối, không có dấu cách hay dấu khác, \
            tối đa \(self.maximum) ký tự: \(self.isRight(right) ? "ghi \(right)" : "ví dụ QĐ-UBND")
            """)
    }

    private static func isRight(_ text: String) -> Bool {
        let groups = text.dropFirst(self.year(of: text).count).split(separator: "-", omittingEmptySubsequences: false)
        return text.count <= self.maximum && groups.allSatisfy { self.isGroup(String($0)) }
    }

    /// Abbreviations that have small letters: of types, and of the Prime Minister (Thủ tướng).
    private static let mixed =
        DocumentTypes.all.compactMap(\.abbreviation).filter { $0 != $0.uppercased() } + ["TTg"]

    private static func isGroup(_ text: String) -> Bool {
        !text.isEmpty && (self.mixed.contains(text) || text.allSatisfy(self.belongs))
    }

    private static func belongs(_ character: Character) -> Bool {
        character.isLetter && character.isUppercase || self.isDigit(character)
    }

    private static func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }

    /// `2018/` in front; else empty.
    private static func year(of text: String) -> Substring { text.prefixMatch(of: /[0-9]{4}\//)?.output ?? "" }

    /// Groups stand wherever `text` has letters and digits: capitals, with a hyphen between two. A number in front is none of it.
    /// Cut after `maximum`.
    private static func corrected(_ text: String) -> String {
        let number = text.prefixMatch(of: /[0-9]+\//)?.output ?? ""
        let groups = text.dropFirst(number.count).split { !$0.isLetter && !self.isDigit($0) }.map { group -> String in
            let written = self.mixed.first { $0.lowercased() == group.lowercased() }
            return self.isGroup(String(group)) ? String(group) : written ?? group.uppercased().filter(self.belongs)
        }
        let cut = "\(self.year(of: text))\(groups.filter { !$0.isEmpty }.joined(separator: "-"))".prefix(self.maximum)
        return String(cut.hasSuffix("-") ? cut.dropLast() : cut)
    }
}

extension Office {
    /// What the documents of that type that `unit` drafts usually have.
    func notation(of type: String, by unit: Unit) -> String {
        Notation.suggested(for: type, agency: self.identity.abbreviation, unit: unit.shortName)
    }
}
