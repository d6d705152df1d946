import Exchange
import Foundation
import Storage
import Testing

@testable import Office
import Web

/// The leaders' board of a working year at 87 agencies, held to a count in plain Swift from what the year made, never from the database.
@Suite struct BoardYearTests {
    private typealias Stand = (part: BoardPart, status: HandlingStatus?)

    /// Days after which it is compared: about every two months, and the last.
    private static let compared = [75, 133, 190, 251, 306, 364]

    private static func day(_ number: Int) throws -> CalendarDate {
        try #require(CalendarDate(dayNumber: BoardYear.first + number))
    }

    private static func counts(_ stands: [Stand]) -> BoardMatrix.Counts {
        stands.reduce(into: BoardMatrix.Counts()) { $0.add(1, $1.part, $1.status) }
    }

    @Test func `in a working year at 87 agencies every figure is what the year made`() async throws {
        try await TestOffice.with { test in
            var year = BoardYear(seed: 20_260_101)
            for number in BoardYear.days {
                let changes = year.live(number)
                try await test.office.database.write { connection in
                    for change in changes { try change.write(in: connection) }
                }
                if Self.compared.contains(number) { try await Self.compare(year, after: number, test) }
            }
            try await Self.narrow(year, test)
            try await Self.list(year, test)
            try await Self.count(year, test)
            try await Self.makeAnew(test)
            // What a year must hold for all of this to say something.
            let lines = year.lines
            #expect(lines.count > 2_000 && lines.contains { $0.task == nil })
            #expect(Set(lines.map(\.receiver.organ)).count == 87)
            for kept in [\BoardYear.Task.confirmed, \.reopened, \.withdrawn] {
                #expect(lines.contains { $0.task?[keyPath: kept] != nil })
            }
            // First tasks that came later.
            #expect(year.documents.contains { ($0.tasks.first?.added ?? $0.issued) > $0.issued })
        }
    }

