import Exchange
package import Foundation
import Storage
import Web

/// Books of an office that was restored from a backup (sổ sau khi phục hồi). The numbers that the lost office gave out after the backup stand on
/// papers and at other agencies, and the restored office does not know them. So a book gives no number until the clerk has said which one was the
/// last, which of the numbers that were kept in the backup were used since, and which numbers in between (12a) were given (NĐ 30/2020/NĐ-CP, Điều 15,
/// 22: a number is given once). The numbers beside the books wait in the same manner: `NumberSeries`.
enum RestoredBook {
    static let migration = Migration(
        "office 0303 restored books wait for their last number",
        sql: """
            -- Since when the book waits; null: it does not.
            ALTER TABLE register ADD COLUMN restored_at TEXT;
            """
    )

    /// More numbers than an agency gives out of one book between two backups; who mistypes the last one is not to fill the book.
    static let maximumLost = 1_000

    /// What stands in the register at a number that was given out after the backup.
    static let reason = "Đã cấp sau bản sao lưu, trước khi phục hồi hệ thống"

    /// What stands at a number of before that was used in the lost office: nobody gets it here.
    static let usedReason = "Đã dùng sau bản sao lưu, trước khi phục hồi hệ thống"

    /// When the office was last restored; nil when it never was.
    static func lastRestoration(_ connection: Connection) throws -> Date? {
        try connection.row("SELECT (\(self.restoration)) AS at")?["at"]
    }

    /// The same as a query, for whoever asks more with it.
    static let restoration =
        "SELECT MAX(administration.at) FROM administration WHERE administration.act = '\(AdministrativeAct.restored.rawValue)'"

    /// The same, if that was in `year`: a book of that year that is made afterwards may be one that the lost office had.
    static func lastRestoration(in year: Int, _ connection: Connection) throws -> Date? {
        try self.lastRestoration(connection).flatMap { VietnamTime.date($0).year == year ? $0 : nil }
    }

    /// Why `person` may not say which number was the last, or nil.
    static func refusalToConfirm(by person: Person) -> Fault? {
        person.role == .clerk
            ? nil : .notAllowed("Chỉ văn thư xác nhận số cuối.", "Only the clerk may confirm the last number.")
    }

    /// Reads `4, 12a`; throws `FormFault`.
    static func used(_ text: String) throws -> [EntryNumber] {
        let parts = text.lowercased().split { $0 == "," || $0 == ";" || $0.isWhitespace }
        guard parts.count <= 100 else { throw FormFault("used", "Ghi tối đa 100 số một lần") }
        return try parts.map { part in
            guard let number = EntryNumber(String(part)) else {
                throw FormFault("used", "“\(part)” không phải số: ghi như 4, 12a, cách nhau bằng dấu phẩy")
            }
            return number
        }
    }

    /// Takes a number out of use that the lost office gave after the backup: one that is kept in `book`, or one in between.
    static func giveUp(
        _ number: EntryNumber, of book: Book, upTo last: Int, on today: CalendarDate, by person: Person,
        in connection: Connection
    ) throws {
        switch try RegisterEntry.find(number, in: book, connection)?.state {
        case .reserved:
            try connection.execute(
                """
                UPDATE register_entry SET state = 'cancelled', reason = $1
                WHERE register_id = $2 AND number = $3 AND suffix = $4
                """, self.usedReason, book.id, number.number, number.suffix)
        case nil where !number.suffix.isEmpty && number.number <= last:
            try connection.execute(
                """
                INSERT INTO register_entry (register_id, number, suffix, state, reason, entered_on, entered_by)
                VALUES ($1, $2, $3, 'cancelled', $4, $5, $6)
                """, book.id, number.number, number.suffix, self.usedReason, today, person.id)
        default:
            throw FormFault("used", "Số \(number) không phải số chờ của sổ, cũng không phải số phụ mà sổ chưa có")
        }
    }

    /// Lets the books of the year of `now` and of later ones wait; those of former years give no numbers anyhow.
    static func wait(since now: Date, in connection: Connection) throws {
        let year = VietnamTime.date(now).year
        // The lost office may have begun the year.
        for direction in Register.Direction.allCases { try Book.open(direction, year: year, in: connection) }
        try connection.execute(
            "UPDATE register SET restored_at = $1, version = version + 1 WHERE year >= $2", now, year)
        try AdministrativeLog.add(
            .restored, to: (id: "office", name: "Văn phòng"), by: nil, at: now, in: connection)
    }

    static let waiting = Fault.registerClosed(
        "Hệ thống vừa phục hồi từ bản sao lưu: văn thư mở “Kiểm tra sổ” của sổ này, xác nhận số cuối cùng đã cấp rồi mới lấy số."
    )
}

extension OfficeServer {
    /// What a folder that was restored from a backup needs before an office works in it.
    ///
    /// - Parameter address: of its database on PostgreSQL, which was restored by the means of that; nil: `office.sqlite`.
    package static func restored(_ folder: URL, database address: String? = nil, at now: Date = Date()) async throws {
        let database = try Self.openDatabase(in: folder, at: address)
        try await database.write { try RestoredBook.wait(since: now, in: $0) }
        try database.close()
    }
}

extension Book {
    /// Why `person` may not say which number was the last, or nil.
    func refusalToConfirm(by person: Person) -> Fault? {
        if let refusal = RestoredBook.refusalToConfirm(by: person) { return refusal }
        if self.keeperID != nil, let refusal = Secrecy.refusalToEnter(into: self, by: person) { return refusal }
        return self.restoredAt != nil
            ? nil : .notAllowed("Sổ này không chờ xác nhận số cuối.", "The register does not wait for its last number.")
    }
}

extension RegisterActs {
    /// Xác nhận số cuối: the numbers that the backup does not know, up to `last`, stand in the book as reserved for what they were given to; the book
    /// gives numbers again. `used`: as `RestoredBook.used` reads it.
    func confirm(last: Int?, used: String, in id: String, by person: Person, form: FormToken) async throws -> String {
        let today = self.office.today
        return try await self.office.act(by: person, once: form.once, on: "") { connection, _ in
            guard let book = try Book.find(id, in: connection) else { throw Fault.noSuchBook }
            if let refusal = book.refusalToConfirm(by: person) { throw refusal }
            let known = book.nextNumber - 1
            guard let last, (known...known + RestoredBook.maximumLost).contains(last) else {
                throw FormFault(
                    "last",
                    "Ghi số cuối cùng đã cấp, từ \(known) (sổ phục hồi đã có) đến \(known + RestoredBook.maximumLost)")
            }
            for number in try RestoredBook.used(used) {
                try RestoredBook.giveUp(number, of: book, upTo: last, on: today, by: person, in: connection)
            }
            if last > known {
                let first = try Register.advance(book, by: last - known, in: connection)
                for number in first...last {
                    try connection.execute(
                        """
                        INSERT INTO register_entry (register_id, number, state, reason, entered_on, entered_by)
                        VALUES ($1, $2, 'reserved', $3, $4, $5)
                        """, id, number, RestoredBook.reason, today, person.id)
                }
            }
            try connection.execute(
                "UPDATE register SET restored_at = NULL, version = version + 1 WHERE id = $1", id)
            return "/registers/\(book.direction.rawValue)/check?book=\(id)"
        }
    }
}
