import Exchange
package import Foundation
package import Storage
import Trust

/// The software of the agency that may call this gateway (hệ thống được kết nối), each by a token of its own. A token is shown once and kept as
/// a hash.
package struct ConnectedSystems: Sendable {
    private let database: Database

    package init(database: Database) {
        self.database = database
    }

    static let migration = Migration(
        "vendor 0211 connected systems",
        sql: """
            CREATE TABLE connected_system (
                id TEXT NOT NULL PRIMARY KEY,
                token_hash TEXT NOT NULL UNIQUE,
                enabled INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
                created_at TEXT NOT NULL
            );
            -- What a system calls one attempt to hand something over.
            CREATE TABLE handover_key (
                system_id TEXT NOT NULL REFERENCES connected_system (id),
                key TEXT NOT NULL,
                handover_id TEXT NOT NULL REFERENCES handover (id),
                PRIMARY KEY (system_id, key)
            );
            """
    )

    /// Adds a system, or gives an old one a new token; returns the token. Throws `invalid-request`.
    package func add(_ id: String, now: Date) async throws -> String {
        guard id.wholeMatch(of: /[a-z0-9][a-z0-9._-]{0,63}/) != nil else {
            throw Fault(
                .invalidRequest, vi: "Tên hệ thống gồm chữ thường, số, dấu chấm, gạch; tối đa 64 ký tự.",
                en: "The name of a system has 1 to 64 lower-case letters, digits, dots and dashes.", place: "id")
        }
        let token = Token.make()
        _ = try await self.database.write { connection in
            try connection.execute(
                """
                INSERT INTO connected_system (id, token_hash, created_at) VALUES ($1, $2, $3)
                ON CONFLICT (id) DO UPDATE SET token_hash = excluded.token_hash, enabled = 1
                """, id, Token.hash(token), now)
        }
        return token
    }

    /// Throws `not-found`.
    package func disable(_ id: String) async throws {
        let changed = try await self.database.write { connection in
            try connection.execute("UPDATE connected_system SET enabled = 0 WHERE id = $1", id)
        }
        guard changed == 1 else {
            throw Fault(.notFound, vi: "Không có hệ thống \"\(id)\".", en: "There is no system \"\(id)\".")
        }
    }

    package struct Listed: Sendable {
        package let id: String
        package let isEnabled: Bool
        package let createdAt: Date
    }

    /// By name, at most 1,000.
    package func list() async throws -> [Listed] {
        try await self.database.read { connection in
            try connection.rows("SELECT id, enabled, created_at FROM connected_system ORDER BY id LIMIT 1000").map {
                Listed(id: try $0["id"], isEnabled: try $0["enabled"], createdAt: try $0["created_at"])
            }
        }
    }

    /// Those that may call.
    static func count(in connection: Connection) throws -> Int {
        try connection.row("SELECT COUNT(*) AS total FROM connected_system WHERE enabled = 1")?["total"] ?? 0
    }

    /// The enabled system that owns `token`; nil when nobody does.
    func owner(of token: String) async throws -> String? {
        let hash = Token.hash(token)
        return try await self.database.lookUp { connection in
            guard
                let row = try connection.row(
                    "SELECT id, token_hash FROM connected_system WHERE token_hash = $1 AND enabled = 1", hash),
                constantTimeEqual(try row["token_hash"], hash)
            else { return nil }
            return try row["id"]
        }
    }
}
