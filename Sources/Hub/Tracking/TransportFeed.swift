import Exchange
import Foundation
import Gateway
import ServiceLifecycle
import Storage

/// What became of deliveries, for their senders (tình hình giao nhận): the evidence of consignment, handover and failure of everything that the
/// agencies of a system sent, in the order of the log. The index in the log is the cursor.
struct TransportFeed: Sendable {
    let database: Database
    /// Wakes for what ends a delivery.
    let senders: InboxSignal

    struct Event: Sendable, Equatable, Encodable {
        /// Of the entry in the evidence log.
        var index: Int
        var at: String
        /// `ContentConsignment`, `ContentHandover`, `ContentHandoverFailure`.
        var event: String
        var packageID: String
        var documentID: String
        /// Of the package.
        var sha256: String
        var deliveryID: String
        /// The receiver.
        var to: String
        /// The closed agency that the package names, when `to` stands in for it.
        var addressedAs: String?
        /// Of a failure.
        var code: String?
        var reason: String?

        enum CodingKeys: String, CodingKey {
            case packageID = "packageId"
            case documentID = "documentId"
            case deliveryID = "deliveryId"
            case index, at, event, sha256, to, addressedAs, code, reason
        }
    }

    struct Page: Sendable, Equatable, Encodable {
        var events: [Event]
        /// `after` of the next call; also where nothing was found.
        var next: Int
        /// Leaf hash of the entry `next`; nil before the first. Shown in the next call, it proves that the log is still the same one.
        var mark: String?
    }

    /// After, end, system, limit. Served by `evidence_by_sender`, one look-up for each agency of the system.
    static let query = """
        SELECT evidence_event.idx, evidence_event.entry, package.document_id, package.sha256, delivery.addressed_as
        FROM system_organ
        JOIN evidence_event ON evidence_event.sender = system_organ.organ
        JOIN package ON package.id = evidence_event.package_id
        JOIN delivery ON delivery.id = evidence_event.delivery_id
        WHERE evidence_event.idx > $1 AND evidence_event.idx <= $2 AND system_organ.system_id = $3
        ORDER BY evidence_event.idx LIMIT $4
        """

    static let migration = Migration(
        "0200 find transport events by sender",
        sql: """
            -- The sender of the package, of the events that this feed tells; null of others.
            ALTER TABLE evidence_event ADD COLUMN sender TEXT;
            DROP TRIGGER evidence_event_stays;
            UPDATE evidence_event SET sender = (
                SELECT from_organ FROM package WHERE package.id = evidence_event.package_id
            ) WHERE name IN ('ContentConsignment', 'ContentHandover', 'ContentHandoverFailure');
            CREATE TRIGGER evidence_event_stays BEFORE UPDATE ON evidence_event
            BEGIN SELECT RAISE(ABORT, 'the evidence log only grows'); END;
            CREATE INDEX evidence_by_sender ON evidence_event (sender, idx) WHERE sender IS NOT NULL;
            """,
        postgres: HubOnPostgreSQL.senderOfEvents
    )

    /// Entries of the log that one call looks through: those about the system's packages are put in order, whatever the limit is.
    static let window = 2_000

    /// Events behind the entry `after`, at most `limit`; -1 is before the first. Who has seen more than the log holds, and shows no mark, is
    /// told its end.
    ///
    /// Throws `conflict` when the caller knows the entry `after` by another hash than `mark`: the log was restored from a backup, and what the
    /// caller has seen is no part of it.
    func page(for system: ConnectedSystem, after: Int, mark: String? = nil, limit: Int) async throws -> Page {
        try await self.database.lookUp { connection in
            if let mark, try Self.mark(after, in: connection) != mark { throw Fault.otherLog }
            let end = min(after + Self.window, try EvidenceLog.size(in: connection) - 1)
            let events = try connection.rows(Self.query, after, end, system.id, limit).map(Event.init(row:))
            let next = events.count == limit ? events[limit - 1].index : end
            return Page(events: events, next: next, mark: try Self.mark(next, in: connection))
        }
    }

    private static func mark(_ index: Int, in connection: Connection) throws -> String? {
        try connection.row("SELECT hash FROM evidence_node WHERE level = 0 AND idx = $1", index)?["hash"]
    }

    /// The same; when there is nothing, looks again until there is, until `wait` has passed or until the hub is told to stop. Throws
    /// `too-many-requests` when too many wait already.
    func page(
        for system: ConnectedSystem, after: Int, mark: String?, limit: Int, wait: Duration
    ) async throws -> Page {
        guard wait > .zero else { return try await self.page(for: system, after: after, mark: mark, limit: limit) }
        let deadline = ContinuousClock.now + wait
        return try await self.senders.listening(for: system) { bell in
            var start = after
            var page = try await self.page(for: system, after: after, mark: mark, limit: limit)
            while page.events.isEmpty, ContinuousClock.now < deadline, !Task.isShuttingDownGracefully {
                // Where a whole window was about others, more of the log may follow. Not everything rings: operators and clocks do not.
                if page.next < start + Self.window {
                    let look = min(deadline, ContinuousClock.now + .seconds(2))
                    await cancelWhenGracefulShutdown { await bell.wait(until: look) }
                }
                start = page.next
                page = try await self.page(for: system, after: start, limit: limit)
            }
            return page
        }
    }
}

extension TransportFeed.Event {
    fileprivate init(row: Row) throws {
        let entry: String = try row["entry"]
        let json = JSON(utf8: Array(entry.utf8)) ?? .null
        self.init(
            index: try row["idx"], at: json["at"]?.string ?? "", event: json["event"]?.string ?? "",
            packageID: json["packageId"]?.string ?? "", documentID: try row["document_id"],
            sha256: try row["sha256"], deliveryID: json["deliveryId"]?.string ?? "", to: json["to"]?.string ?? "",
            addressedAs: try row["addressed_as"], code: json["code"]?.string, reason: json["reason"]?.string)
    }
}

extension Fault {
    fileprivate static let otherLog = Fault(
        .conflict,
        vi:
            "Sổ bằng chứng của trục không còn mục mà hệ thống đã đọc: trục đã được phục hồi từ bản sao lưu. Đọc lại từ đầu.",
        en: "The hub's evidence log has another entry there: the hub was restored from a backup. Begin again.",
        place: "mark")
}
