package import Exchange

/// What a directory file would change (so sánh danh bạ). Computed in memory, so that it can be shown before anything is written.
package struct DirectoryDifference: Sendable, Equatable {
    package struct Change: Sendable, Equatable {
        package var before: DirectoryEntry
        package var after: DirectoryEntry
    }

    /// In the order of the file.
    package private(set) var added: [DirectoryEntry] = []
    package private(set) var changed: [Change] = []
    package private(set) var unchanged = 0

    /// Entries that the file does not name stay as they are; an entry is closed by its `validTo`, never removed.
    ///
    /// Throws `Fault`: `conflict` when a code names two agencies or successors lead in a circle, `unknown-organ` when a parent or
    /// successor is nowhere.
    init(_ lines: [DirectoryFile.Line], against known: [DirectoryEntry]) throws(Fault) {
        var entries = Dictionary(uniqueKeysWithValues: known.map { ($0.code.key, $0) })
        var owners: [String: String] = [:]
        for entry in known { for spelling in entry.spellings { owners[spelling] = entry.code.key } }
        var seen: Set<String> = []
        for line in lines {
            let (entry, key) = (line.entry, line.entry.code.key)
            guard seen.insert(key).inserted else { throw Fault.codeTwice(entry.code, line: line.number) }
            for spelling in entry.spellings {
                guard owners[spelling] ?? key == key else {
                    throw Fault.codeTwice(entry.oldCode ?? entry.code, line: line.number)
                }
            }
            if let before = entries[key] {
                for spelling in before.spellings { owners[spelling] = nil }
                if before == entry {
                    self.unchanged += 1
                } else {
                    self.changed.append(.init(before: before, after: entry))
                }
            } else {
                self.added.append(entry)
            }
            for spelling in entry.spellings { owners[spelling] = key }
            entries[key] = entry
        }
        for line in lines { try Self.checkReferences(of: line, in: entries, owners) }
    }

    private static func checkReferences(
        of line: DirectoryFile.Line, in entries: [String: DirectoryEntry], _ owners: [String: String]
    ) throws(Fault) {
        func find(_ code: OrganCode) -> DirectoryEntry? {
            [code, code.counterpart].compactMap { $0 }.compactMap { owners[$0.key] }.compactMap { entries[$0] }.first
        }
        let named =
            [line.entry.parent].compactMap { $0 }.map { ("parent", $0) }
            + line.entry.successors.map { ("successor", $0) }
        for (place, code) in named where find(code) == nil {
            throw Fault(
                .unknownOrgan,
                vi: "Dòng \(line.number), cột \(place): mã \"\(code.text)\" không có trong danh bạ.",
                en: "The code \"\(code.text)\" is not in the directory.",
                place: place,
                line: line.number
            )
        }
        var waiting = line.entry.successors
        var met: Set<String> = []
        while let code = waiting.popLast() {
            guard let next = find(code), met.insert(next.code.key).inserted else { continue }
            guard next.code.key != line.entry.code.key else {
                throw Fault(
                    .conflict,
                    vi: "Dòng \(line.number): các cơ quan kế thừa của \"\(line.entry.code.text)\" nối thành vòng.",
                    en: "The successors of \"\(line.entry.code.text)\" lead back to it.",
                    place: "successor",
                    line: line.number
                )
            }
            waiting += next.successors
        }
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
}
