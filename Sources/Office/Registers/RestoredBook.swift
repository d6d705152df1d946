import Exchange
package import Foundation
import Storage
import Web

/// Books of an office that was restored from a backup (sổ sau khi phục hồi). The numbers that the lost office gave out after the backup stand on
/// papers and at other agencies, and the restored office does not know them. So a book gives no number until the clerk has said which one was the
/// last (NĐ 30/2020/NĐ-CP, Điều 15, 22: a number is given once).
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
    package static func restored(_ folder: URL, at now: Date = Date()) async throws {
        let database = try Self.openDatabase(in: folder)
        try await database.write { try RestoredBook.wait(since: now, in: $0) }
        try database.close()
    }
}

extension Book {
    /// Why `person` may not say which number was the last, or nil.
    func refusalToConfirm(by person: Person) -> Fault? {
        guard person.role == .clerk else {
            return .notAllowed("Chỉ văn thư xác nhận số cuối của sổ.", "Only the clerk may confirm the last number.")
        }
        return self.restoredAt != nil
            ? nil : .notAllowed("Sổ này không chờ xác nhận số cuối.", "The register does not wait for its last number.")
    }
}

extension RegisterActs {
    /// Xác nhận số cuối: the numbers that the backup does not know, up to `last`, stand in the book as reserved for what they were given to; the book
    /// gives numbers again.
    func confirm(last: Int?, in id: String, by person: Person, form: FormToken) async throws -> String {
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
