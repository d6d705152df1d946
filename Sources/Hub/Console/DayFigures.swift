import Exchange
import Foundation
import Pages
import Storage

/// One day in numbers, by the day on which the hub took the packages in.
struct DayFigures: Sendable {
    var day: CalendarDate
    var taken = 0
    var statuses = 0
    var consigned = 0
    var delivered = 0
    var waiting = 0
    var failed = 0

    /// Identifiers tell when they were made: one range of each table is looked at.
    static func read(_ day: CalendarDate, _ database: Database) async throws -> DayFigures {
        let start = VietnamTime.start(of: day)
        let (from, to) = (UniqueID.floor(at: start), UniqueID.floor(at: start.addingTimeInterval(86_400)))
        return try await database.read { connection in
            var figures = DayFigures(day: day)
            let packages = try connection.row(
                """
                SELECT COUNT(*) AS taken, COALESCE(SUM(CASE WHEN kind = 'status' THEN 1 ELSE 0 END), 0) AS statuses
                FROM package WHERE id >= $1 AND id < $2
                """, from, to)
            figures.taken = try packages?["taken"] ?? 0
            figures.statuses = try packages?["statuses"] ?? 0
            let rows = try connection.rows(
                "SELECT transport, COUNT(*) AS count FROM delivery WHERE id >= $1 AND id < $2 GROUP BY transport", from,
                to)
            for row in rows {
                let (transport, count): (Transport, Int) = (try row["transport"], try row["count"])
                figures.consigned += count
                switch transport {
                case .initial, .processing: figures.waiting += count
                case .done: figures.delivered += count
                case .fail: figures.failed += count
                }
            }
            return figures
        }
    }
}
