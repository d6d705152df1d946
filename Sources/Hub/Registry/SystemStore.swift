package import Exchange
package import Foundation
package import Storage
import Trust

/// A system that may talk to the hub (hệ thống kết nối): the document management of one or more agencies.
package struct ConnectedSystem: Sendable, Equatable {
    /// Given by the operator: letters, digits, `.`, `_`, `-`; 1 to 64 characters.
    package var id: String
    package var name: String
    /// The agencies that it sends and receives for, as the directory writes their codes.
    package var organs: [OrganCode]
    package var isEnabled: Bool
    package var createdAt: Date
    /// Where it may call from; empty: from everywhere.
    var networks: [Network] = []

    /// Whether it may act for the agency.
    func acts(for organ: OrganCode) -> Bool { self.organs.contains(organ) }
}

/// The connected systems. Of a token the hub keeps the SHA-256 only.
package struct SystemStore: Sendable {
    let database: Database

    package init(database: Database) {
        self.database = database
    }

    static let migrations = [
        Migration(
            "0002 create system",
            sql: """
                CREATE TABLE system (
                    id TEXT NOT NULL PRIMARY KEY,
                    name TEXT NOT NULL,
                    token_hash TEXT NOT NULL UNIQUE,
                    enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
                    created_at TEXT NOT NULL
                );
                CREATE TABLE system_organ (
                    system_id TEXT NOT NULL REFERENCES system (id),
                    organ TEXT NOT NULL REFERENCES organ (code),
                    PRIMARY KEY (system_id, organ)
                );
                CREATE INDEX system_organ_by_organ ON system_organ (organ);
                """
        )
    ]

    /// More systems than this are not listed: a country has fewer.
    private static let listLimit = 10_000

    package func list() async throws -> [ConnectedSystem] {
        try await self.database.read { connection in
            try connection.rows(
                "SELECT * FROM system WHERE id <> $2 ORDER BY id LIMIT $1", Self.listLimit, Uplink.systemID
            ).map {
                try ConnectedSystem(row: $0, in: connection)
            }
        }
    }

    /// Nil when there is none.
    func find(_ id: String) async throws -> ConnectedSystem? {
        try await self.database.read { connection in
            try connection.row("SELECT * FROM system WHERE id = $1", id).map {
                try ConnectedSystem(row: $0, in: connection)
            }
        }
    }

    /// The system that owns `token`, enabled or not; nil when nobody does.
    func owner(of token: String) async throws -> ConnectedSystem? {
        let hash = Token.hash(token)
        return try await self.database.lookUp { connection in
            guard let row = try connection.row("SELECT * FROM system WHERE token_hash = $1", hash),
                constantTimeEqual(try row["token_hash"], hash)
            else { return nil }
            return try ConnectedSystem(row: row, in: connection)
        }
    }
}

extension ConnectedSystem {
    /// More agencies than this no system serves: a province has some hundreds.
    static let maximumOrgans = 5000

    init(row: Row, in connection: Connection) throws {
        let id: String = try row["id"]
        self.init(
            id: id,
            name: try row["name"],
            organs: try connection.rows(
                "SELECT organ FROM system_organ WHERE system_id = $1 ORDER BY organ LIMIT $2", id, Self.maximumOrgans
            ).map { try $0["organ"] },
            isEnabled: try row["enabled"],
            createdAt: try row["created_at"],
            networks: try Self.networks(of: id, in: connection)
        )
    }
}
