import Exchange
import Foundation
import Storage
import Web

/// What the clerk does who keeps a secret book. On no document of the office: nobody's page follows, nobody is told, no timeline has a
/// line; the access log has the number.
struct SecretActs: Sendable {
    let office: Office

    /// Vào sổ, cấp số; `choice` must name a book. Answers `page` of its id.
    func enter(
        _ entry: SecretEntry, _ direction: Register.Direction, choosing choice: NumberChoice, by person: Person,
        form: FormToken, then page: @escaping @Sendable (_ id: String) -> String
    ) async throws -> String {
        let today = self.office.today
        return try await self.office.act(by: person, once: form.once, on: "") { connection, now in
            guard let book = try choice.book.flatMap({ try Book.find($0, in: connection) }),
                book.direction == direction
            else { throw FormFault(NumberFields.choice, "Chọn sổ mật và số trong danh sách") }
            if let refusal = Secrecy.refusalToEnter(into: book, by: person) { throw refusal }
            try entry.check(direction, today: today, in: connection)
            let id = UniqueID.make(at: now)
            try connection.execute(
                """
                INSERT INTO secret_document (id, level, parties, number, notation, document_date, type_name, subject, signer, copies,
                    urgency, holder_id, passed_on)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
                """,
                id, entry.level, entry.parties, entry.code.number, entry.code.notation, entry.documentDate,
                entry.typeName, entry.subject, entry.signer, entry.copies, entry.urgency, entry.holderID,
                entry.passedOn)
            let number = try Register.enter(
                direction, document: id, on: entry.enteredOn, by: person, choosing: choice, isSecret: true,
                in: connection)
            try Self.log("Ghi sổ mật", id, number, by: person, at: now, in: connection)
            return page(id)
        }
    }

    /// Sửa dòng, giao bản giấy: everything but book, number and day of entry.
    func edit(_ id: String, _ fields: FormFields, by person: Person, form: FormToken) async throws -> String {
        let today = self.office.today
        return try await self.office.act(by: person, once: form.once, on: "") { connection, now in
            let document = try Self.kept(id, by: person, in: connection)
            let entry = try SecretEntry(fields, document.direction, present: document)
            try entry.check(document.direction, present: document, today: today, in: connection)
            let changed = try connection.execute(
                """
                UPDATE secret_document SET level = $1, parties = $2, number = $3, notation = $4, document_date = $5, type_name = $6,
                    subject = $7, signer = $8, copies = $9, urgency = $10, holder_id = $11, passed_on = $12, version = version + 1
                WHERE id = $13 AND version = $14
                """,
                entry.level, entry.parties, entry.code.number, entry.code.notation, entry.documentDate, entry.typeName,
                entry.subject, entry.signer, entry.copies, entry.urgency, entry.holderID, entry.passedOn, id,
                form.version)
            guard changed == 1 else { throw Fault.stale }
            try Self.log("Sửa dòng sổ mật", id, document.number, by: person, at: now, in: connection)
            return "/secrets/\(id)"
        }
    }

    /// The document, for the clerk who keeps its book; throws `not-found` and `not-allowed`.
    static func kept(_ id: String, by person: Person, in connection: Connection) throws -> SecretDocument {
        guard let document = try SecretDocument.find(id, for: person, in: connection),
            let book = try Book.find(document.bookID, in: connection)
        else { throw Fault.noSuchDocument }
        if let refusal = Secrecy.refusalToEnter(into: book, by: person) { throw refusal }
        return document
    }

    /// The number alone: who reads the log need not know more.
    private static func log(
        _ act: String, _ id: String, _ number: EntryNumber, by person: Person, at now: Date, in connection: Connection
    ) throws {
        var entry = AccessEntry(.acted, by: person, at: now)
        entry.documentID = id
        entry.detail = "\(act), số \(number)"
        try AccessLog.append(entry, in: connection)
    }
}
