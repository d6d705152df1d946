import Exchange
import Foundation
import Spreadsheet
import Storage
import Web

/// Taking a register that was kept elsewhere into a book of a former year: looked at first, then taken in one transaction.
struct RegisterImportActs: Sendable {
    let office: Office

    static let migration = Migration(
        "office 0101 registers taken over",
        sql: """
            CREATE TABLE register_import (
                id TEXT NOT NULL PRIMARY KEY,
                register_id TEXT NOT NULL REFERENCES register (id),
                file_name TEXT NOT NULL,
                file_hash TEXT NOT NULL,
                made_by TEXT NOT NULL REFERENCES person (id),
                made_at TEXT NOT NULL,
                -- Null: only looked at.
                taken_at TEXT,
                lines INTEGER
            );
            """
    )

    /// A table that was sent, before anything is taken of it.
    struct Pending: Sendable {
        let id: String
        let fileName: String
        let hash: ContentHash
        let book: Book
    }

    /// Why `person` may not take anything into `book`, or nil.
    static func refusal(into book: Book, by person: Person, on today: CalendarDate) -> Fault? {
        guard person.role == .clerk else {
            return .notAllowed("Chỉ văn thư nhập sổ cũ.", "Only the clerk may import a register.")
        }
        guard book.year < today.year, !book.isSecret else {
            return .registerClosed("Chỉ nhập được vào sổ thường của năm trước. Nhờ quản trị mở sổ của năm đó.")
        }
        return book.lockedAt == nil ? nil : .registerClosed("“\(book.title)” đang bị quản trị khóa.")
    }

    /// Keeps the table that was sent, once it was seen that it can be read; nothing of it is taken yet. Answers the path of the preview.
    func send(_ file: StoredFile?, into bookID: String, by person: Person, once: String) async throws -> String {
        if let answer = try await self.office.answer(to: once, of: person) { return answer }
        let today = self.office.today
        let book = try await self.office.database.read { try Self.book(bookID, by: person, on: today, in: $0) }
        guard let file else { throw FormFault("file", "Chọn tệp .xlsx hoặc .csv") }
        // What cannot be read is told at once, beside the field.
        _ = try await self.preview(Pending(id: "", fileName: file.name, hash: file.hash, book: book))
        return try await self.office.act(by: person, once: once, on: "", naming: [file.hash]) { connection, now in
            let book = try Self.book(bookID, by: person, on: today, in: connection)
            let id = UniqueID.make(at: now)
            try connection.execute(
                "INSERT INTO register_import (id, register_id, file_name, file_hash, made_by, made_at) VALUES ($1, $2, $3, $4, $5, $6)",
                id, book.id, file.name, file.hash, person.id, now)
            return "/registers/import/\(id)"
        }
    }

    /// The book that `person` may import into; throws `not-found` and what `refusal` says.
    static func book(
        _ id: String, by person: Person, on today: CalendarDate, in connection: Connection
    ) throws -> Book {
        guard let book = try Book.find(id, in: connection) else { throw Fault.noSuchBook }
        if let refusal = self.refusal(into: book, by: person, on: today) { throw refusal }
        return book
    }

    /// What `person` sent and has not taken yet; throws `not-found`.
    static func pending(_ id: String, of person: Person, in connection: Connection) throws -> Pending {
        guard
            let row = try connection.row(
                "SELECT register_id, file_name, file_hash FROM register_import WHERE id = $1 AND made_by = $2 AND taken_at IS NULL",
                id, person.id),
            let book = try Book.find(try row["register_id"], in: connection)
        else {
            throw Fault(
                .notFound, vi: "Bảng này không còn chờ nhập. Chọn lại tệp.", en: "There is no such pending import.")
        }
        return Pending(id: id, fileName: try row["file_name"], hash: try row["file_hash"], book: book)
    }

    /// What would be taken now.
    func preview(_ pending: Pending) async throws -> RegisterImport {
        let rows = try await self.rows(pending)
        let taken = try await self.office.database.read { try Self.numbers(of: pending.book, in: $0) }
        return try RegisterImport.read(rows, for: pending.book, taken: taken)
    }

    /// Takes every line that can be taken, all in one transaction.
    func take(_ id: String, by person: Person, form: FormToken) async throws -> String {
        let today = self.office.today
        if let answer = try await self.office.answer(to: form.once, of: person) { return answer }
        let pending = try await self.office.database.read { try Self.pending(id, of: person, in: $0) }
        let rows = try await self.rows(pending)
        return try await self.office.act(by: person, once: form.once, on: "") { connection, now in
            let pending = try Self.pending(id, of: person, in: connection)
            let book = pending.book
            if let refusal = Self.refusal(into: book, by: person, on: today) { throw refusal }
            let taken = try RegisterImport.read(
                rows, for: book, taken: try Self.numbers(of: book, in: connection))
            guard let last = taken.lines.map(\.number).max() else {
                throw FormFault("file", "Không có dòng nào nhập được")
            }
            for line in taken.lines { try Self.save(line, into: book, by: person, in: connection) }
            try connection.execute(
                "UPDATE register SET next_number = $1 WHERE id = $2 AND next_number < $1", last.number + 1, book.id)
            try connection.execute(
                "UPDATE register_import SET taken_at = $1, lines = $2 WHERE id = $3", now, taken.lines.count, id)
            return "/registers/\(book.direction.rawValue)?book=\(book.id)"
        }
    }

    private func rows(_ pending: Pending) async throws -> [[Cell]] {
        try await self.office.store.withFile(of: pending.hash) { try Self.rows(of: $0) }
    }

    /// Throws `FormFault` on `file` for what is no table.
    static func rows(of file: URL) throws -> [[Cell]] {
        var limits = SheetLimits()
        limits.rows = RegisterImport.maximumLines + 50
        do {
            return try SheetReader.read(file, limits: limits)
        } catch let fault as Fault {
            // The sentence belongs to the field.
            throw FormFault(
                "file", fault.vietnamese.hasSuffix(".") ? String(fault.vietnamese.dropLast()) : fault.vietnamese)
        }
    }

    static func numbers(of book: Book, in connection: Connection) throws -> Set<EntryNumber> {
        Set(
            try connection.rows(
                "SELECT number AS entry_number, suffix AS entry_suffix FROM register_entry WHERE register_id = $1 LIMIT 1000000",
                book.id
            ).map(EntryNumber.init))
    }

    private static func save(
        _ line: RegisterImport.Line, into book: Book, by person: Person, in connection: Connection
    ) throws {
        try connection.execute(
            """
            INSERT INTO register_entry (register_id, number, suffix, state, entered_on, entered_by)
            VALUES ($1, $2, $3, 'imported', $4, $5)
            """, book.id, line.number.number, line.number.suffix, line.enteredOn, person.id)
        try connection.execute(
            """
            INSERT INTO register_text (register_id, number, suffix, code, document_date, type_name, subject, parties, signer, unit,
                copies, passed_on, note, search)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
            """,
            book.id, line.number.number, line.number.suffix, line.code, line.documentDate, line.typeName, line.subject,
            line.parties, line.signer, line.unit, line.copies, line.passedOn, line.note,
            "\(line.number) \(line.code) \(line.typeName) \(line.subject) \(line.parties) \(line.signer) \(line.unit)"
                .folded)
    }
}