    /// The matrix, all agencies and each, and what became of it since a week before.
    private static func compare(_ year: BoardYear, after number: Int, _ test: TestOffice) async throws {
        let (today, calendar) = (try self.day(number), test.office.calendar)
        let (matrix, changes) = try await test.office.database.read { connection in
            let matrix = try BoardMatrix.read(BoardQuestion(), today: today, calendar: calendar, in: connection)
            return (
                matrix,
                try BoardChanges.read(
                    BoardQuestion(), total: matrix.total, today: today, calendar: calendar, in: connection)
            )
        }
        var (own, all): ([String: [Stand]], [(before: BoardPart?, now: BoardPart)]) = ([:], [])
        for line in year.lines {
            let now = try #require(line.stands(atEndOf: today.dayNumber, calendar: calendar))
            own[line.receiver.organ, default: []].append(now)
            all.append((line.stands(atEndOf: today.dayNumber - 7, calendar: calendar)?.part, now.part))
        }
        let total = self.counts(own.values.flatMap { $0 })
        #expect(matrix.total == total, "day \(number)")
        for part in BoardPart.allCases { #expect(total[part] > 0, "day \(number): \(part) is not tried") }
        let rows = Dictionary(uniqueKeysWithValues: matrix.rows.map { ($0.organ.text, $0.counts) })
        #expect(rows == own.mapValues(self.counts).filter { $0.value.total > 0 }, "day \(number)")
        for part in BoardPart.counted.map(Optional.some) + [nil] {
            let parts = part.map { [$0] } ?? BoardPart.counted
            func count(_ isOne: (_ stood: Bool, _ stands: Bool) -> Bool) -> Int {
                all.count { isOne($0.before.map(parts.contains) ?? false, parts.contains($0.now)) }
            }
            let name = "day \(number), \(part?.rawValue ?? "all")"
            #expect(changes.count(.then, part) == count { stood, _ in stood }, "\(name)")
            #expect(changes.count(.entered, part) == count { !$0 && $1 }, "\(name)")
            #expect(changes.count(.left, part) == count { $0 && !$1 }, "\(name)")
        }
        let counted = BoardPart.counted
        let moved = all.count {
            $0.before != $0.now && counted.contains($0.now) && $0.before.map(counted.contains) ?? false
        }
        #expect(changes.count(.moved) == moved && moved > 0, "day \(number)")
    }

    /// The conditions of the board, on the last day.
    private static func narrow(_ year: BoardYear, _ test: TestOffice) async throws {
        let (today, calendar) = (try self.day(364), test.office.calendar)
        let (from, to) = (try self.day(100), try self.day(199))
        let period = from.dayNumber * 86_400..<(to.dayNumber + 1) * 86_400
        let questions: [(BoardQuestion, (BoardYear.Line) -> Bool)] = [
            (BoardQuestion(urgency: .urgent), { $0.document.urgency == .urgent }),
            (BoardQuestion(director: "leader-B"), { $0.document.director == "leader-B" }),
            (BoardQuestion(from: from, to: to), { period.contains($0.document.issued) }),
            (
                BoardQuestion(from: from, urgency: .ordinary, director: "leader-A"),
                {
                    $0.document.issued >= period.lowerBound && $0.document.urgency == .ordinary
                        && $0.document.director == "leader-A"
                }
            ),
        ]
        for (question, isOne) in questions {
            let matrix = try await test.office.database.read {
                try BoardMatrix.read(question, today: today, calendar: calendar, in: $0)
            }
            let stands = year.lines.filter(isOne).compactMap { $0.stands(atEndOf: today.dayNumber, calendar: calendar) }
            #expect(matrix.total == self.counts(stands) && matrix.total.total > 0, "\(question)")
        }
    }

    /// The lists of all agencies on the last day hold the very lines, and the list of tasks counts as the board does.
    private static func list(_ year: BoardYear, _ test: TestOffice) async throws {
        let (today, calendar) = (try self.day(364), test.office.calendar)
        let stands = try year.lines.map { line in
            (line, try #require(line.stands(atEndOf: today.dayNumber, calendar: calendar)))
        }
        for part in BoardPart.allCases {
            let found = try await test.office.database.read {
                try BoardLine.read(
                    BoardQuestion(part: part), page: (10_000, 0), today: today, calendar: calendar, in: $0)
            }
            let expected = stands.filter { $0.1.part == part }.map(\.0.id)
            #expect(found.total == expected.count, "\(part)")
            #expect(Set(found.lines.map { $0.task?.id ?? $0.recipient.id }) == Set(expected), "\(part)")
        }
        let tasks = try await test.office.database.read {
            try TaskList.read(BoardQuestion(), page: (1, 0), today: today, calendar: calendar, in: $0)
        }
        let expected = stands.filter { $0.0.task != nil }.reduce(into: [BoardPart: Int]()) {
            $0[$1.1.part, default: 0] += 1
        }
        #expect(tasks.counts == expected)
    }

    /// What is kept says the same as the lines, which a period asks, on the last day and at both ends of months.
    private static func count(_ year: BoardYear, _ test: TestOffice) async throws {
        let calendar = test.office.calendar
        let beginning = try #require(CalendarDate(dayNumber: BoardYear.first - 40))
        let issued = try #require(year.lines.map(\.document.issued).min())
        #expect(beginning.dayNumber * 86_400 < issued)
        let last = try self.day(364)
        let month = last.dayNumber - last.day
        let days = try [last.dayNumber, month, month + 1, month + 15].map { try #require(CalendarDate(dayNumber: $0)) }
        for today in days {
            for urgency in [nil, Urgency.urgent, .ordinary] {
                let (kept, lines) = (BoardQuestion(urgency: urgency), BoardQuestion(from: beginning, urgency: urgency))
                let (one, other) = try await test.office.database.read { connection in
                    (
                        try BoardPictures.read(kept, today: today, calendar: calendar, in: connection),
                        try BoardPictures.read(lines, today: today, calendar: calendar, in: connection)
                    )
                }
                let name = "\(today.shown), \(urgency?.rawValue ?? -1)"
                #expect(one.matrix.total == other.matrix.total && one.matrix.total.total > 0, "\(name)")
                #expect(one.matrix.rows.map(\.organ) == other.matrix.rows.map(\.organ), "\(name)")
                #expect(one.matrix.rows.map(\.counts) == other.matrix.rows.map(\.counts), "\(name)")
                #expect(one.months.map(\.issued) == other.months.map(\.issued), "\(name)")
                #expect(one.months.map(\.finished) == other.months.map(\.finished), "\(name)")
                #expect(one.months.contains { $0.issued > 0 } && one.months.contains { $0.finished > 0 }, "\(name)")
                // The parts of the pictures themselves.
                #expect(one.late.reduce(0) { $0 + $1.lines } == one.matrix.total[.late], "\(name)")
            }
        }
    }

    /// What the triggers kept through the year is what a start makes from the documents.
    private static func makeAnew(_ test: TestOffice) async throws {
        #expect(try await test.staleBoardCounts() == 0)
        #expect(try await test.staleBoardLines() == 0)
        #expect(try await test.staleBoardCounts() == 0)
        let isThere = try await test.office.database.read { connection in
            let triggers = connection.engine == .sqlite ? "sqlite_master WHERE name" : "pg_trigger WHERE tgname"
            return try connection.row("SELECT 1 AS found FROM \(triggers) = 'board_line_task_update'") != nil
        }
        #expect(isThere)
    }
}

extension TestOffice {
    /// How many counts of the board are not those that a start makes anew from its lines.
    func staleBoardCounts() async throws -> Int {
        try await self.stale("board_count", "DROP TRIGGER board_count_delete ON board_line")
    }

    /// How many lines of the board are not those that a start makes anew from the documents.
    func staleBoardLines() async throws -> Int {
        try await self.stale("board_line", "DROP TRIGGER board_line_task_update ON directive_task")
    }

    /// - Parameter damage: after which a start makes the table anew.
    private func stale(_ table: String, _ damage: String) async throws -> Int {
        try await self.office.database.write { connection in
            try connection.execute("CREATE TEMP TABLE kept AS SELECT * FROM \(table)")
            try connection.damage(damage)
            try ListTriggers.install(in: connection)
            let row = try connection.row(
                """
                SELECT (SELECT COUNT(*) FROM (SELECT * FROM kept EXCEPT SELECT * FROM \(table)) AS gone)
                    + (SELECT COUNT(*) FROM (SELECT * FROM \(table) EXCEPT SELECT * FROM kept) AS added) AS stale
                """)
            try connection.execute("DROP TABLE kept")
            return try #require(row)["stale"]
        }
    }
}
