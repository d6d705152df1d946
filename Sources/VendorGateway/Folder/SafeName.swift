import Foundation

/// The name under which a file of a stranger lies in a folder, on any system: its ordinal, then what is left of the name that it had.
enum SafeName {
    /// `01-Công văn.pdf`; at most 120 bytes, with the end of the name.
    static func make(_ name: String, ordinal: Int) -> String {
        let clean = String(name.normalizedForDisk.map { Self.isAllowed($0) ? $0 : "_" })
        let trimmed = clean.trimmingCharacters(in: CharacterSet(charactersIn: " ."))
        let number = ordinal < 10 ? "0\(ordinal)" : "\(ordinal)"
        return "\(number)-\(Self.shortened(trimmed.isEmpty ? "tep" : trimmed))"
    }

    private static func isAllowed(_ character: Character) -> Bool {
        if character.isLetter || character.isNumber { return true }
        return " .-_()[]+,&@=".contains(character)
    }

    private static func shortened(_ name: String) -> String {
        guard name.utf8.count > 120 else { return name }
        let parts = name.split(separator: ".")
        let suffix = parts.count > 1 ? ".\(parts.last?.prefix(10) ?? "")" : ""
        var stem = name.dropLast(parts.count > 1 ? (parts.last?.count ?? 0) + 1 : 0)
        while stem.utf8.count + suffix.utf8.count > 120 { stem = stem.dropLast() }
        return stem + suffix
    }
}

extension String {
    fileprivate var normalizedForDisk: String { self.precomposedStringWithCanonicalMapping }
}
