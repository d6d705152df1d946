import Exchange
import Foundation
import Spreadsheet
import Storage
import Web

/// Taking a secret register that was kept elsewhere into a secret book of a former year, as `RegisterImportActs` does with others. The file is not
/// kept: its rows wait in the database until they are taken or a day has passed. Its lines are lines of the book like any other: nothing else
/// finds them.
struct SecretImportActs: Sendable {
    let office: Office

    /// Days that rows wait to be taken.
    static let keptDays = 1

    static let migration = Migration(
        "office 0402 secret registers taken over",
        sql: """
            -- Rows that were sent and wait; removed when they are taken.
            CREATE TABLE secret_import (
                id TEXT NOT NULL PRIMARY KEY,
                register_id TEXT NOT NULL REFERENCES register (id),
                made_by TEXT NOT NULL REFERENCES person (id),
                made_at TEXT NOT NULL,
                -- JSON, a list of lists of texts.
                cells TEXT NOT NULL
            );
            """
    )

    /// A table that was sent, before anything is taken of it.
    struct Pending: Sendable {
        let id: String
        let book: Book
        let rows: [[Cell]]
    }

    /// Why `person` may not take anything into `book`, or nil.
    static func refusal(into book: Book, by person: Person, on today: CalendarDate) -> Fault? {
        if let refusal = Secrecy.refusalToEnter(into: book, by: person) { return refusal }
        guard book.year < today.year else {
            return .registerClosed("Chỉ nhập được vào sổ mật của năm trước. Nhờ quản trị mở sổ của năm đó.")
        }
        return book.lockedAt == nil ? nil : .registerClosed("“\(book.title)” đang bị quản trị khóa.")
    }

    /// Keeps the rows of what was sent in place of what the person sent before; answers their id. Throws `FormFault` for what is no register.
    func keep(_ rows: [[Cell]], for id: String, by person: Person) async throws -> String {
        let (now, today) = (self.office.now(), self.office.today)
        let cells = String(decoding: try JSONEncoder().encode(rows.map { $0.map(\.shown) }), as: UTF8.self)
        return try await self.office.database.write { connection in
            guard let book = try Book.find(id, in: connection) else { throw Fault.noSuchBook }
            if let refusal = Self.refusal(into: book, by: person, on: today) { throw refusal }
            _ = try SecretImport.read(rows, for: book, taken: [])
            try connection.execute("DELETE FROM secret_import WHERE made_by = $1", person.id)
            let pending = UniqueID.make(at: now)
            try connection.execute(
                "INSERT INTO secret_import (id, register_id, made_by, made_at, cells) VALUES ($1, $2, $3, $4, $5)",
                pending, book.id, person.id, now, cells)
            return pending
        }
    }

    /// What `person` sent and has not taken yet, for a book that is still theirs; throws `not-found` and why not.
    static func pending(
        _ id: String, of person: Person, on today: CalendarDate, in connection: Connection
    ) throws -> Pending {
        guard
            let row = try connection.row(
                "SELECT register_id, cells FROM secret_import WHERE id = $1 AND made_by = $2", id, person.id),
            let book = try Book.find(try row["register_id"], in: connection)
        else {
            throw Fault(
                .notFound, vi: "Bảng này không còn chờ nhập. Chọn lại tệp.", en: "There is no such pending import.")
        }
        if let refusal = Self.refusal(into: book, by: person, on: today) { throw refusal }
        let cells: String = try row["cells"]
        let rows = try JSONDecoder().decode([[String]].self, from: Data(cells.utf8))
        return Pending(id: id, book: book, rows: rows.map { $0.map { .text($0) } })
    }

    /// What would be taken now.
    static func preview(_ pending: Pending, in connection: Connection) throws -> SecretImport {
        try SecretImport.read(
            pending.rows, for: pending.book, taken: try RegisterImportActs.numbers(of: pending.book, in: connection))
    }

    /// Takes every line that can be taken, all in one transaction.
    func take(_ id: String, by person: Person, form: FormToken) async throws -> String {
        let today = self.office.today
        return try await self.office.act(by: person, once: form.once, on: "") { connection, now in
            let pending = try Self.pending(id, of: person, on: today, in: connection)
            let (book, lines) = (pending.book, try Self.preview(pending, in: connection).lines)
            guard let last = lines.map(\.number).max() else {
                throw FormFault("file", "Không có dòng nào nhập được")
            }
            for line in lines { try Self.save(line, into: book, by: person, at: now, in: connection) }
            try connection.execute(
                "UPDATE register SET next_number = $1 WHERE id = $2 AND next_number < $1", last.number + 1, book.id)
            try connection.execute("DELETE FROM secret_import WHERE id = $1", id)
            var entry = AccessEntry(.acted, by: person, at: now)
            entry.detail = "Nhập sổ mật cũ, \(lines.count) dòng"
            try AccessLog.append(entry, in: connection)
            return "/registers/\(book.direction.rawValue)?book=\(book.id)"
        }
    }

    private static func save(
        _ line: SecretImport.Line, into book: Book, by person: Person, at now: Date, in connection: Connection
    ) throws {
        let id = UniqueID.make(at: now)
        try connection.execute(
            """
            INSERT INTO secret_document (id, level, parties, number, notation, document_date, type_name, subject, signer, copies,
                urgency, note, protected_until)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            """, id, line.level, line.parties, line.code.number, line.code.notation, line.documentDate, line.typeName,
            line.subject, line.signer, line.copies, Urgency.ordinary, line.note, line.protectedUntil)
        try connection.execute(
            """
            INSERT INTO register_entry (register_id, number, suffix, state, document_id, entered_on, entered_by)
            VALUES ($1, $2, $3, 'entered', $4, $5, $6)
            """, book.id, line.number.number, line.number.suffix, id, line.enteredOn, person.id)
        guard !line.receiver.isEmpty else { return }
        try SecretHandover(
            giver: "", receiver: line.receiver, giverID: nil, receiverID: nil, isReturn: false, passedOn: line.passedOn,
            note: "Theo sổ cũ", recordedBy: person.fullName, recordedAt: now
        ).save(id, in: connection)
    }
}
