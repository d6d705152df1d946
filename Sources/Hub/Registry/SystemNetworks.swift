import Exchange
import Storage

extension SystemStore {
    static let networkMigration = Migration(
        "0065 create system_network",
        sql: """
            CREATE TABLE system_network (
                system_id TEXT NOT NULL REFERENCES system (id),
                network TEXT NOT NULL,
                PRIMARY KEY (system_id, network)
            );
            """
    )
}

extension ConnectedSystem {
    /// Throws `internal` for a range that somebody spoiled: without it the system would be let in from everywhere.
    static func networks(of id: String, in connection: Connection) throws -> [Network] {
        try connection.rows("SELECT network FROM system_network WHERE system_id = $1 ORDER BY network LIMIT 64", id).map
        {
            let text: String = try $0["network"]
            guard let network = Network(text) else {
                throw Fault(
                    .internalFault, vi: "Dải địa chỉ của hệ thống bị hỏng.",
                    en: "The network \"\(text)\" of the system \(id) cannot be understood.")
            }
            return network
        }
    }

    /// Whether it may call from this numeric address; nil: the address is not known.
    func mayCall(from address: String?) -> Bool {
        guard !self.networks.isEmpty else { return true }
        guard let address else { return false }
        return self.networks.contains { $0.contains(address) }
    }
}
