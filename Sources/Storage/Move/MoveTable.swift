import Exchange

/// A table of SQLite on its way to PostgreSQL.
struct MoveTable: Sendable {
    struct Column: Sendable {
        let name: String
        /// As it is declared: `TEXT`, `INTEGER`, `BIGINT`, `BLOB`.
        let type: String

        var quoted: String { "\"\(self.name)\"" }
    }

    struct CopiedRow: Sendable {
        /// SQLite's own (`rowid`).
        let number: Int
        let values: [SQLValue]

        var sizeBytes: Int {
            self.values.reduce(0) { size, value in
                switch value {
                case .null, .integer: size + 8
                case .text(let text): size + text.utf8.count
                case .blob(let bytes): size + bytes.count
                }
            }
        }
    }

    let name: String
    let columns: [Column]
    /// Tables that its rows name.
    let parents: Set<String>
    /// How many rows there are.
    let rows: Int

    var quoted: String { "\"\(self.name)\"" }

    /// All but `left`, those that others name before them, and those whose names begin with `last` behind the others where their references let
    /// them. Without indexes of words, which PostgreSQL makes by itself, and without SQLite's own tables.
    static func all(without left: Set<String>, last: String?, in connection: Connection) throws -> [MoveTable] {
        var waiting = try connection.rows(
            """
            SELECT name FROM pragma_table_list
            WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> 'grdb_migrations'
            ORDER BY name LIMIT 1000
            """
        ).map { row -> String in try row["name"] }.filter { !left.contains($0) }.map {
            try MoveTable($0, in: connection)
        }
        if let last {
            waiting = waiting.filter { !$0.name.hasPrefix(last) } + waiting.filter { $0.name.hasPrefix(last) }
        }
        var ordered: [MoveTable] = []
        while !waiting.isEmpty {
            let names = Set(waiting.map(\.name))
            // Where tables name each other in a circle the first of them begins.
            let next = waiting.firstIndex { $0.parents.isDisjoint(with: names.subtracting([$0.name])) } ?? 0
            ordered.append(waiting.remove(at: next))
        }
        return ordered
    }

    /// The target has these tables and their columns; throws `conflict`. It may have more of its own.
    static func compare(_ tables: [MoveTable], in target: Connection) throws {
        let there = Set(
            try target.rows(
                """
                SELECT CAST(pg_class.relname AS TEXT) AS relation, CAST(pg_attribute.attname AS TEXT) AS name
                FROM pg_attribute JOIN pg_class ON pg_class.oid = pg_attribute.attrelid
                WHERE pg_class.relnamespace = \(DatabaseMove.here)
                    AND pg_class.relkind IN ('r', 'p') AND pg_attribute.attnum > 0 AND NOT pg_attribute.attisdropped
                LIMIT 100000
                """
            ).map { row -> String in
                let (relation, name): (String, String) = (try row["relation"], try row["name"])
                return "\(relation).\(name)"
            })
        let wanted = tables.flatMap { table in table.columns.map { "\(table.name).\($0.name)" } }
        guard let missing = wanted.first(where: { !there.contains($0) }) else { return }
        throw Fault(
            .conflict, vi: "PostgreSQL không có \"\(missing)\"; chưa chuyển.",
            en: "PostgreSQL has no \"\(missing)\"; nothing is moved.", place: missing)
    }

    private init(_ name: String, in connection: Connection) throws {
        self.name = name
        self.columns = try connection.rows("SELECT name, type FROM pragma_table_info($1) ORDER BY cid LIMIT 1000", name)
            .map { Column(name: try $0["name"], type: try $0["type"]) }
        self.parents = Set(
            try connection.rows("SELECT \"table\" AS parent FROM pragma_foreign_key_list($1) LIMIT 1000", name)
                .map { try $0["parent"] })
        self.rows = try connection.row("SELECT COUNT(*) AS count FROM \"\(name)\"")?["count"] ?? 0
    }

    func count(in connection: Connection) throws -> Int {
        try connection.row("SELECT COUNT(*) AS count FROM \(self.quoted)")?["count"] ?? 0
    }

    /// Rows of one statement.
    private static let together = 40
    /// Of a transaction: the words of a file are up to a megabyte. The last statement may go beyond it.
    private static let pageBytes = 16 << 20

    /// From SQLite, in the order of its own numbers. Texts are read as bytes: as texts they would end before a sign U+0000, and what is no UTF-8 would be
    /// mended in silence.
    func page(after last: Int, limit: Int, in connection: Connection) throws -> [CopiedRow] {
        let columns = self.columns.map { column in
            column.type == "TEXT" ? "CAST(\(column.quoted) AS BLOB) AS \(column.quoted)" : column.quoted
        }
        var (page, last, bytes): ([CopiedRow], Int, Int) = ([], last, 0)
        while page.count < limit, bytes < Self.pageBytes {
            let count = min(Self.together, limit - page.count)
            let rows = try connection.rows(
                """
                SELECT rowid AS copied_row, \(columns.joined(separator: ", ")) FROM \(self.quoted)
                WHERE rowid > $1 ORDER BY rowid LIMIT $2
                """, last, count
            ).map { row in
                let number: Int = try row["copied_row"]
                return CopiedRow(
                    number: number, values: try self.columns.map { try self.value(of: $0, in: row, number) })
            }
            page += rows
            bytes += rows.reduce(0) { $0 + $1.sizeBytes }
            guard let end = rows.last, rows.count == count else { break }
            last = end.number
        }
        return page
    }

    private func value(of column: Column, in row: Row, _ number: Int) throws -> SQLValue {
        do {
            switch column.type {
            case "TEXT":
                let bytes: [UInt8]? = try row[column.name]
                guard let bytes else { return .null }
                guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
                    throw Fault(
                        .encoding,
                        vi:
                            "Bảng \"\(self.name)\", dòng \(number), cột \(column.name): chữ có U+0000 hoặc không phải UTF-8. Sửa rồi chạy lại.",
                        en:
                            "Table \"\(self.name)\", row \(number), column \(column.name): the text has U+0000 or is not UTF-8. Mend it and run again.",
                        place: "\(self.name) \(number) \(column.name)")
                }
                return .text(text)
            case "INTEGER", "BIGINT":
                let value: Int? = try row[column.name]
                return value?.sql ?? .null
            default:
                let value: [UInt8]? = try row[column.name]
                return value?.sql ?? .null
            }
        } catch let error as RowError {
            throw Fault(
                .conflict, vi: "Bảng \"\(self.name)\", dòng \(number): không đọc được cột \(column.name).",
                en: "The table \"\(self.name)\", row \(number): \(error).",
                place: "\(self.name) \(number) \(column.name)")
        }
    }

    /// Into PostgreSQL. Columns that the target has for itself count the rows as they come.
    func insert(_ rows: [CopiedRow], in connection: Connection) throws {
        let names = self.columns.map(\.quoted).joined(separator: ", ")
        let width = self.columns.count
        for start in stride(from: 0, to: rows.count, by: Self.together) {
            let some = rows[start..<min(start + Self.together, rows.count)]
            let places = (0..<some.count).map { row in
                "(" + (1...width).map { "$\(row * width + $0)" }.joined(separator: ", ") + ")"
            }
            let values: [SQLValue] = some.flatMap(\.values)
            _ = try connection.rows(
                anew:
                    "INSERT INTO \(self.quoted) (\(names)) OVERRIDING SYSTEM VALUE VALUES \(places.joined(separator: ", "))",
                values: values)
        }
    }
}
