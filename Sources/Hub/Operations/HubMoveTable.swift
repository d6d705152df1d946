import Exchange
import Foundation
import Storage

/// A table of `hub.sqlite` on its way to PostgreSQL.
struct HubMoveTable: Sendable {
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
    }

    let name: String
    let columns: [Column]
    /// Tables that its rows name.
    let parents: Set<String>
    /// How many rows there are.
    let rows: Int

    var quoted: String { "\"\(self.name)\"" }

    /// All, those that others name before them, the evidence log last. Without the index of the directory, which PostgreSQL makes by itself,
    /// without what says where packages lie, and without SQLite's own tables.
    static func all(in connection: Connection) throws -> [HubMoveTable] {
        var left = try connection.rows(
            """
            SELECT name FROM sqlite_master
            WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
                AND name NOT LIKE 'organ\\_search%' ESCAPE '\\' AND name <> 'grdb_migrations'
            ORDER BY name LIKE 'evidence\\_%' ESCAPE '\\', name LIMIT 1000
            """
        ).map { try $0["name"] as String }.filter { !ContentPlace.tables.contains($0) }
            .map { try HubMoveTable($0, in: connection) }
        var ordered: [HubMoveTable] = []
        while !left.isEmpty {
            let names = Set(left.map(\.name))
            guard let next = left.firstIndex(where: { $0.parents.isDisjoint(with: names.subtracting([$0.name])) })
            else {
                throw Fault(
                    .internalFault, vi: "Các bảng trỏ vòng tròn vào nhau.",
                    en: "Tables name each other in a circle: \(names.sorted().joined(separator: ", ")).")
            }
            ordered.append(left.remove(at: next))
        }
        return ordered
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

    /// From SQLite. Texts are read as bytes: as texts they would end before a sign U+0000, and what is no UTF-8 would be mended in silence.
    func page(after last: Int, limit: Int, in connection: Connection) throws -> [CopiedRow] {
        let columns = self.columns.map { column in
            column.type == "TEXT" ? "CAST(\(column.quoted) AS BLOB) AS \(column.quoted)" : column.quoted
        }
        return try connection.rows(
            """
            SELECT rowid AS copied_row, \(columns.joined(separator: ", ")) FROM \(self.quoted)
            WHERE rowid > $1 ORDER BY rowid LIMIT $2
            """, last, limit
        ).map { row in
            let number: Int = try row["copied_row"]
            return CopiedRow(number: number, values: try self.columns.map { try self.value(of: $0, in: row, number) })
        }
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

    /// Rows of one statement.
    private static let together = 40

    /// Into PostgreSQL.
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
                anew: "INSERT INTO \(self.quoted) (\(names)) VALUES \(places.joined(separator: ", "))",
                values: values)
        }
    }
}
