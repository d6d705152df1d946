import Exchange
package import Foundation
package import Storage
import Web

/// Who runs the hub (người vận hành trục).
package struct Operator: Sendable, Equatable {
    /// 1 to 64 lower-case letters, digits, `.`, `_`, `-`.
    package var name: String
    package var fullName: String
    package var isEnabled: Bool
    package var createdAt: Date
    package var lastSignInAt: Date?
}

/// Operators and who of them is signed in. Passwords are scrypt hashes, secrets of one-time codes sealed, recovery codes and sessions hashes.
package struct OperatorStore: Sendable {
    let database: Database

    package init(database: Database) {
        self.database = database
    }

    static let migration = Migration(
        "0069 create operator",
        sql: """
            CREATE TABLE operator (
                name TEXT NOT NULL PRIMARY KEY,
                full_name TEXT NOT NULL,
                password_hash TEXT NOT NULL,
                sealed_code_secret TEXT NOT NULL,
                -- The newest step whose one-time code was used: each is good once.
                last_code_step BIGINT,
                enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
                created_at TEXT NOT NULL,
                last_sign_in_at TEXT
            );
            CREATE TABLE operator_recovery (
                code_hash TEXT NOT NULL PRIMARY KEY,
                operator TEXT NOT NULL REFERENCES operator (name)
            );
            CREATE TABLE operator_session (
                token_hash TEXT NOT NULL PRIMARY KEY,
                operator TEXT NOT NULL REFERENCES operator (name),
                csrf TEXT NOT NULL,
                address TEXT NOT NULL,
                created_at TEXT NOT NULL,
                expires_at TEXT NOT NULL
            );
            -- Forms that have acted: a second press, or a repeat, does nothing.
            CREATE TABLE operator_form (
                once TEXT NOT NULL PRIMARY KEY,
                used_at TEXT NOT NULL
            );
            -- Deliveries that failed.
            CREATE INDEX delivery_failed ON delivery (transport_at, id) WHERE transport = 'fail';
            -- What operators look for.
            CREATE INDEX package_by_document_id ON package (document_id);
            CREATE INDEX package_by_number ON package (document_code);
            CREATE INDEX package_by_from ON package (from_organ, id);
            """
    )

    package func list() async throws -> [Operator] {
        try await self.database.read { connection in
            try connection.rows("SELECT * FROM operator ORDER BY name LIMIT 1000").map(Operator.init(row:))
        }
    }
}

extension Operator {
    init(row: Row) throws {
        self.init(
            name: try row["name"], fullName: try row["full_name"], isEnabled: try row["enabled"],
            createdAt: try row["created_at"], lastSignInAt: try row["last_sign_in_at"])
    }
}
