import Exchange
import Foundation
import Storage
import Web

/// What the clerk does with numbers without a document: keeping them for later, and cancelling them.
struct RegisterActs: Sendable {
    let office: Office

    /// Numbers kept at once.
    static let maximumReserved = 20

    /// Giữ số chờ: the next `count` numbers, for what is said in `reason`.
    func reserve(
        _ count: Int, in id: String, reason: String, by person: Person, form: FormToken
    ) async throws -> String {
        let today = self.office.today
        return try await self.office.act(by: person, once: form.once, on: "") { connection, _ in
            let book = try Self.book(id, by: person, on: today, in: connection)
            var faults = FormFaults()
            faults.require(
                (1...Self.maximumReserved).contains(count), "count", "Giữ từ 1 đến \(Self.maximumReserved) số một lần")
            faults.require(
                (1...300).contains(reason.count), "reason", "Ghi số giữ cho việc gì, tối đa 300 ký tự")
            try faults.check()
            let first = try Register.advance(book, by: count, in: connection)
            for number in first..<first + count {
                try connection.execute(
                    """
                    INSERT INTO register_entry (register_id, number, state, reason, entered_on, entered_by)
                    VALUES ($1, $2, 'reserved', $3, $4, $5)
                    """, id, number, reason, today, person.id)
            }
            return Self.check(book)
        }
    }

    /// Hủy số: a number that was kept, or that of a document which is not issued yet; that document waits for a number again.
    /// `wanted` is nil where no number was typed.
    func cancel(
        _ wanted: EntryNumber?, in id: String, reason: String, by person: Person, form: FormToken
    ) async throws -> String {
        let office = self.office
        let today = office.today
        return try await office.act(by: person, once: form.once, on: "") { connection, now in
            let book = try Self.book(id, by: person, on: today, in: connection)
            var faults = FormFaults()
            _ = try faults.read { try Reason.check(reason, "hủy số") }
            let entry = try faults.readLast {
                guard let wanted else { throw FormFault("number", "Ghi số cần hủy, ví dụ 12 hoặc 12a") }
                guard let entry = try RegisterEntry.find(wanted, in: book, connection) else {
                    throw FormFault("number", "Sổ không có số \(wanted)")
                }
                return entry
            }
            let number = entry.number
            switch entry.state {
            case .cancelled: throw FormFault("number", "Số \(number) đã hủy rồi")
            case .imported: throw FormFault("number", "Số \(number) lấy từ sổ cũ, không hủy được")
            case .reserved: break
            case .entered where book.isSecret:
                throw FormFault(
                    "number", "Số \(number) đã dùng cho văn bản mật nên không hủy được, chỉ sửa được dòng của văn bản")
            case .entered:
                try Self.withdraw(entry, from: book, reason: reason, by: person, at: now, in: connection)
            }
            try connection.execute(
                """
                UPDATE register_entry SET state = 'cancelled', document_id = NULL, reason = $1
                WHERE register_id = $2 AND number = $3 AND suffix = $4
                """, reason, id, number.number, number.suffix)
            if let document = entry.documentID { try office.changes.tell(document, in: connection) }
            return Self.check(book)
        }
    }

    /// Takes the number from its document and keeps in the register what the number was for.
    private static func withdraw(
        _ entry: RegisterEntry, from book: Book, reason: String, by person: Person, at now: Date,
        in connection: Connection
    ) throws {
        guard book.direction == .outgoing, let id = entry.documentID,
            let outgoing = try OutgoingStore.find(id, for: person, in: connection), let code = outgoing.code
        else { throw FormFault("number", "Số \(entry.number) đã dùng cho văn bản đến nên không hủy được") }
        guard outgoing.state == .numbered else {
            throw FormFault("number", "Văn bản \(code.text) đã ban hành: thu hồi hoặc thay thế văn bản, không hủy số")
        }
        try OutgoingStore.move(outgoing, to: .approved, in: connection)
        try connection.execute(
            """
            UPDATE outgoing SET number = NULL, number_suffix = '', promulgation_date = NULL, document_id = NULL, numbered_at = NULL
            WHERE id = $1
            """, id)
        // What was signed under that number is not what will be issued.
        for file in try Attachment.issued(of: id, in: connection) {
            try Attachment.retire(file.id, at: now, in: connection)
        }
        try CaseDocument.losesNumber(id, code: code, reason: reason, by: person, at: now, in: connection)
        try connection.execute(
            """
            INSERT INTO register_text (register_id, number, suffix, code, document_date, type_name, subject, parties, signer, unit,
                note, search)
            VALUES ($1, $2, $3, $4, $5, $6, $7, '', $8, $9, '', $10)
            """,
            book.id, entry.number.number, entry.number.suffix, code.text, outgoing.promulgationDate, outgoing.typeName,
            outgoing.subject, outgoing.approverName, outgoing.unit.name, "\(code.text) \(outgoing.subject)".folded)
        try Timeline.add(
            .numberCancelled, to: id, by: person, at: now, detail: code.text, quote: reason, in: connection)
    }

    private static func book(
        _ id: String, by person: Person, on today: CalendarDate, in connection: Connection
    ) throws -> Book {
        guard let book = try Book.find(id, in: connection) else { throw Fault.noSuchBook }
        if let refusal = book.refusalToKeep(by: person, on: today) { throw refusal }
        return book
    }

    private static func check(_ book: Book) -> String { "/registers/\(book.direction.rawValue)/check?book=\(book.id)" }
}
