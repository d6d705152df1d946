import Exchange
import Foundation
import Storage
import Web

/// A series of numbers beside the register books (dãy số ngoài sổ đăng ký): what the office does not know of it after a restoration from a backup
/// was given out all the same. So it waits as the books do (`RestoredBook`) until the clerk has said which number was the last.
struct NumberSeries: Sendable, Hashable {
    enum Kind: String, Sendable, SQLBindable, SQLReadable {
        /// Bản sao: one series a year.
        case copies
        /// Biên bản nộp lưu, hủy hồ sơ: one for each purpose.
        case transfers
        /// Hồ sơ: one for each heading of the year's list.
        case files
    }

    let kind: Kind
    /// The purpose of transfers, the heading of files; "" of copies.
    var part = ""
    let year: Int

    static let migration = Migration(
        "office 0390 numbers beside the books wait after a restoration",
        sql: """
            -- What the clerk confirmed last; a series that has no row was never confirmed.
            CREATE TABLE number_series (
                kind TEXT NOT NULL CHECK (kind IN ('copies', 'transfers', 'files')),
                part TEXT NOT NULL,
                year INTEGER NOT NULL,
                last INTEGER NOT NULL,
                confirmed_at TEXT NOT NULL,
                confirmed_by TEXT NOT NULL REFERENCES person (id),
                PRIMARY KEY (kind, part, year)
            );
            -- Every page of a clerk asks for it.
            CREATE INDEX administration_restored ON administration (act, at) WHERE act = 'restored';
            """
    )

    /// The next number; throws `register-closed` while the series waits.
    func next(in connection: Connection) throws -> Int {
        let confirmed = try self.confirmed(in: connection)
        let restored = try RestoredBook.lastRestoration(connection)
        guard !self.isWaiting(restored: restored, confirmed: confirmed?.at) else { throw Self.waiting }
        return max(try self.known(in: connection), confirmed?.last ?? 0) + 1
    }

    /// Whether a restoration may have lost numbers of it that nobody has confirmed since. The list of files of a year is made in the year before.
    private func isWaiting(restored: Date?, confirmed: Date?) -> Bool {
        guard let restored, VietnamTime.date(restored).year >= self.year - (self.kind == .files ? 1 : 0) else {
            return false
        }
        return confirmed.map { $0 < restored } ?? true
    }

    private func confirmed(in connection: Connection) throws -> (last: Int, at: Date)? {
        try connection.row(
            "SELECT last, confirmed_at FROM number_series WHERE kind = $1 AND part = $2 AND year = $3", self.kind,
            self.part, self.year
        ).map { (try $0["last"], try $0["confirmed_at"]) }
    }

    /// The last number that this office gave; 0 when it gave none.
    func known(in connection: Connection) throws -> Int {
        try Self.known(of: [self], in: connection).first?.known ?? 0
    }

    /// The same of each, by one statement.
    static func known(
        of all: [NumberSeries], in connection: Connection
    ) throws -> [(series: NumberSeries, known: Int)] {
        guard let first = all.map(\.year).min(), let end = all.map(\.year).max() else { return [] }
        let rows = try connection.rows(
            """
            SELECT '\(Kind.copies.rawValue)' AS kind, '' AS part, year, MAX(number) AS last FROM document_copy
                WHERE year BETWEEN $1 AND $2 GROUP BY year
            UNION ALL
            SELECT '\(Kind.transfers.rawValue)', purpose, year, MAX(number) FROM case_transfer
                WHERE year BETWEEN $1 AND $2 GROUP BY purpose, year
            UNION ALL
            SELECT '\(Kind.files.rawValue)', abbreviation, year, next_number - 1 FROM case_heading
                WHERE year BETWEEN $1 AND $2
            LIMIT 10000
            """, first, end)
        let known = try rows.reduce(into: [NumberSeries: Int]()) { known, row in
            known[NumberSeries(kind: try row["kind"], part: try row["part"], year: try row["year"])] = try row["last"]
        }
        return all.map { ($0, known[$0] ?? 0) }
    }

