/// A directory held in memory, for judging packages away from a hub (danh bạ cơ quan).
package struct OrganDirectory: Sendable {
    /// By every spelling that names an agency (edXML §1.4).
    private let entries: [String: DirectoryEntry]

    /// `text` is a directory file (CSV, see `DirectoryFile`). Throws `bad-format` with line and column at its first mistake, `conflict`
    /// when one code names two agencies.
    package init(csv text: String) throws(Fault) {
        var entries: [String: DirectoryEntry] = [:]
        for line in try DirectoryFile.read(text) {
            for code in Set([line.entry.code, line.entry.oldCode].compactMap { $0 }) {
                if entries.updateValue(line.entry, forKey: code.key) != nil {
                    throw Fault(
                        .conflict,
                        vi: "Dòng \(line.number): mã \"\(code.text)\" đã là mã của một cơ quan khác.",
                        en: "The code \"\(code.text)\" already names another agency.",
                        place: "code",
                        line: line.number
                    )
                }
            }
        }
        self.entries = entries
    }

    /// The agency that `code` names, old or new. Where the table is silent the rule between old and new codes is tried (edXML §1.3).
    package subscript(_ code: OrganCode) -> DirectoryEntry? {
        self.entries[code.key] ?? code.counterpart.flatMap { self.entries[$0.key] }
    }
}
