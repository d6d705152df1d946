import Exchange
import Foundation
import Storage
import Web

/// Who may sign which documents, and how it is written: one rule for the form of drafts, submitting and signing.
///
/// For whom rights have begun that the administrator entered, those alone count, also when they are over. A leader for whom none has begun signs
/// in their own name.
enum SigningAuthority {
    /// Somebody who may sign, with what stands above their name.
    struct Signer: Sendable {
        let personID: String
        let label: String
    }

    /// The right of `person` to sign a document of the type on that day. Throws `FormFault` for `field` with the reason.
    static func right(
        of person: String, for type: String, on day: CalendarDate, field: String = "approver", in connection: Connection
    ) throws -> (block: SignatureBlock, form: SigningForm) {
        let rights = try SigningRight.all(of: person, in: connection).filter { $0.draft.startsOn <= day }
        if rights.isEmpty {
            guard let leader = try PersonStore.person(person, as: .leader, on: day, in: connection) else {
                throw FormFault(field, "Chọn người có thẩm quyền ký")
            }
            return (SignatureBlock(lines: [leader.title.uppercased()], title: leader.title, competence: nil), .own)
        }
        guard try PersonStore.person(person, in: connection) != nil,
            let right = rights.first(where: { $0.isActive(on: day) && $0.draft.covers(type) })
        else {
            let name = rights.first?.fullName ?? ""
            throw FormFault(
                field, "\(name) không còn hoặc không có thẩm quyền ký \(type.lowercased()) ngày \(day.shown)")
        }
        return (right.block, right.draft.form)
    }

    /// What stands above the signature, or will; nil when nobody knows: the signer has lost the authority, or signed before it was kept.
    static func block(of outgoing: Outgoing, on day: CalendarDate, in connection: Connection) throws -> SignatureBlock?
    {
        guard outgoing.isUnsigned else { return outgoing.signed }
        do {
            return try Self.right(of: outgoing.approverID, for: outgoing.typeName, on: day, in: connection).block
        } catch is FormFault {
            return nil
        }
    }

    /// Everybody among whom a draft's signer is chosen.
    static func signers(on day: CalendarDate, in connection: Connection) throws -> [Signer] {
        let rights = Dictionary(grouping: try SigningRight.active(on: day, in: connection), by: \.personID)
        let known = Set(
            try connection.rows(
                """
                SELECT DISTINCT signing_right.person_id FROM signing_right
                LEFT JOIN post ON post.id = signing_right.post_id
                WHERE signing_right.starts_on <= $1 AND (post.starts_on IS NULL OR post.starts_on <= $1)
                LIMIT 5000
                """, day
            ).map { row -> String in try row["person_id"] })
        let leaders = try PersonStore.people([.leader], on: day, in: connection).filter { !known.contains($0.id) }
            .map { Signer(personID: $0.id, label: "\($0.fullName), \($0.title)") }
        let others = rights.values.compactMap { rights -> Signer? in
            guard let first = rights.first else { return nil }
            let blocks = Set(rights.map { $0.block.lines.joined(separator: " / ") }).sorted().joined(separator: "; ")
            return Signer(personID: first.personID, label: "\(first.fullName) (\(blocks))")
        }
        return leaders + others.sorted { $0.label < $1.label }
    }
}

/// What an administrator does to rights to sign. Each act is one transaction with its entry in the log; the person is told.
struct SigningRightActs: Sendable {
    let office: Office

    func give(_ draft: SigningRightDraft, to id: String, by person: Person, form: FormToken) async throws -> String {
        if let refusal = PeopleRule.refusal(by: person) { throw refusal }
        try draft.check()
        return try await self.office.act(by: person, once: form.once, on: "") { connection, now in
            var holder = try PersonRecord.find(id, in: connection).person
            if let post = draft.postID {
                guard let held = try Post.all(of: id, in: connection).first(where: { $0.id == post && !$0.isEnded })
                else { throw FormFault("post", "Chọn chức vụ mà người này đang giữ") }
                holder = holder.holding(held)
            }
            guard [.leader, .head].contains(holder.role) else {
                throw FormFault("post", "Chỉ lãnh đạo và trưởng đơn vị ký văn bản (Điều 13)")
            }
            // Điều 13.3, 13.4: what the head of a unit signs is ordered or mandated.
            guard holder.role == .leader || [.order, .mandate].contains(draft.form) else {
                throw FormFault("form", "Trưởng đơn vị chỉ ký thừa lệnh (TL.) hoặc thừa ủy quyền (TUQ.)")
            }
            let standing = try SigningRight.all(of: id, in: connection).filter { !$0.isRevoked }
            guard !standing.contains(where: { $0.draft.overlaps(draft) }) else {
                throw FormFault(
                    "types", "Người này đã có thẩm quyền ký loại văn bản ấy trong thời hạn ấy: thu hồi trước")
            }
            try SigningRight.add(draft, id: UniqueID.make(at: now), to: id, in: connection)
            try AdministrativeLog.add(
                .signingGiven, to: (id, holder.fullName), to: draft.values(title: holder.title), concerns: id,
                by: person, at: now, in: connection)
            return "/people/\(id)"
        }
    }

    /// At once; what was signed stays.
    func revoke(_ right: String, of id: String, by person: Person, form: FormToken) async throws -> String {
        try await self.office.act(by: person, once: form.once, on: "") { connection, now in
            if let refusal = PeopleRule.refusal(by: person) { throw refusal }
            guard let held = try SigningRight.all(of: id, in: connection).first(where: { $0.id == right }) else {
                throw Fault(.notFound, vi: "Không có thẩm quyền ký này.", en: "There is no such right to sign.")
            }
            guard !held.isRevoked else { throw Fault.stalePeople }
            try Self.revoke(held, by: person, at: now, in: connection)
            return "/people/\(id)"
        }
    }

    /// Those of the main post, when somebody is given another one.
    static func revokeMain(of id: String, by person: Person?, at now: Date, in connection: Connection) throws {
        for right in try SigningRight.all(of: id, in: connection) where !right.isRevoked && right.draft.postID == nil {
            try self.revoke(right, by: person, at: now, in: connection)
        }
    }

    private static func revoke(_ right: SigningRight, by person: Person?, at now: Date, in connection: Connection)
        throws
    {
        try connection.execute("UPDATE signing_right SET revoked_at = $2 WHERE id = $1", right.id, now)
        try AdministrativeLog.add(
            .signingRevoked, to: (right.personID, right.fullName), from: right.draft.values(title: right.title),
            concerns: right.personID, by: person, at: now, in: connection)
    }
}