    /// The clerk has said that `last` was the last number.
    fileprivate func confirm(_ last: Int, by person: Person, at now: Date, in connection: Connection) throws {
        try connection.execute(
            """
            INSERT INTO number_series (kind, part, year, last, confirmed_at, confirmed_by) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (kind, part, year) DO UPDATE SET last = $4, confirmed_at = $5, confirmed_by = $6
            """, self.kind, self.part, self.year, last, now, person.id)
    }

    static let waiting = Fault.registerClosed(
        "Hệ thống vừa phục hồi từ bản sao lưu: văn thư mở “Số sau phục hồi”, xác nhận số cuối cùng đã cấp rồi mới lấy số."
    )
}

extension NumberSeries {
    /// Those that give numbers on `today`: copies, transfers, and the files of each heading of this year and the next, also those of units whose
    /// first file makes the heading.
    private static func open(on today: CalendarDate, in connection: Connection) throws -> [NumberSeries] {
        var headings = [today.year, today.year + 1].map { ($0, Set<String>()) }
        for index in headings.indices {
            headings[index].1.formUnion(
                try CaseHeading.all(of: headings[index].0, in: connection).map(\.abbreviation))
        }
        headings[0].1.formUnion(try CaseHeading.ofUnits(today.year, in: connection).map(\.abbreviation))
        return [NumberSeries(kind: .copies, year: today.year)]
            + TransferPurpose.allCases.map { NumberSeries(kind: .transfers, part: $0.rawValue, year: today.year) }
            + headings.flatMap { year, names in
                names.sorted().map { NumberSeries(kind: .files, part: $0, year: year) }
            }
    }

    /// Those that wait for their last number.
    static func waiting(on today: CalendarDate, in connection: Connection) throws -> [NumberSeries] {
        guard let restored = try RestoredBook.lastRestoration(connection) else { return [] }
        var confirmed: [NumberSeries: Date] = [:]
        for row in try connection.rows(
            "SELECT kind, part, year, confirmed_at FROM number_series WHERE year >= $1 LIMIT 1000", today.year)
        {
            let series = NumberSeries(kind: try row["kind"], part: try row["part"], year: try row["year"])
            confirmed[series] = try row["confirmed_at"]
        }
        return try self.open(on: today, in: connection).filter {
            $0.isWaiting(restored: restored, confirmed: confirmed[$0])
        }
    }
}

/// Xác nhận số cuối of the series beside the books.
struct NumberSeriesActs: Sendable {
    let office: Office

    /// `last`: what the form says of a series, "" when it says nothing yet.
    func confirm(
        by person: Person, form: FormToken, last: @escaping @Sendable (NumberSeries) -> String
    ) async throws -> String {
        let today = self.office.today
        return try await self.office.act(by: person, once: form.once, on: "") { connection, now in
            if let refusal = RestoredBook.refusalToConfirm(by: person) { throw refusal }
            let waiting = try NumberSeries.waiting(on: today, in: connection)
            guard let first = waiting.first else {
                throw Fault.notAllowed("Không có dãy số nào chờ xác nhận.", "No series of numbers waits.")
            }
            let said = waiting.filter { !last($0).isEmpty }
            guard !said.isEmpty else { throw FormFault(first.field, "Ghi số cuối của ít nhất một dãy số") }
            for (series, known) in try NumberSeries.known(of: said, in: connection) {
                guard let number = Int(last(series)), (known...known + RestoredBook.maximumLost).contains(number) else {
                    throw FormFault(
                        series.field,
                        "Ghi số cuối cùng đã cấp, từ \(known) đến \(known + RestoredBook.maximumLost)")
                }
                try series.confirm(number, by: person, at: now, in: connection)
            }
            return "/restored"
        }
    }
}

extension NumberSeries {
    /// Its field in the form.
    var field: String { "last-\(self.kind.rawValue)-\(self.year)" + (self.part.isEmpty ? "" : "-\(self.part)") }
}
