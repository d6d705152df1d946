import Exchange
import Foundation
import Storage
import Web

/// Making and revoking access tokens; both stand in the log of administration.
struct AccessTokenActs: Sendable {
    let office: Office

    /// What somebody wants.
    struct Wanted: Sendable {
        var name: String
        var endsOn: CalendarDate?
        var readsOnly: Bool

        init(_ fields: FormFields) throws {
            self.name = fields.text("name")
            self.endsOn = try fields.date("ends", called: "Ngày hết hạn")
            guard ["read", "full"].contains(fields.text("rights")) else {
                throw FormFault("rights", "Chọn quyền của mã")
            }
            self.readsOnly = fields.text("rights") == "read"
        }
    }

    /// Makes a token; its secret, or nil when this form made one before: it is shown once.
    func make(_ wanted: Wanted, by person: Person, form: FormToken) async throws -> String? {
        guard (1...100).contains(wanted.name.count) else { throw FormFault("name", "Ghi tên mã, tối đa 100 ký tự") }
        let today = self.office.today
        guard let last = wanted.endsOn, last >= today, last.dayNumber - today.dayNumber <= AccessToken.maximumDays
        else {
            throw FormFault("ends", "Ngày hết hạn phải từ hôm nay \(today.shown), tối đa một năm")
        }
        let (secret, id) = ("lto_" + RandomText.secret(), UniqueID.make(at: self.office.now()))
        let made = try await self.office.act(by: person, once: form.once, on: "") { connection, now in
            guard
                try AccessToken.all(of: person.id, on: today, in: connection).count < AccessToken.maximumTokens
            else {
                throw FormFault("name", "Bạn đã có \(AccessToken.maximumTokens) mã: thu hồi mã không dùng nữa trước")
            }
            try connection.execute(
                """
                INSERT INTO access_token (id, token_hash, person_id, name, reads_only, created_at, ends_on)
                VALUES ($1, $2, $3, $4, $5, $6, $7)
                """, id, AccessToken.hash(secret), person.id, wanted.name, wanted.readsOnly, now, last)
            try AdministrativeLog.add(
                .tokenMade, to: (person.id, person.fullName),
                to: [
                    ("Mã truy cập", wanted.name), ("Quyền", AccessTokenWords.rights(wanted.readsOnly)),
                    ("Đến hết ngày", last.shown),
                ], by: person, at: now, in: connection)
            return id
        }
        return made == id ? secret : nil
    }

    /// Whose it is, or the administrator, takes it back: it works no more from the next call on.
    func revoke(_ id: String, by person: Person, form: FormToken, then location: String) async throws -> String {
        let today = self.office.today
        return try await self.office.act(by: person, once: form.once, on: "") { connection, now in
            guard let token = try AccessToken.find(id, on: today, in: connection),
                token.personID == person.id || PeopleRule.refusal(by: person) == nil
            else { throw Fault(.notFound, vi: "Không có mã truy cập này.", en: "There is no such access token.") }
            try connection.execute("UPDATE access_token SET revoked_at = $2 WHERE id = $1", id, now)
            try AdministrativeLog.add(
                .tokenRevoked, to: (token.personID, token.personName), from: [("Mã truy cập", token.name)],
                concerns: token.personID == person.id ? nil : token.personID, by: person, at: now, in: connection)
            return location
        }
    }
}

enum AccessTokenWords {
    static func rights(_ readsOnly: Bool) -> String { readsOnly ? "chỉ đọc" : "đọc và làm" }
}
