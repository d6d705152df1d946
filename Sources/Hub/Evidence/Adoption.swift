import EdXML
import Exchange
import Foundation
import Storage

/// Packages of a hub that ran before there was an evidence log come into the log as they stand at the first start: `adopted` says that
/// the log did not see them happen.
extension EvidenceLog {
    private static let batch = 200

    static let adoptionMigration = Migration(
        "0120 create evidence_adoption",
        sql: """
            -- One row when every package is in the log: nobody needs to look through them again.
            CREATE TABLE evidence_adoption (id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1));
            """
    )

    func adopt() async throws {
        let isDone = try await self.database.read { try $0.row("SELECT id FROM evidence_adoption") != nil }
        if isDone { return }
        while true {
            let count = try await self.write { connection in
                let packages = try connection.rows(
                    """
                    SELECT * FROM package WHERE NOT EXISTS (
                        SELECT 1 FROM evidence_event WHERE evidence_event.package_id = package.id
                    ) ORDER BY id LIMIT $1
                    """, Self.batch)
                for package in packages { try Self.adopt(package, in: connection) }
                return packages.count
            }
            if count < Self.batch { break }
        }
        _ = try await self.write {
            try $0.execute("INSERT INTO evidence_adoption (id) VALUES (1) ON CONFLICT (id) DO NOTHING")
        }
    }

    private static func adopt(_ package: Row, in connection: Connection) throws {
        let id: String = try package["id"]
        let deliveries = try connection.rows(
            "SELECT * FROM delivery WHERE package_id = $1 ORDER BY cursor LIMIT 2000", id)
        try self.append(.adopted(package, deliveries), in: connection)
        for delivery in deliveries {
            try self.append(.adoptedConsignment(delivery), in: connection)
            let (transport, at): (Transport, Date) = (try delivery["transport"], try delivery["transport_at"])
            switch transport {
            case .initial, .processing: break
            case .done: try self.append(.adoptedHandover(delivery, package), in: connection)
            case .fail:
                try self.append(
                    .failed(
                        delivery: try delivery["id"], package: id, organ: try delivery["organ"], system: nil,
                        code: try delivery["fail_code"] ?? "", reason: try delivery["fail_reason"], at: at),
                    in: connection)
            }
        }
    }
}
