import Exchange
package import Foundation
import Storage
import Trust

extension SystemStore {
    static let certificateMigration = Migration(
        "0013 create system certificate",
        sql: """
            CREATE TABLE system_certificate (
                sha256 TEXT NOT NULL PRIMARY KEY CHECK (LENGTH(sha256) = 64),
                system_id TEXT NOT NULL REFERENCES system (id),
                subject TEXT NOT NULL,
                not_after TEXT NOT NULL,
                added_at TEXT NOT NULL
            );
            CREATE INDEX system_certificate_by_system ON system_certificate (system_id, not_after);
            """
    )

    /// When the last certificate of each system ends; systems without one are left out.
    package func certificateEnds() async throws -> [String: Date] {
        try await self.database.read { connection in
            let rows = try connection.rows(
                "SELECT system_id, MAX(not_after) AS not_after FROM system_certificate GROUP BY system_id LIMIT 10000")
            return Dictionary(uniqueKeysWithValues: try rows.map { (try $0["system_id"], try $0["not_after"]) })
        }
    }

    /// The system, enabled or not, that a certificate was given to; nil when nobody has it or it ended before `now`. The TLS layer has
    /// seen that the caller holds its key.
    func owner(ofCertificate sha256: String, now: Date) async throws -> ConnectedSystem? {
        try await self.database.lookUp { connection in
            let row = try connection.row(
                """
                SELECT system.* FROM system_certificate JOIN system ON system.id = system_certificate.system_id
                WHERE system_certificate.sha256 = $1 AND system_certificate.not_after > $2
                """, sha256, now)
            return try row.map { try ConnectedSystem(row: $0, in: connection) }
        }
    }
}
