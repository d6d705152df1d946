package import Foundation
package import Storage

/// Brings the `office.sqlite` of an office into an empty database on PostgreSQL (`DatabaseMove`). Rows come in the order in which they were written,
/// so that columns which count them on PostgreSQL follow it. What is found by words is made anew there.
package struct OfficeMove: Sendable {
    private let move: DatabaseMove

    /// As `DatabaseMove.init`.
    ///
    /// - Parameter content: where its files shall be kept; nil: where a move that was begun puts them, else in the folder.
    package init(
        folder: URL, to address: String, content: ContentPlace? = nil, batch: Int = 1_000,
        onCopied: @escaping @Sendable (String, Int, Int) throws -> Void = { _, _, _ in }
    ) {
        let server = DatabaseMove.Server(
            OfficeData.server, vietnamese: "văn phòng",
            // Every document is noted anew.
            left: ContentPlace.tables.union(["search_stale"]), mark: Self.mark,
            migrate: { database in
                try OfficeServer.migrate(database)
                _ = try await database.write { try ContentPlace.settle(content, of: .office, in: $0) }
            },
            check: { try await OfficeCheck(folder: folder, database: $0).run() },
            complete: { target in
                try await Self.index(target)
                try await Self.indexFiles(of: target)
                try await ContentPlace.copyFiles(
                    named: StoredFiles.names.hashes, from: folder, to: target, onCopied: onCopied)
            })
        self.move = DatabaseMove(folder: folder, to: address, of: server, batch: batch, onCopied: onCopied)
    }

    /// As `DatabaseMove.run`.
    package func run() async throws -> DatabaseMove.Summary { try await self.move.run() }

    /// Throws `conflict` when a move into this database on PostgreSQL was not finished: no node serves a part of an office.
    static func refuseUnfinished(_ database: Database) async throws {
        try await DatabaseMove.refuseUnfinished(database, of: OfficeData.server)
    }

    /// Whatever an office or a command of it does adds a row, stamps a time, or notes a document under a number that never comes again.
    private static func mark(of connection: Connection) throws -> String {
        var parts = try connection.rows(
            "SELECT name || ' ' || seq AS part FROM sqlite_sequence ORDER BY name LIMIT 100"
        )
        .map { row -> String in try row["part"] }
        let columns = try connection.rows(
            """
            SELECT list.name AS name, info.name AS moment
            FROM pragma_table_list AS list LEFT JOIN pragma_table_info(list.name) AS info
                ON info.name = 'at' OR info.name LIKE '%\\_at' ESCAPE '\\'
            WHERE list.schema = 'main' AND list.type = 'table' AND list.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
            ORDER BY list.name, info.cid LIMIT 10000
            """
        ).map { row -> (table: String, moment: String?) in (try row["name"], try row["moment"]) }
        for (table, columns) in Dictionary(grouping: columns, by: \.table).sorted(by: { $0.key < $1.key }) {
            let moments = columns.compactMap(\.moment).map { " || ' ' || COALESCE(MAX(\"\($0)\"), '')" }
            let part: String? = try connection.row(
                """
                SELECT COUNT(*) || ' ' || COALESCE(MAX(rowid), 0)\(moments.joined()) AS part FROM "\(table)"
                """)?["part"]
            parts.append("\(table) \(part ?? "")")
        }
        return ContentHash(of: Data(parts.joined(separator: "\n").utf8)).hex
    }

    /// Puts every document into the index, under the number that it had.
    private static func index(_ target: Database) async throws {
        try await target.write { connection in
            try connection.execute(
                """
                INSERT INTO search_stale (document_id) SELECT document_id FROM search_entry ORDER BY id
                ON CONFLICT (document_id) DO NOTHING
                """)
            try connection.execute(
                """
                INSERT INTO search_stale (document_id) SELECT document.id FROM (
                    SELECT id, arrived_at AS at FROM incoming UNION ALL SELECT id, created_at FROM outgoing
                ) AS document ORDER BY document.at, document.id
                ON CONFLICT (document_id) DO NOTHING
                """)
        }
        while try await target.write({ try SearchIndex.settle(limit: 200, in: $0) }) > 0 {}
    }

    /// Puts the words of every file that is not there yet into the index of files: their texts were copied.
    private static func indexFiles(of target: Database) async throws {
        var last = 0
        while true {
            let place = last
            let next = try await target.write { connection -> Int? in
                let files = try connection.rows(
                    """
                    SELECT id, attachment_id, text, plain FROM file_text
                    WHERE id > $1 AND NOT EXISTS (SELECT 1 FROM search_content WHERE search_content.rowid = file_text.id)
                    ORDER BY id LIMIT 20
                    """, place)
                for file in files {
                    try SearchText.keepContent(
                        of: try file["attachment_id"], try file["text"], plain: try file["plain"], in: connection)
                }
                return try files.last?["id"]
            }
            guard let next else { return }
            last = next
        }
    }
}
