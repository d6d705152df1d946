import Exchange
import Foundation
import Storage

/// What each agency sent and received in a period (báo cáo theo cơ quan): documents, not statuses, by the time at which the hub took them in.
struct AgencyReport: Sendable {
    struct Line: Sendable, Equatable {
        var organ: OrganCode
        var name: String
        /// Documents that it sent.
        var sent = 0
        /// Documents that were addressed to it.
        var received = 0
        var delivered = 0
        /// Its system could not take them, or nobody took them in time.
        var failed = 0
        /// Taken, or still waiting, after the deadline for fetching.
        var late = 0
        /// From the hub's receipt to the receiver's confirmation; nil when nothing was delivered.
        var medianSeconds: Int?
        /// 95 of 100 took no longer.
        var slowSeconds: Int?
    }

    /// The most received first.
    let lines: [Line]

    /// The first and the last day.
    struct Period: Sendable, Equatable {
        var first: CalendarDate
        var last: CalendarDate

        /// Days that one report covers at most: a quarter.
        static let maximumDays = 92

        var days: Int { self.last.dayNumber - self.first.dayNumber + 1 }
    }

    /// Deliveries that one report reads at most.
    static let maximumDeliveries = 2_000_000
    private static let pageSize = 10_000

    static let sentQuery = """
        SELECT from_organ AS organ, COUNT(*) AS count FROM package
        WHERE id >= $1 AND id < $2 AND kind <> 'status' GROUP BY from_organ LIMIT 1000000
        """

    /// Page by page: a long report holds no snapshot.
    static let deliveryQuery = """
        SELECT delivery.id, delivery.organ, delivery.transport, delivery.transport_at, package.received_at, package.urgency
        FROM delivery JOIN package ON package.id = delivery.package_id
        WHERE delivery.id >= $1 AND delivery.id < $2 AND package.kind <> 'status' ORDER BY delivery.id LIMIT $3
        """

    /// Throws `too-many` when the period has more deliveries than one report reads.
    static func read(_ period: Period, _ database: Database, now: Date) async throws -> AgencyReport {
        let start = VietnamTime.start(of: period.first)
        var from = UniqueID.floor(at: start)
        let to = UniqueID.floor(at: VietnamTime.start(of: period.last).addingTimeInterval(86_400))
        var (tallies, count) = ([OrganCode: Tally](), 0)
        let sent = from
        let senders = try await database.read { connection in
            try connection.rows(Self.sentQuery, sent, to).map { row in
                (organ: try row["organ"] as OrganCode, count: try row["count"] as Int)
            }
        }
        for sender in senders { tallies[sender.organ, default: Tally()].sent = sender.count }
        while true {
            let after = from
            let page = try await database.read { connection in
                try connection.rows(Self.deliveryQuery, after, to, Self.pageSize).map(Delivery.init(row:))
            }
            for delivery in page { tallies[delivery.organ, default: Tally()].add(delivery, now: now) }
            count += page.count
            guard page.count == Self.pageSize, let last = page.last else { break }
            guard count < Self.maximumDeliveries else {
                throw Fault(
                    .tooMany, vi: "Kỳ báo cáo có quá nhiều gói tin. Chọn kỳ ngắn hơn.",
                    en: "The period has more than \(Self.maximumDeliveries) deliveries. Choose a shorter one.")
            }
            // Nothing lies between an identifier and the same with one more letter.
            from = last.id + "0"
        }
        let known = tallies
        let lines = try await database.read { connection in
            try known.map { organ, tally in
                let row = try connection.row("SELECT name FROM organ WHERE code = $1", organ)
                return tally.line(organ, name: try row?["name"] ?? "")
            }
        }
        return AgencyReport(
            lines: lines.sorted { ($1.received, $1.sent, $0.organ.text) < ($0.received, $0.sent, $1.organ.text) })
    }

    private struct Delivery: Sendable {
        var id: String
        var organ: OrganCode
        var transport: Transport
        var transportAt: Date
        var receivedAt: Date
        var urgency: Urgency

        init(row: Row) throws {
            self.id = try row["id"]
            self.organ = try row["organ"]
            self.transport = try row["transport"]
            self.transportAt = try row["transport_at"]
            self.receivedAt = try row["received_at"]
            self.urgency = try row["urgency"]
        }
    }

    private struct Tally: Sendable {
        var sent = 0
        private var received = 0
        private var failed = 0
        private var late = 0
        private var seconds: [Int32] = []

        mutating func add(_ delivery: Delivery, now: Date) {
            self.received += 1
            if delivery.transport == .fail { self.failed += 1 }
            let end = delivery.transport == .done ? delivery.transportAt : now
            let waited = max(0, end.timeIntervalSince(delivery.receivedAt))
            if delivery.transport != .fail, waited > StageClock.seconds(toFetch: delivery.urgency) { self.late += 1 }
            if delivery.transport == .done { self.seconds.append(Int32(min(waited, Double(Int32.max)))) }
        }

        func line(_ organ: OrganCode, name: String) -> Line {
            let sorted = self.seconds.sorted()
            /// Nearest rank.
            func percentile(_ hundredths: Int) -> Int? {
                sorted.isEmpty ? nil : Int(sorted[(sorted.count * hundredths + 99) / 100 - 1])
            }
            return Line(
                organ: organ, name: name, sent: self.sent, received: self.received, delivered: sorted.count,
                failed: self.failed, late: self.late, medianSeconds: percentile(50), slowSeconds: percentile(95))
        }
    }
}
