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
            try entry.check(direction, today: today)
            let handover = try entry.handover(from: person, at: now, today: today, in: connection)
            let id = UniqueID.make(at: now)
            try connection.execute(
                """
                INSERT INTO secret_document (id, level, parties, number, notation, document_date, type_name, subject, signer, copies,
                    urgency, holder_id, passed_on, note, protected_until)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
                """,
                id, entry.level, entry.parties, entry.code.number, entry.code.notation, entry.documentDate,
                entry.typeName, entry.subject, entry.signer, entry.copies, entry.urgency, entry.holderID,
                entry.passedOn, entry.note, entry.protectedUntil)
            try handover?.save(id, in: connection)
            let number = try Register.enter(
                direction, document: id, on: entry.enteredOn, by: person, choosing: choice, isSecret: true,
                in: connection)
            try Self.log("Ghi sổ mật", id, number, by: person, at: now, in: connection)
            return page(id)
        }
    }

    /// Sửa dòng: everything but book, number, day of entry, level of secrecy and who has the paper.
    func edit(_ id: String, _ fields: FormFields, by person: Person, form: FormToken) async throws -> String {
        let today = self.office.today
        return try await self.office.act(by: person, once: form.once, on: "") { connection, now in
            let document = try Self.kept(id, by: person, in: connection)
            let entry = try SecretEntry(fields, document.direction, present: document)
            try entry.check(document.direction, present: document, today: today)
            let changed = try connection.execute(
                """
                UPDATE secret_document SET parties = $1, number = $2, notation = $3, document_date = $4, type_name = $5,
                    subject = $6, signer = $7, copies = $8, urgency = $9, note = $10, version = version + 1
                WHERE id = $11 AND version = $12
                """,
                entry.parties, entry.code.number, entry.code.notation, entry.documentDate, entry.typeName,
                entry.subject, entry.signer, entry.copies, entry.urgency, entry.note, id, form.version)
            guard changed == 1 else { throw Fault.stale }
            if let following = SecretProtection(
                following: entry.documentDate, of: document, by: person, at: now, today: today)
            {
                try following.save(id, in: connection)
            } else if document.standing != nil, entry.documentDate >= document.protectedUntil {
                throw FormFault("date", "Thời hạn bảo vệ hết ngày \(document.protectedUntil.shown): sửa thời hạn trước")
            }
            try Self.log("Sửa dòng sổ mật", id, document.number, by: person, at: now, in: connection)
            return "/secrets/\(id)"
        }
    }

    /// Đổi độ mật, giải mật: the line stays and says why.
    func change(_ id: String, _ fields: FormFields, by person: Person, form: FormToken) async throws -> String {
        let today = self.office.today
        return try await self.office.act(by: person, once: form.once, on: "") { connection, now in
            let document = try Self.kept(id, by: person, in: connection)
            let change = try SecrecyChange(
                fields, of: document, after: try SecrecyChange.all(of: id, in: connection), by: person, at: now,
                today: today)
            let protection = try SecretProtection(fields, with: change, of: document)
            try change.save(document, version: form.version, in: connection)
            try protection?.save(id, in: connection)
            try Self.log(SecrecyWords.act(change.kind), id, document.number, by: person, at: now, in: connection)
            return "/secrets/\(id)"
        }
    }

    /// Gia hạn, sửa thời hạn bảo vệ.
    func protect(_ id: String, _ fields: FormFields, by person: Person, form: FormToken) async throws -> String {
        let today = self.office.today
        return try await self.office.act(by: person, once: form.once, on: "") { connection, now in
            let document = try Self.kept(id, by: person, in: connection)
            guard document.version == form.version else { throw Fault.stale }
            let protection = try SecretProtection(
                fields, of: document, after: try SecretProtection.all(of: id, in: connection), by: person, at: now,
                today: today)
            try protection.save(id, in: connection)
            try connection.execute("UPDATE secret_document SET version = version + 1 WHERE id = $1", id)
            try Self.log(SecrecyWords.act(protection.kind), id, document.number, by: person, at: now, in: connection)
            return "/secrets/\(id)"
        }
    }

    /// Giao, nhận lại bản giấy.
    func handOver(_ id: String, _ fields: FormFields, by person: Person, form: FormToken) async throws -> String {
        let today = self.office.today
        return try await self.office.act(by: person, once: form.once, on: "") { connection, now in
            let document = try Self.kept(id, by: person, in: connection)
            let handover = try SecretHandover(
                fields, of: document, by: person, at: now, today: today, in: connection)
            try handover.save(id, in: connection)
            let changed = try connection.execute(
                """
                UPDATE secret_document SET holder_id = $1, passed_on = $2, version = version + 1
                WHERE id = $3 AND version = $4
                """, handover.isReturn ? nil : handover.receiverID, handover.isReturn ? nil : handover.passedOn, id,
                form.version)
            guard changed == 1 else { throw Fault.stale }
            try Self.log(
                handover.isReturn ? "Nhận lại bản giấy văn bản mật" : "Giao bản giấy văn bản mật", id, document.number,
                by: person, at: now, in: connection)
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
