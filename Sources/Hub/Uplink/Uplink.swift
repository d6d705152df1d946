import EdXML
import Exchange
import Foundation
import Storage

/// The hub above (trục cấp trên) as the database knows it: whether there is one, and under which code this hub stands in packages that pass.
enum Uplink {
    /// What comes down is brought by this system. No operator can give such an id, and nobody can come in under it: its row has no token, no
    /// certificate and is disabled.
    static let systemID = ".uplink"

    static let migration = Migration(
        "0081 create uplink",
        sql: """
            CREATE TABLE uplink (
                id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
                address TEXT NOT NULL,
                -- This hub's code in TraceHeaders.
                station TEXT NOT NULL,
                enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
                -- In the other hub's feed of deliveries: what is behind it has not been read.
                transport_cursor BIGINT NOT NULL
            );
            """
    )

    static let system = ConnectedSystem(
        id: Uplink.systemID, name: "Trục cấp trên", organs: [], isEnabled: false, createdAt: .distantPast)

    /// This hub's code in TraceHeaders; nil while the hub runs without one above.
    static func station(in connection: Connection) throws -> OrganCode? {
        try connection.row("SELECT station FROM uplink WHERE id = 1 AND enabled = 1").map { try $0["station"] }
    }

    /// Called at each start. What waited for another address begins to read the new one's feed at its first entry.
    static func open(_ configuration: UplinkConfiguration, at now: Date, in connection: Connection) throws {
        try connection.execute(
            """
            INSERT INTO system (id, name, token_hash, enabled, created_at) VALUES ($1, $2, $1, 0, $3)
            ON CONFLICT (id) DO NOTHING
            """, Self.systemID, Self.system.name, now)
        try connection.execute(
            """
            INSERT INTO uplink (id, address, station, enabled, transport_cursor) VALUES (1, $1, $2, 1, -1)
            ON CONFLICT (id) DO UPDATE SET station = excluded.station, enabled = 1,
                transport_cursor = CASE WHEN uplink.address = excluded.address THEN uplink.transport_cursor ELSE -1 END,
                address = excluded.address
            """, configuration.address, configuration.station)
    }

    /// Called at a start without a hub above: everything is local from now on. What waits for it waits until it expires or there is one again.
    static func close(in connection: Connection) throws {
        try connection.execute("UPDATE uplink SET enabled = 0 WHERE id = 1")
    }
}

extension Packet {
    /// Whether the package has been here before: our station stands in its way. The sender writes the first one itself, under its own code;
    /// the last one of what comes down was added just now (`Downlink`).
    func hasPassed(_ station: OrganCode, broughtBy system: String) -> Bool {
        let way = system == Uplink.systemID ? self.trace.dropLast() : self.trace[...]
        return way.enumerated().contains { index, hop in
            guard let organ = hop.organ.flatMap({ OrganCode($0) }), organ == station else { return false }
            return index > 0 || organ != self.from.code
        }
    }
}

extension Fault {
    static func loop(_ station: OrganCode) -> Fault {
        Fault(
            .loop,
            vi: "Gói tin đã đi qua trục này (\(station.text)) rồi: gửi vòng. Kiểm tra danh bạ hai trục.",
            en: "The package has passed this hub (\(station.text)) before: it goes in a circle.",
            place: "TraceHeaderList"
        )
    }
}
