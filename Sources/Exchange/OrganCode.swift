import Foundation

/// The code of an agency (mã định danh cơ quan, edXML §1.1–1.5): an opaque string, compared by table, never taken apart for facts.
///
/// Two forms are known by their shape: `000.00.00.H29` (QCVN 102:2016, 13 characters) and `H29`, `G12.18` (Quyết định
/// 20/2020/QĐ-TTg, up to 35 characters). Anything else is `opaque` and is accepted only where the directory knows it.
package struct OrganCode: Hashable, Sendable {
    /// The code as it was written, trimmed and NFC. 1 to 50 characters.
    package let text: String
    /// What two spellings of one code share: upper case. For comparison and for look-ups only.
    package let key: String

    /// Trims and composes `text`; nil when nothing is left, when it is longer than 50 characters, or when it holds control
    /// characters or white space.
    package init?(_ text: String) {
        let trimmed = text.normalized
        guard (1...50).contains(trimmed.count), !trimmed.unicodeScalars.contains(where: \.isControlOrSpace) else {
            return nil
        }
        self.text = trimmed
        self.key = trimmed.uppercased()
    }

    private init(unchecked text: String) {
        self.text = text
        self.key = text.uppercased()
    }

    /// Stands where a code is missing in something that is being checked. Never sent, never stored.
    package static let standIn = OrganCode(unchecked: "?")

    package enum Form: Sendable {
        /// QCVN 102:2016: `VVV.ZZ.YY.MNN`, level 1 rightmost.
        case old
        /// Quyết định 20/2020/QĐ-TTg: level 1 leftmost.
        case new
        /// Neither: an enterprise, a centre, a test system, a mixture of both.
        case opaque
    }

    package var form: Form {
        // By hand: a regular expression takes longer than reading the rest of a status package.
        let groups = self.key.utf8.split(separator: 0x2E, omittingEmptySubsequences: false)
        guard groups.allSatisfy({ $0.allSatisfy { Self.isDigit($0) || Self.isLetter($0) } }) else { return .opaque }
        if groups.map(\.count) == [3, 2, 2, 3], Self.isLevel1(groups[3]) { return .old }
        let isNew =
            self.text.utf8.count <= 35 && Self.isLevel1(groups[0]) && groups.allSatisfy { (1...10).contains($0.count) }
        return isNew ? .new : .opaque
    }

    /// A letter and two digits.
    private static func isLevel1(_ group: Substring.UTF8View) -> Bool {
        guard group.count == 3, let first = group.first else { return false }
        return self.isLetter(first) && group.dropFirst().allSatisfy(self.isDigit)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
    private static func isLetter(_ byte: UInt8) -> Bool { byte >= 0x41 && byte <= 0x5A }

    /// The code in the other form by the rule of practice (edXML §1.3): groups reversed, zero groups dropped or filled. Only a
    /// fallback for codes that the directory does not hold; nil where the rule says nothing.
    package var counterpart: OrganCode? {
        switch self.form {
        case .old:
            let groups = self.key.split(separator: ".").reversed()
            let level1 = groups.first.map(String.init) ?? ""
            let rest = groups.dropFirst().map(String.init)
            let used = rest.prefix(rest.lastIndex { $0.contains { $0 != "0" } }.map { $0 + 1 } ?? 0)
            return OrganCode(([level1] + used).joined(separator: "."))
        case .new:
            let groups = self.key.split(separator: ".").map(String.init)
            let widths = [3, 2, 2, 3]
            guard groups.count <= 4 else { return nil }
            let filled = groups + (groups.count..<4).map { String(repeating: "0", count: widths[$0]) }
            guard zip(filled, widths).allSatisfy({ $0.count == $1 }) else { return nil }
            return OrganCode(filled.reversed().joined(separator: "."))
        case .opaque:
            return nil
        }
    }

    package static func == (left: OrganCode, right: OrganCode) -> Bool { left.key == right.key }
    package func hash(into hasher: inout Hasher) { hasher.combine(self.key) }
}

extension OrganCode: CustomStringConvertible {
    package var description: String { self.text }
}

extension OrganCode: Codable {
    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let code = OrganCode(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not an agency code"))
        }
        self = code
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(self.text)
    }
}
