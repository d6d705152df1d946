import Exchange
import Storage

/// How a delivery reaches its receiver (đường đi): decided in the transaction that takes the package in, by the directory of connected systems.
enum Route: String, Sendable, SQLBindable, SQLReadable {
    /// Through the inbox of a system that is connected here.
    case local
    /// Through the hub above (trục cấp trên).
    case uplink

    static let migration = Migration(
        "0080 add delivery route",
        sql: """
            ALTER TABLE delivery ADD COLUMN route TEXT NOT NULL DEFAULT 'local' CHECK (route IN ('local', 'uplink'));
            """
    )

    /// In the evidence log; left out where there is nothing to tell.
    var json: JSON { self == .local ? .null : .text(self.rawValue) }

    /// Those of `receivers` that are behind the hub above, where there is one: whom no system here serves, enabled or not. None for what came
    /// from there: it never goes back.
    static func upward(
        _ receivers: [OrganCode], broughtBy system: String, in connection: Connection
    ) throws -> Set<OrganCode> {
        guard system != Uplink.systemID else { return [] }
        let served = try connection.rows(Self.servedQuery, each: receivers.map { [$0] })
        return Set(zip(receivers, served).filter { $1.isEmpty }.map { $0.0 })
    }

    /// Whether a system here serves the agency. A disabled one counts: what waits for it waits here.
    static func isLocal(_ organ: OrganCode, in connection: Connection) throws -> Bool {
        try connection.row(Self.servedQuery, organ) != nil
    }

    private static let servedQuery = "SELECT 1 AS served FROM system_organ WHERE organ = $1 LIMIT 1"
}

extension ConnectedSystem {
    /// Whether it may bring packages of the agency: its own agencies'; the hub above those of everybody who is not connected here.
    func brings(_ sender: OrganCode, in connection: Connection) throws -> Bool {
        self.id == Uplink.systemID ? try !Route.isLocal(sender, in: connection) : self.acts(for: sender)
    }
}
