import Exchange
import Storage

extension OrganStore {
    /// What an import changed.
    package struct ImportSummary: Sendable, Equatable {
        package var added = 0
        package var changed = 0
        package var unchanged = 0
    }

    /// Takes over a directory file (CSV, see `DirectoryFile`): all of it or, when one line is wrong, nothing. Entries that the file
    /// does not name stay as they are; an entry is closed by its `validTo`, never removed.
    ///
    /// Throws `Fault`: `bad-format` with line and column, `conflict` when a code names two agencies, `unknown-organ` when a parent
    /// or successor is nowhere.
    package func importCSV(_ text: String) async throws -> ImportSummary {
        let lines = try DirectoryFile.read(text)
        return try await self.database.write { connection in
            var summary = ImportSummary()
            var seen: Set<OrganCode> = []
            for line in lines {
                guard seen.insert(line.entry.code).inserted else {
                    throw Fault.codeTwice(line.entry.code, line: line.number)
                }
                try Self.save(line, in: connection, summary: &summary)
            }
            for line in lines {
                for (place, code) in [("parent", line.entry.parent), ("successor", line.entry.successor)] {
                    guard let code, try Self.entry(code, in: connection) == nil else { continue }
                    throw Fault(
                        .unknownOrgan,
                        vi: "Dòng \(line.number), cột \(place): mã \"\(code.text)\" không có trong danh bạ.",
                        en: "The code \"\(code.text)\" is not in the directory.",
                        place: place,
                        line: line.number
                    )
                }
            }
            return summary
        }
    }

    private static func save(_ line: DirectoryFile.Line, in connection: Connection, summary: inout ImportSummary) throws
    {
        let entry = line.entry
        let spellings = Set([entry.code, entry.oldCode].compactMap { $0?.key })
        var known: DirectoryEntry?
        for spelling in spellings {
            let row = try connection.row(
                """
                SELECT organ.* FROM organ_code JOIN organ ON organ.code = organ_code.organ
                WHERE organ_code.spelling = $1
                """, spelling)
            guard let row else { continue }
            let owner = try DirectoryEntry(row: row)
            guard owner.code == entry.code else {
                throw Fault.codeTwice(entry.oldCode ?? entry.code, line: line.number)
            }
            known = owner
        }
        if known == entry {
            summary.unchanged += 1
            return
        }
        if known == nil { summary.added += 1 } else { summary.changed += 1 }
        let search = [entry.name, entry.shortName, entry.code.text, entry.oldCode?.text].compactMap { $0?.folded }
        try connection.execute(
            """
            INSERT INTO organ (code, old_code, name, short_name, kind, parent, valid_from, valid_to, successor, email, search)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            ON CONFLICT (code) DO UPDATE SET
                old_code = excluded.old_code, name = excluded.name, short_name = excluded.short_name,
                kind = excluded.kind, parent = excluded.parent, valid_from = excluded.valid_from,
                valid_to = excluded.valid_to, successor = excluded.successor, email = excluded.email,
                search = excluded.search
            """,
            known?.code ?? entry.code, entry.oldCode, entry.name, entry.shortName, entry.kind, entry.parent,
            entry.validFrom,
            entry.validTo, entry.successor, entry.email, search.joined(separator: " ")
        )
        try connection.execute("DELETE FROM organ_code WHERE organ = $1", known?.code ?? entry.code)
        for spelling in spellings.sorted() {
            try connection.execute(
                "INSERT INTO organ_code (spelling, organ) VALUES ($1, $2)", spelling, known?.code ?? entry.code)
        }
    }
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
