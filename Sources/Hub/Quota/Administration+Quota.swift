import Exchange
import Storage

extension Administration {
    /// Gives a system a quota of its own: from the next package on. Nil: as for all systems; 0: no limit. Throws `not-found`.
    ///
    /// - Parameters:
    ///   - bytes: of all packages of one day, Vietnam time.
    ///   - packages: of one day.
    package func setQuota(of id: String, bytes: Int?, packages: Int?) async throws {
        guard bytes ?? 0 >= 0, packages ?? 0 >= 0 else {
            throw Fault(
                .invalidRequest, vi: "Hạn mức không được âm.", en: "A quota is not negative.", place: "quota")
        }
        try await self.act(
            "quota-set", id, ["bytes": JSON(bytes), "packages": JSON(packages)]
        ) { connection in
            guard try connection.row("SELECT id FROM system WHERE id = $1", id) != nil else { throw Fault.noSystem(id) }
            try connection.execute("DELETE FROM system_quota WHERE system_id = $1", id)
            guard bytes != nil || packages != nil else { return }
            try connection.execute(
                "INSERT INTO system_quota (system_id, bytes, packages) VALUES ($1, $2, $3)", id, bytes, packages)
        }
    }
}
