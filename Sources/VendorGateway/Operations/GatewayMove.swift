package import Foundation
package import Storage

/// Brings the `gateway.sqlite` of a gateway into an empty database on PostgreSQL (`DatabaseMove`), then its files when the database shall keep them. The
/// folders of the agency's software stay as they are.
package struct GatewayMove: Sendable {
    private let move: DatabaseMove

    /// As `DatabaseMove.init`.
    ///
    /// - Parameter content: where its files shall be kept; nil: where a move that was begun puts them, else in the folder.
    package init(
        folder: URL, to address: String, content: ContentPlace? = nil, batch: Int = 1_000,
        onCopied: @escaping @Sendable (String, Int, Int) throws -> Void = { _, _, _ in }
    ) {
        let server = DatabaseMove.Server(
            GatewayData.server, vietnamese: "cổng liên thông", left: ContentPlace.tables, mark: Self.mark,
            migrate: { database in
                try GatewayServer.migrate(database)
                _ = try await database.write { try ContentPlace.settle(content, of: .gateway, in: $0) }
            },
            check: { try await GatewayCheck(folder: folder, database: $0).run() },
            complete: { target in
                try await ContentPlace.copyFiles(
                    named: GatewayFiles.names.hashes, from: folder, to: target, onCopied: onCopied)
            })
        self.move = DatabaseMove(folder: folder, to: address, of: server, batch: batch, onCopied: onCopied)
    }

    /// As `DatabaseMove.run`.
    package func run() async throws -> DatabaseMove.Summary { try await self.move.run() }

    /// Throws `conflict` when a move into this database on PostgreSQL was not finished: no node serves a part of a gateway.
    static func refuseUnfinished(_ database: Database) async throws {
        try await DatabaseMove.refuseUnfinished(database, of: GatewayData.server)
    }

    /// Whatever a gateway or a command of it does adds a row, counts something up, or changes one of the few rows that are read whole.
    private static func mark(of connection: Connection) throws -> String {
        let parts = try connection.rows(
            """
            SELECT COUNT(*) || ' ' || COALESCE(SUM(version), 0) || ' ' || COALESCE(SUM(shown), 0) AS part FROM handover
            UNION ALL SELECT COUNT(*) || '' FROM handover_key
            UNION ALL SELECT COUNT(*) || ' ' || COALESCE(SUM(attempts), 0) || ' ' || COUNT(CASE WHEN state = 'sending' THEN 1 END)
                FROM gateway_outbox
            UNION ALL SELECT COUNT(*) || ' ' || COUNT(acknowledged_at) || ' ' || COALESCE(MAX(received_at), '') FROM gateway_inbox
            UNION ALL SELECT COUNT(*) || ' ' || COUNT(CASE WHEN laid = 'no' THEN 1 END) || ' '
                || COUNT(CASE WHEN laid = 'yes' THEN 1 END) FROM arrival
            UNION ALL SELECT COUNT(*) || ' ' || COALESCE(MAX(at), '') FROM gateway_transport
            UNION ALL SELECT idx || ' ' || COALESCE(mark, '') FROM gateway_transport_place
            UNION ALL SELECT seq || ' ' || failures || ' ' || suspended FROM webhook_place
            UNION ALL SELECT COALESCE(MAX(probed_at), '') FROM health_probe
            UNION ALL SELECT * FROM (SELECT id || ' ' || token_hash || ' ' || enabled FROM connected_system ORDER BY id LIMIT 10000)
            """
        ).map { row -> String in try row["part"] }
        return ContentHash(of: Data(parts.joined(separator: "\n").utf8)).hex
    }
}
