import Exchange
import Foundation
import Gateway
import Storage

/// What became of a handover, as the software reads it: in `state.json` of the folder and as the answer of the API.
struct HandoverState: Sendable {
    let record: HandoverRecord
    let entry: OutboxEntry
    let receivers: [HandoverReceiver]
    /// Statuses that came back, oldest first; the newest 500.
    let reports: [Report]

    struct Report: Sendable {
        let arrivalID: String
        let organ: OrganCode
        let status: HandlingStatus
        let arrivedAt: Date
    }

    /// Nil when there is none.
    static func find(_ id: String, in connection: Connection) throws -> HandoverState? {
        guard let record = try HandoverRecord.find(id, in: connection),
            let entry = try Outbox.entry(record.outboxID, in: connection)
        else { return nil }
        let reports = try connection.rows(
            """
            SELECT id, sender, status, arrived_at FROM arrival WHERE handover_id = $1 ORDER BY seq DESC LIMIT 500
            """, id
        ).map { row in
            Report(
                arrivalID: try row["id"], organ: try row["sender"], status: try row["status"],
                arrivedAt: try row["arrived_at"])
        }
        return HandoverState(
            record: record, entry: entry, receivers: try HandoverReceiver.all(of: id, in: connection),
            reports: reports.reversed())
    }

    /// Behind `seq`, oldest first, without receivers and reports.
    static func list(after seq: Int, limit: Int, in connection: Connection) throws -> [HandoverState] {
        try HandoverRecord.list(after: seq, limit: limit, in: connection).compactMap { record in
            try Outbox.entry(record.outboxID, in: connection).map {
                HandoverState(record: record, entry: $0, receivers: [], reports: [])
            }
        }
    }

    var json: JSON {
        guard case .object(var members) = self.summary else { return .null }
        let reports = Dictionary(grouping: self.reports, by: \.organ.key)
        members["receivers"] = .list(
            self.receivers.map { receiver in
                Self.json(receiver, receiver.organ.spellings.flatMap { reports[$0] ?? [] })
            })
        return .object(members)
    }

    /// What a list tells.
    var summary: JSON {
        .object([
            "id": .text(self.record.id), "cursor": .number(self.record.seq), "kind": .text(self.record.kind.rawValue),
            "documentId": .text(self.record.documentID.text), "code": .text(self.record.code),
            "status": JSON(self.record.status?.rawValue), "arrivalId": JSON(self.record.arrivalID),
            "handedAt": JSON(self.record.handedAt), "state": .text(self.entry.state.rawValue),
            "sentAt": JSON(self.entry.sentAt), "packageId": JSON(self.entry.packageID),
            "faultCode": JSON(self.entry.faultCode), "faultSentence": JSON(self.entry.faultSentence),
        ])
    }

    private static func json(_ receiver: HandoverReceiver, _ reports: [Report]) -> JSON {
        .object([
            "organ": .text(receiver.organ.text), "transport": .text(receiver.transport.rawValue),
            "transportAt": JSON(receiver.transportAt), "faultCode": JSON(receiver.faultCode),
            "faultSentence": JSON(receiver.faultSentence), "status": JSON(receiver.status?.rawValue),
            "statusAt": JSON(receiver.statusAt),
            "reports": .list(
                reports.map {
                    .object([
                        "arrivalId": .text($0.arrivalID), "status": .text($0.status.rawValue),
                        "arrivedAt": JSON($0.arrivedAt),
                    ])
                }),
        ])
    }
}

extension JSON {
    /// `2024-03-13T01:47:09.123Z`, or null.
    init(_ instant: Date?) { self.init(instant.map { Timestamp.text($0) }) }
}
