/// The id of an official document (mã định danh văn bản, edXML §1.6): opaque, case-sensitive, at most 200 characters.
///
/// Nothing is ever derived from its shape. It names a document, not a package: a document sent again keeps its id.
package struct DocumentID: Hashable, Sendable {
    /// Trimmed, NFC.
    package let text: String

    /// Nil when nothing is left after trimming, when it is longer than 200 characters, or when it holds control characters.
    package init?(_ text: String) {
        let trimmed = text.normalized
        guard (1...200).contains(trimmed.count),
            !trimmed.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
        else { return nil }
        self.text = trimmed
    }

    private init(unchecked text: String) { self.text = text }

    /// Stands where an id is missing in something that is being checked. Never sent, never stored.
    package static let standIn = DocumentID(unchecked: "?")

    /// The id that we give our own documents: `H29,2024/03/12,123/UBND-VP`; nil when that is too long.
    package init?(organ: OrganCode, date: CalendarDate, code: DocumentCode) {
        self.init("\(organ.text),\(date.slashed),\(code.text)")
    }
}

extension DocumentID: CustomStringConvertible {
    package var description: String { self.text }
}

/// Number and notation of a document (số, ký hiệu văn bản): `90017` and `VPCP-KSTT` in `90017/VPCP-KSTT`.
package struct DocumentCode: Hashable, Sendable {
    /// Số: digits as a rule; letters occur.
    package let number: String
    /// Ký hiệu.
    package let notation: String

    package init(number: String, notation: String) {
        self.number = number.normalized
        self.notation = notation.normalized
    }

    /// Splits at the first "/" (law.md §4.3): `28/2018/QĐ-TTg` has the number 28 and the notation `2018/QĐ-TTg`.
    package init?(_ text: String) {
        let parts = text.normalized.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        self.init(number: parts[0], notation: parts[1])
    }

    /// As printed on the document.
    package var text: String { "\(self.number)/\(self.notation)" }

    /// A number that we allocated: below 10 it is written with a leading zero (NĐ 30/2020/NĐ-CP, PL I.II.3).
    package static func display(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
