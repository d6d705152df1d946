import Exchange
import Foundation
import Storage

/// How the work that was given out stands (thống kê xử lý): by unit or by person, one line of work counted once.
///
/// The buckets are those of the leaders' board (office.md §16, 1); they partition the lines, so the parts add up to the total.
struct Statistics: Sendable {
    let rows: [Row]

    struct Row: Sendable {
        let id: String
        let name: String
        /// The person's unit; empty in a table of units.
        let under: String
        var counts: Counts
    }

    struct Counts: Sendable, Equatable {
        /// Hoàn thành đúng hạn; without a deadline too.
        var doneInTime = 0
        /// Hoàn thành quá hạn.
        var doneLate = 0
        /// Trong hạn; without a deadline too.
        var inTime = 0
        /// Sắp đến hạn.
        var near = 0
        /// Quá hạn.
        var late = 0

        var total: Int { self.doneInTime + self.doneLate + self.inTime + self.near + self.late }
        var done: Int { self.doneInTime + self.doneLate }

        static func + (left: Counts, right: Counts) -> Counts {
            Counts(
                doneInTime: left.doneInTime + right.doneInTime, doneLate: left.doneLate + right.doneLate,
                inTime: left.inTime + right.inTime, near: left.near + right.near, late: left.late + right.late)
        }
    }

    var total: Counts { self.rows.map(\.counts).reduce(Counts(), +) }

    /// By what lines are counted.
    enum Grouping: String, Sendable, CaseIterable {
        /// Lines that units lead or support.
        case unit
        /// Lines of persons.
        case person
    }

    /// Rows of one answer; an agency has fewer units and people.
    static let maximumRows = 5_000

    /// Lines that were given out from the first to the last day of `period`, withdrawn and returned ones left out; of `unit` alone where one is given.
    static func read(
        by grouping: Grouping, in period: ClosedRange<CalendarDate>, unit: String?, today: CalendarDate,
        calendar: WorkingCalendar, in connection: Connection
    ) throws -> Statistics {
        let whose = grouping == .unit ? "receipt.unit_id" : "receipt.person_id"
        let rows = try connection.rows(
            """
            SELECT line.id, line.name, line.under_name,
                SUM(CASE WHEN line.bucket = 'done-in-time' THEN 1 ELSE 0 END) AS done_in_time,
                SUM(CASE WHEN line.bucket = 'done-late' THEN 1 ELSE 0 END) AS done_late,
                SUM(CASE WHEN line.bucket = 'late' THEN 1 ELSE 0 END) AS late,
                SUM(CASE WHEN line.bucket = 'near' THEN 1 ELSE 0 END) AS near,
                SUM(CASE WHEN line.bucket = 'in-time' THEN 1 ELSE 0 END) AS in_time
            FROM (
                SELECT \(whose) AS id, \(grouping == .unit ? "unit.name" : "person.full_name") AS name,
                    \(grouping == .unit ? "''" : "unit.name") AS under_name, unit.sort,
                    \(Self.bucket(today: "$3", near: "$4")) AS bucket
                \(Self.source(grouping)) AND receipt.assigned_at >= $1 AND receipt.assigned_at < $2
                    AND (CAST($5 AS TEXT) IS NULL OR receipt.unit_id = $5)
            ) AS line
            GROUP BY 1, 2, 3
            ORDER BY MIN(line.sort), 2, 1
            LIMIT \(Self.maximumRows)
            """,
            VietnamTime.start(of: period.lowerBound),
            VietnamTime.start(of: CalendarDate(dayNumber: period.upperBound.dayNumber + 1) ?? period.upperBound), today,
            DeadlineStanding.lastNearDay(from: today, calendar: calendar), unit)
        return Statistics(
            rows: try rows.map { row in
                Row(
                    id: try row["id"], name: try row["name"], under: try row["under_name"],
                    counts: Counts(
                        doneInTime: try row["done_in_time"], doneLate: try row["done_late"], inTime: try row["in_time"],
                        near: try row["near"], late: try row["late"]))
            })
    }

    /// `FROM … WHERE …`: the lines that count, with `receipt`, `unit` and, of persons, `person`.
    static func source(_ grouping: Grouping) -> String {
        """
        FROM receipt
        JOIN unit ON unit.id = receipt.unit_id
        JOIN incoming ON incoming.id = receipt.incoming_id AND incoming.closure IS NULL
        LEFT JOIN person ON person.id = receipt.person_id
        WHERE receipt.part <> 'know' AND receipt.state IN ('waiting', 'working', 'finished')
            AND receipt.person_id IS \(grouping == .unit ? "NULL" : "NOT NULL")
        """
    }

    static let isDone = "receipt.state = 'finished'"

    /// Where a line stands: the one definition of the five. `today` and `near`: today and the last day that is a near deadline, as the statement
    /// names them; `isDone` is that of now unless another day is asked for. A day of Vietnam ends at 17:00 of Greenwich.
    static func bucket(today: String, near: String, isDone: String = Self.isDone) -> String {
        """
        CASE WHEN \(isDone) THEN CASE WHEN receipt.finished_at >= receipt.due_date || 'T17:00:00' THEN 'done-late'
                ELSE 'done-in-time' END
            WHEN receipt.due_date < \(today) THEN 'late'
            WHEN receipt.due_date <= \(near) THEN 'near'
            ELSE 'in-time' END
        """
    }
}

/// Who sees which figures.
enum StatisticsRule {
    /// The unit to which `person` is bound; nil: they see all. Throws for those who see none.
    static func unit(of person: Person) throws(Fault) -> String? {
        switch person.role {
        case .clerk, .leader: return nil
        case .head: return person.unit.id
        case .officer, .admin:
            throw .notAllowed(
                "Chỉ văn thư, lãnh đạo và trưởng đơn vị xem được thống kê.",
                "Only clerks, leaders and heads of units may see statistics.")
        }
    }
}
