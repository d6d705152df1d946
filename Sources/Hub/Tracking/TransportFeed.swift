import Exchange
import Foundation
import ServiceLifecycle
import Storage

/// What became of deliveries, for their senders (tình hình giao nhận): the evidence of consignment, handover and failure of everything that the
/// agencies of a system sent, in the order of the log. The index in the log is the cursor.
struct TransportFeed: Sendable {
    let database: Database

    struct Event: Sendable, Equatable, Encodable {
        /// Of the entry in the evidence log.
        var index: Int
        var at: String
        /// `ContentConsignment`, `ContentHandover`, `ContentHandoverFailure`.
        var event: String
        var packageID: String
        var documentID: String
        var deliveryID: String
        /// The receiver.
        var to: String
        /// Of a failure.
        var code: String?
        var reason: String?

        enum CodingKeys: String, CodingKey {
            case packageID = "packageId"
            case documentID = "documentId"
            case deliveryID = "deliveryId"
            case index, at, event, to, code, reason
        }
    }

    struct Page: Sendable, Equatable, Encodable {
        var events: [Event]
        /// `after` of the next call; also where nothing was found.
        var next: Int
    }

    /// Entries of the log that one call looks through: most are about packages of others.
    static let window = 5000

    /// Events behind the entry `after`, at most `limit`; -1 is before the first. Who has seen more than the log holds is told its end: his cursor
    /// is from before the hub was restored from a backup.
    func page(for system: ConnectedSystem, after: Int, limit: Int) async throws -> Page {
        try await self.database.read { connection in
            let end = min(after + Self.window, try EvidenceLog.size(in: connection) - 1)
            let events = try connection.rows(
                """
                SELECT evidence_event.idx, evidence_event.entry, package.document_id
                FROM evidence_event
                JOIN package ON package.id = evidence_event.package_id
                JOIN system_organ ON system_organ.organ = package.from_organ
                WHERE evidence_event.idx > $1 AND evidence_event.idx <= $2 AND system_organ.system_id = $3
                    AND evidence_event.name IN ('ContentConsignment', 'ContentHandover', 'ContentHandoverFailure')
                ORDER BY evidence_event.idx LIMIT $4
                """, after, end, system.id, limit
            ).map(Event.init(row:))
            return Page(events: events, next: events.count == limit ? events[limit - 1].index : end)
        }
    }

    /// The same; when there is nothing, looks again until there is, until `wait` has passed or until the hub is told to stop.
    func page(for system: ConnectedSystem, after: Int, limit: Int, wait: Duration) async throws -> Page {
        let deadline = ContinuousClock.now + wait
        var page = try await self.page(for: system, after: after, limit: limit)
        while page.events.isEmpty, ContinuousClock.now < deadline, !Task.isShuttingDownGracefully {
            // The log of a busy hub grows all the time: asking it is a look at the end of an index.
            try await cancelWhenGracefulShutdown { try await Task.sleep(for: .milliseconds(500)) }
            page = try await self.page(for: system, after: page.next, limit: limit)
        }
        return page
    }
}

extension TransportFeed.Event {
    fileprivate init(row: Row) throws {
        let entry: String = try row["entry"]
        let json = JSON(utf8: Array(entry.utf8)) ?? .null
        self.init(
            index: try row["idx"], at: json["at"]?.string ?? "", event: json["event"]?.string ?? "",
            packageID: json["packageId"]?.string ?? "", documentID: try row["document_id"],
            deliveryID: json["deliveryId"]?.string ?? "", to: json["to"]?.string ?? "", code: json["code"]?.string,
            reason: json["reason"]?.string)
    }
}
