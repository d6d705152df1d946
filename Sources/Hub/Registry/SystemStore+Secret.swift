import Storage
import Trust

extension SystemStore {
    static let secretMigration = Migration(
        "0064 seal the secrets of systems",
        // Nil: connected before secrets were sealed; such a system cannot use the VXP wire until it gets a new one.
        sql: "ALTER TABLE system ADD COLUMN sealed_secret TEXT;"
    )

    /// Nil when there is no such system, or none with a sealed secret.
    func secret(of id: String, _ secrets: SealedSecrets) async throws -> String? {
        let sealed: String? = try await self.database.read { connection in
            try connection.row("SELECT sealed_secret FROM system WHERE id = $1", id)?["sealed_secret"]
        }
        return try sealed.map { try secrets.open($0, of: id) }
    }
}
