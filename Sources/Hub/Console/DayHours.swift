import Exchange
import Foundation
import Pages
import Storage

/// One day by its hours (theo giờ): packages taken in, deliveries that receivers confirmed. Hours are those of Vietnam.
struct DayHours: Sendable, Equatable {
    static let migration = Migration(
        "0100 index what was delivered by time",
        sql: """
            CREATE INDEX delivery_done ON delivery (transport_at) WHERE transport = 'done';
            """
    )

    /// From hour 0 to the hour of `until`, at most 24.
    private(set) var taken: [Int]
    private(set) var delivered: [Int]

    static func read(_ day: CalendarDate, until now: Date, _ database: Database) async throws -> DayHours {
        let start = VietnamTime.start(of: day)
        let end = start.addingTimeInterval(86_400)
        let count = max(1, min(24, Int(now.timeIntervalSince(start) / 3600) + 1))
        return try await database.read { connection in
            var hours = DayHours(
                taken: Array(repeating: 0, count: count), delivered: Array(repeating: 0, count: count))
            // Instants are written in UTC, whose hours begin with those of Vietnam.
            let taken = try connection.rows(
                """
                SELECT SUBSTR(received_at, 12, 2) AS hour, COUNT(*) AS count FROM package
                WHERE id >= $1 AND id < $2 GROUP BY SUBSTR(received_at, 12, 2)
                """, UniqueID.floor(at: start), UniqueID.floor(at: end))
            try hours.add(taken, to: \.taken)
            try hours.add(try connection.rows(Self.deliveredQuery, start, end), to: \.delivered)
            return hours
        }
    }

    static let deliveredQuery = """
        SELECT SUBSTR(transport_at, 12, 2) AS hour, COUNT(*) AS count FROM delivery
        WHERE transport = 'done' AND transport_at >= $1 AND transport_at < $2 GROUP BY SUBSTR(transport_at, 12, 2)
        """

    private mutating func add(_ rows: [Row], to counts: WritableKeyPath<DayHours, [Int]>) throws {
        for row in rows {
            let text: String = try row["hour"]
            guard let hour = Int(text).map({ ($0 + 7) % 24 }), hour < self[keyPath: counts].count else { continue }
            self[keyPath: counts][hour] = try row["count"]
        }
    }

    var chart: HourChart {
        let peak = self.taken.indices.max { self.taken[$0] < self.taken[$1] } ?? 0
        let isQuiet = self.taken.allSatisfy { $0 == 0 } && self.delivered.allSatisfy { $0 == 0 }
        let conclusion =
            isQuiet
            ? "Hôm nay chưa có gói nào"
            : self.taken[peak] == 0
                ? "Hôm nay chưa nhận gói nào" : "Nhiều nhất lúc \(peak) giờ: \(self.taken[peak]) gói nhận vào"
        return HourChart(
            conclusion: conclusion, note: "Gói mỗi giờ hôm nay",
            first: .init(title: "Nhận vào", counts: self.taken),
            second: .init(title: "Đã giao", counts: self.delivered))
    }
}
