import Exchange
import Foundation
import Storage
import Web

/// What an administrator does to further posts. Each act is one transaction with its entry in the log; the person is told.
struct PostActs: Sendable {
    let office: Office

    func give(_ draft: PostDraft, to id: String, by person: Person, form: FormToken) async throws -> String {
        try await self.office.act(by: person, once: form.once, on: "") { connection, now in
            if let refusal = PeopleRule.refusal(by: person) { throw refusal }
            let holder = try PersonRecord.find(id, in: connection).person
            guard try Self.give(draft, to: holder, by: person, at: now, in: connection) else {
                throw FormFault("title", "\(holder.fullName) đang giữ chức vụ này")
            }
            return "/people/\(id)"
        }
    }

    /// False: the person has exactly this post.
    static func give(
        _ draft: PostDraft, to holder: Person, by person: Person?, at now: Date, in connection: Connection
    ) throws -> Bool {
        try draft.check(in: connection)
        let today = VietnamTime.date(now)
        let standing = try Post.all(of: holder.id, in: connection).filter {
            !$0.isEnded && $0.draft.endsOn.map { today <= $0 } ?? true
        }
        guard !standing.contains(where: { $0.draft == draft }) else { return false }
        guard !standing.contains(where: { $0.unit.id == draft.unitID && $0.draft.role == draft.role }) else {
            throw FormFault(
                "unit",
                "\(holder.fullName) đã giữ vai trò \(RoleWords.name(draft.role)) ở đơn vị này: thôi chức vụ ấy trước")
        }
        try connection.execute(
            """
            INSERT INTO post (id, person_id, unit_id, role, title, starts_on, ends_on)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """, UniqueID.make(at: now), holder.id, draft.unitID, draft.role, draft.title, draft.startsOn, draft.endsOn)
        try EmergencyAdministrator.checkComesIn(holder.id, in: connection)
        try AdministrativeLog.add(
            .postGiven, to: (holder.id, holder.fullName), to: draft.values(in: connection), concerns: holder.id,
            by: person, at: now, in: connection)
        return true
    }

    /// Thôi giữ: at once; what was done in the post stays.
    func end(_ post: String, of id: String, by person: Person, form: FormToken) async throws -> String {
        try await self.office.act(by: person, once: form.once, on: "") { connection, now in
            if let refusal = PeopleRule.refusal(by: person) { throw refusal }
            let held = try Post.find(post, of: id, in: connection)
            guard !held.isEnded else { throw Fault.stalePeople }
            try connection.execute("UPDATE post SET ended_at = $2 WHERE id = $1", post, now)
            try AdministrativeLog.add(
                .postEnded, to: (id, try PersonRecord.find(id, in: connection).person.fullName),
                from: held.draft.values(in: connection), concerns: id, by: person, at: now, in: connection)
            return "/people/\(id)"
        }
    }
}
