package import Exchange
package import Foundation
package import Storage

/// The whole story of one package (vì sao gói tin ở đây): every event, who holds the ball, what to do next.
package struct PackageStory: Sendable {
    /// One event.
    package struct Step: Sendable, Equatable {
        package let at: String
        package let event: String
        /// The agency that it concerns, if one.
        package let organ: String?
        /// A status code, a fault's code, or nil.
        package let detail: String?
    }

    /// Where it stands at one receiver.
    package struct Receiver: Sendable, Equatable {
        package let organ: String
        package let name: String
        package let transport: String
        package let handling: String?
        /// Who must do something now; nil when nothing is awaited.
        package let stage: StageClock.Stage?
        package let since: Date?
        package let deadline: Date?
        package let isLate: Bool
        /// The connected system that serves the agency; nil when none does.
        package let system: String?
        /// Through the hub above: whether that one has it, and why not, if it said so. Nil: local.
        package let upperHasIt: Bool?
        package let lastError: String?
    }

    package let id: String
    package let documentID: String
    package let kind: String
    package let from: String
    /// When its file went, having been kept for its time; nil while it is there.
    package let removedAt: Date?
    package let steps: [Step]
    package let receivers: [Receiver]

    /// Every package of the document or of that id, the oldest first; statuses stand in the stories of what they report on. Throws
    /// `not-found`.
    package static func find(_ text: String, in database: Database, now: Date) async throws -> [PackageStory] {
        let stories = try await database.read { connection in
            try connection.rows(
                "SELECT * FROM package WHERE id = $1 OR (document_id = $1 AND kind <> 'status') ORDER BY id LIMIT 50",
                text
            ).map { try PackageStory($0, now: now, in: connection) }
        }
        guard !stories.isEmpty else {
            throw Fault(
                .notFound, vi: "Trục không có gói tin hoặc văn bản \"\(text)\".",
                en: "The hub has no package and no document \"\(text)\".")
        }
        return stories
    }

    private init(_ package: Row, now: Date, in connection: Connection) throws {
        self.id = try package["id"]
        self.documentID = try package["document_id"]
        let (kind, urgency): (PackageKind, Urgency) = (try package["kind"], try package["urgency"])
        self.kind = kind.rawValue
        self.from = try package["from_organ"]
        self.removedAt = try package["removed_at"]
        self.steps = try Self.steps(self.id, in: connection)
        self.receivers = try connection.rows(
            """
            SELECT delivery.*, organ.name,
                (SELECT uplink_send.last_error FROM uplink_receiver
                    JOIN uplink_send ON uplink_send.cursor = uplink_receiver.send_cursor
                    WHERE uplink_receiver.delivery_id = delivery.id) AS last_error,
                (SELECT MIN(system.id) FROM system_organ JOIN system ON system.id = system_organ.system_id
                    WHERE system_organ.organ = delivery.organ AND system.enabled = 1) AS system
            FROM delivery JOIN organ ON organ.code = delivery.organ
            WHERE delivery.package_id = $1 ORDER BY delivery.cursor LIMIT 2000
            """, self.id
        ).map { row in
            let clock = try StageClock(.init(row: row, kind: kind, urgency: urgency))
            let transport: Transport = try row["transport"]
            let isUp = try row["route"] == Route.uplink
            return Receiver(
                organ: try row["organ"], name: try row["name"], transport: try row["transport"],
                handling: try row["handling"], stage: clock?.stage, since: clock?.since, deadline: clock?.deadline,
                isLate: clock?.isLate(at: now) ?? false, system: try row["system"],
                upperHasIt: isUp ? transport != .initial : nil,
                lastError: isUp && transport == .initial ? try row["last_error"] : nil)
        }
    }

    /// Its own events and the statuses about it, in the order of the log. One list instead of OR, for which PostgreSQL would read the whole log.
    private static func steps(_ id: String, in connection: Connection) throws -> [Step] {
        try connection.rows(
            """
            SELECT entry FROM evidence_event WHERE package_id IN (
                SELECT CAST($1 AS TEXT) UNION ALL
                SELECT handling.package_id FROM handling JOIN delivery ON delivery.id = handling.delivery_id
                WHERE delivery.package_id = $1
            ) ORDER BY idx LIMIT 5000
            """, id
        ).compactMap { row -> Step? in
            let entry: String = try row["entry"]
            guard let event = try? JSONDecoder().decode(JSON.self, from: Data(entry.utf8)) else { return nil }
            let report = event["report"]
            // Of a status only that it was made matters here; how it travels back is its own story.
            if event["packageId"]?.string != id, report == nil { return nil }
            return Step(
                at: event["at"]?.string ?? "", event: event["event"]?.string ?? "",
                organ: report == nil ? event["to"]?.string : event["from"]?.string,
                detail: report?["status"]?.string ?? event["code"]?.string)
        }
    }
}
