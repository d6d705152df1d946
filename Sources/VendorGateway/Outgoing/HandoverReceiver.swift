import Exchange
import Foundation
import Gateway
import Storage

/// Where a handed-over package stands at one receiver: is it there (trạng thái truyền), and what do people there do with it (trạng thái xử lý).
struct HandoverReceiver: Sendable {
    let organ: OrganCode
    let transport: Transport
    let transportAt: Date?
    let faultCode: String?
    let faultSentence: String?
    let status: HandlingStatus?
    let statusAt: Date?

    /// In the order of the package, at most as many as a package may name.
    static func all(of handover: String, in connection: Connection) throws -> [HandoverReceiver] {
        try connection.rows(
            "SELECT * FROM handover_receiver WHERE handover_id = $1 ORDER BY ordinal LIMIT 2000", handover
        ).map(Self.init)
    }

    static func find(_ organ: OrganCode, of handover: String, in connection: Connection) throws -> HandoverReceiver? {
        for spelling in organ.spellings {
            let row = try connection.row(
                "SELECT * FROM handover_receiver WHERE handover_id = $1 AND organ = $2", handover, spelling)
            if let row { return try Self(row) }
        }
        return nil
    }

    private init(_ row: Row) throws {
        self.organ = try row["organ"]
        self.transport = try row["transport"]
        self.transportAt = try row["transport_at"]
        self.faultCode = try row["fault_code"]
        self.faultSentence = try row["fault_sentence"]
        self.status = try row["status"]
        self.statusAt = try row["status_at"]
    }

    /// What the hub tells of a delivery. That the receiver proved to have the package is final.
    static func apply(_ event: TransportEvent, to handover: String, in connection: Connection) throws {
        guard
            let receiver = try self.find(event.organ, of: handover, in: connection)
                ?? event.addressedAs.flatMap({ try self.find($0, of: handover, in: connection) }),
            receiver.transport != .done
        else { return }
        let (transport, code, reason): (Transport, String?, String?) =
            switch event.kind {
            case .waiting: (.initial, nil, nil)
            case .delivered: (.done, nil, nil)
            case .failed(let code, let reason): (.fail, code, reason)
            }
        try connection.execute(
            """
            UPDATE handover_receiver SET transport = $3, transport_at = $4, fault_code = $5, fault_sentence = $6
            WHERE handover_id = $1 AND organ = $2
            """, handover, receiver.organ, transport, event.at, code, reason)
        try HandoverRecord.changed(handover, in: connection)
    }

    /// A status that came back, judged by the machine of `Handling`: late and contradicting ones are kept as arrivals and change nothing here.
    static func apply(
        _ status: HandlingStatus, at instant: Date, from organ: OrganCode, to handover: String,
        in connection: Connection
    ) throws {
        guard let receiver = try self.find(organ, of: handover, in: connection) else { return }
        let seen = try connection.rows(
            "SELECT DISTINCT status FROM arrival WHERE handover_id = $1 AND sender = $2 LIMIT 20", handover, organ.key
        ).map { row -> HandlingStatus in try row["status"] }
        var handling = Handling(current: receiver.status, since: receiver.statusAt, seen: Set(seen))
        guard handling.apply(status, at: instant) == .advanced else { return }
        try connection.execute(
            "UPDATE handover_receiver SET status = $3, status_at = $4 WHERE handover_id = $1 AND organ = $2",
            handover, receiver.organ, handling.current, handling.since)
    }
}
