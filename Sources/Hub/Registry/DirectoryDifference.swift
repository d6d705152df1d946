package import Exchange
package import Storage

/// What a directory file would change (so sánh danh bạ). Computed in memory, so that it can be shown before anything is written.
package struct DirectoryDifference: Sendable, Equatable {
    /// In the order of the file.
    package private(set) var added: [DirectoryEntry] = []
    package private(set) var changed: [Change] = []
    package private(set) var unchanged = 0
    /// Entries that the file does not name: they stay as they are; an entry is closed by its `validTo`, never removed.
    package private(set) var unnamed = 0
    /// Lines that cannot be taken over; while there is one nothing is.
    package private(set) var refused: RefusedLines
    /// The directory that the file was compared with.
    package let state: ContentHash

    /// Whether the file says nothing new.
    package var isEmpty: Bool { self.added.isEmpty && self.changed.isEmpty }

    /// Lines are refused with `conflict` when a code names two agencies or successors lead in a circle, with `unknown-organ` when a parent
    /// or successor is nowhere. Parents and successors are looked at when nothing else is wrong: a line that is refused would be missed.
    init(_ file: DirectoryFile, against known: [DirectoryEntry]) {
        self.state = Self.state(of: known)
        self.refused = file.refused
        var entries = Dictionary(uniqueKeysWithValues: known.map { ($0.code.key, $0) })
        var owners: [String: String] = [:]
        for entry in known { for spelling in entry.spellings { owners[spelling] = entry.code.key } }
        var seen: Set<String> = []
        for line in file.lines {
            let (entry, key) = (line.entry, line.entry.code.key)
            guard seen.insert(key).inserted else {
                self.refused.add(.codeTwice(entry.code, line: line.number))
                continue
            }
            guard entry.spellings.allSatisfy({ owners[$0] ?? key == key }) else {
                self.refused.add(.codeTwice(entry.oldCode ?? entry.code, line: line.number))
                continue
            }
            if let before = entries[key] {
                for spelling in before.spellings { owners[spelling] = nil }
                if before == entry {
                    self.unchanged += 1
                } else {
                    self.changed.append(Change(before: before, after: entry))
                }
            } else {
                self.added.append(entry)
            }
            for spelling in entry.spellings { owners[spelling] = key }
            entries[key] = entry
        }
        self.unnamed = known.count - self.unchanged - self.changed.count
        guard self.refused.isEmpty else { return }
        for line in file.lines {
            if let fault = Self.wrongReference(of: line, in: entries, owners) { self.refused.add(fault) }
        }
    }

    /// Throws the first reason why the file cannot be taken over.
    func check() throws(Fault) {
        if let fault = self.refused.first { throw fault }
    }

    private static func wrongReference(
        of line: DirectoryFile.Line, in entries: [String: DirectoryEntry], _ owners: [String: String]
    ) -> Fault? {
        func find(_ code: OrganCode) -> DirectoryEntry? {
            [code, code.counterpart].compactMap { $0 }.compactMap { owners[$0.key] }.compactMap { entries[$0] }.first
        }
        let named =
            [line.entry.parent].compactMap { $0 }.map { ("parent", $0) }
            + line.entry.successors.map { ("successor", $0) }
        for (place, code) in named where find(code) == nil {
            return .nowhere(code, place: place, line: line.number)
        }
        var waiting = line.entry.successors
        var met: Set<String> = []
        while let code = waiting.popLast() {
            guard let next = find(code), met.insert(next.code.key).inserted else { continue }
            guard next.code.key != line.entry.code.key else { return .circle(line.entry.code, line: line.number) }
            waiting += next.successors
        }
        return nil
    }

    /// One hash for all that the directory says.
    private static func state(of known: [DirectoryEntry]) -> ContentHash {
        var bytes: [UInt8] = []
        for entry in known {
            for field in entry.fields {
                bytes += (field.value ?? "").utf8
                bytes.append(0x1F)
            }
            bytes.append(0x0A)
        }
        return ContentHash(of: bytes)
    }
}

extension DirectoryEntry {
    /// Every spelling that names the agency (edXML §1.4), each once.
    var spellings: [String] { Set([self.code, self.oldCode].compactMap { $0?.key }).sorted() }
}

extension Fault {
    fileprivate static func codeTwice(_ code: OrganCode, line: Int) -> Fault {
        Fault(
            .conflict,
            vi: "Dòng \(line): mã \"\(code.text)\" đã là mã của một cơ quan khác.",
            en: "The code \"\(code.text)\" already names another agency.",
            place: "code",
            line: line
        )
    }

    fileprivate static func nowhere(_ code: OrganCode, place: String, line: Int) -> Fault {
        Fault(
            .unknownOrgan,
            vi: "Dòng \(line), cột \(place): mã \"\(code.text)\" không có trong danh bạ.",
            en: "The code \"\(code.text)\" is not in the directory.",
            place: place,
            line: line
        )
    }

    fileprivate static func circle(_ code: OrganCode, line: Int) -> Fault {
        Fault(
            .conflict,
            vi: "Dòng \(line): các cơ quan kế thừa của \"\(code.text)\" nối thành vòng.",
            en: "The successors of \"\(code.text)\" lead back to it.",
            place: "successor",
            line: line
        )
    }
}
