import Exchange

/// What a sender may call a file. The name is shown and offered for saving, never used as a path of ours.
enum FileName {
    /// Refuses names that lead out of a folder or deceive the eye.
    static func check(_ name: String, limits: ReadingLimits, place: String, line: Int) throws(Fault) {
        guard name.utf8.count <= limits.maxNameBytes else { throw Fault.tooLong(place: place, line: line) }
        guard self.isSafe(name) else { throw Fault.unsafeName(place: place, line: line) }
    }

    /// A plain name: no separators, no control signs, no signs that turn the direction of writing.
    static func isSafe(_ name: String) -> Bool {
        guard !name.isEmpty, name != ".", name != ".." else { return false }
        return !name.unicodeScalars.contains { scalar in
            switch scalar.value {
            case 0..<0x20, 0x2F, 0x5C, 0x7F..<0xA0, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
            default: false
            }
        }
    }

    /// In lower case, without the dot; empty when there is none.
    static func suffix(_ name: String) -> String {
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "" }
        return name[name.index(after: dot)...].lowercased()
    }
}
