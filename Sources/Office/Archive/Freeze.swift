import Exchange
import Foundation
import Storage
import Web

/// A document or case file that stays as it is (đóng băng) until the freeze is lifted: nothing on it is changed, handed over or destroyed. What the
/// exchange reports still arrives. A frozen case file freezes every document in it.
struct Freeze: Sendable {
    let reason: String
    let by: String
    let at: Date
    /// False where a case file that holds the document is frozen.
    let isOwn: Bool

    /// The freeze that holds `id`, its own first.
    static func standing(on id: String, in connection: Connection) throws -> Freeze? {
        try connection.row(
            """
            SELECT reason, frozen_by, frozen_at, subject_id = $1 AS own FROM "freeze"
            WHERE lifted_at IS NULL AND (subject_id = $1
                OR subject_id IN (SELECT case_file_id FROM case_document WHERE document_id = $1))
            ORDER BY own DESC, frozen_at LIMIT 1
            """, id
        ).map {
            Freeze(reason: try $0["reason"], by: try $0["frozen_by"], at: try $0["frozen_at"], isOwn: try $0["own"])
        }
    }

    /// Throws when nothing may be changed on `id`; "" is nothing.
    static func check(_ id: String, in connection: Connection) throws {
        guard try !id.isEmpty && self.standing(on: id, in: connection) != nil else { return }
        throw Fault.notAllowed(
            "Văn bản hoặc hồ sơ đang đóng băng: lãnh đạo bỏ đóng băng rồi mới thay đổi được.",
            "It is frozen: nothing may be changed.")
    }

    /// Throws when the case file or any document in it is frozen.
    static func checkWhole(_ file: CaseFile, in connection: Connection) throws {
        try self.check(file.id, in: connection)
        let held: String? = try connection.row(
            """
            SELECT subject_id FROM "freeze" WHERE lifted_at IS NULL
                AND subject_id IN (SELECT document_id FROM case_document WHERE case_file_id = $1)
            ORDER BY subject_id LIMIT 1
            """, file.id)?["subject_id"]
        guard held == nil else {
            throw Fault.notAllowed(
                "Hồ sơ \(file.sign.text) có văn bản đang đóng băng.", "A document of the case file is frozen.")
        }
    }

    static func refusal(by person: Person) -> Fault? {
        person.role == .leader ? nil : CaseFileRule.only("lãnh đạo", "leaders")
    }

    static let migration = Migration(
        "office 0261 documents and case files are frozen",
        sql: """
            CREATE TABLE freeze (
                id TEXT NOT NULL PRIMARY KEY,
                -- Of an incoming or outgoing document, or of a case file.
                subject_id TEXT NOT NULL,
                reason TEXT NOT NULL,
                frozen_by TEXT NOT NULL,
                frozen_at TEXT NOT NULL,
                lifted_by TEXT,
                lifted_at TEXT
            );
            CREATE UNIQUE INDEX freeze_standing ON freeze (subject_id) WHERE lifted_at IS NULL;
            """,
        // The word is PostgreSQL's own: every statement quotes it.
        onPostgreSQL: ["TABLE freeze": "TABLE \"freeze\"", "ON freeze": "ON \"freeze\""]
    )
}

/// What can be frozen, as the person sees it.
struct FreezeSubject: Sendable {
    enum Kind: String, Sendable, CaseIterable {
        case incoming, outgoing
        case caseFile = "case-files"
    }

    let kind: Kind
    let id: String
    /// `Văn bản 12/QĐ-UBND`, `Hồ sơ 01.TCCB`.
    let name: String
    let subject: String

    var path: String { "/\(self.kind.rawValue)/\(self.id)" }

    static func find(_ kind: Kind, _ id: String, for person: Person, in connection: Connection) throws -> FreezeSubject
    {
        switch kind {
        case .incoming:
            guard let found = try IncomingStore.find(id, for: person, in: connection) else {
                throw Fault.noSuchDocument
            }
            return FreezeSubject(kind: kind, id: id, name: "Văn bản \(found.name)", subject: found.subject)
        case .outgoing:
            guard let found = try OutgoingStore.find(id, for: person, in: connection) else {
                throw Fault.noSuchDocument
            }
            if found.isShared { throw Fault.onlyShared }
            return FreezeSubject(
                kind: kind, id: id, name: "Văn bản \(found.code?.text ?? "…/\(found.notation)")", subject: found.subject
            )
        case .caseFile:
            guard let found = try CaseFileStore.find(id, for: person, in: connection) else {
                throw Fault.noSuchCaseFile
            }
            return FreezeSubject(kind: kind, id: id, name: "Hồ sơ \(found.sign.text)", subject: found.title)
        }
    }
}

/// Freezing and lifting the freeze: by leaders, with a reason that stays.
struct FreezeActs: Sendable {
    let office: Office

    func freeze(
        _ kind: FreezeSubject.Kind, _ id: String, reason: String, by person: Person, form: FormToken
    ) async throws -> String {
        try await self.perform(kind, id, reason, "đóng băng", by: person, form: form) { connection, now in
            guard try Freeze.standing(on: id, in: connection)?.isOwn != true else { throw Fault.stale }
            try connection.execute(
                #"INSERT INTO "freeze" (id, subject_id, reason, frozen_by, frozen_at) VALUES ($1, $2, $3, $4, $5)"#,
                UniqueID.make(at: now), id, reason, person.signature, now)
            try Timeline.add(.frozen, to: id, by: person, at: now, quote: reason, in: connection)
        }
    }

    func lift(
        _ kind: FreezeSubject.Kind, _ id: String, reason: String, by person: Person, form: FormToken
    ) async throws -> String {
        try await self.perform(kind, id, reason, "bỏ đóng băng", by: person, form: form) { connection, now in
            let lifted = try connection.execute(
                #"UPDATE "freeze" SET lifted_by = $1, lifted_at = $2 WHERE subject_id = $3 AND lifted_at IS NULL"#,
                person.signature, now, id)
            guard lifted == 1 else { throw Fault.stale }
            try Timeline.add(.unfrozen, to: id, by: person, at: now, quote: reason, in: connection)
        }
    }

    private func perform(
        _ kind: FreezeSubject.Kind, _ id: String, _ reason: String, _ act: String, by person: Person, form: FormToken,
        _ body: @escaping @Sendable (Connection, Date) throws -> Void
    ) async throws -> String {
        let changes = self.office.changes
        // On no document: a frozen one takes no other act.
        return try await self.office.act(by: person, once: form.once, on: "") { connection, now in
            let subject = try FreezeSubject.find(kind, id, for: person, in: connection)
            if let refusal = Freeze.refusal(by: person) { throw refusal }
            try Reason.check(reason, act)
            try body(connection, now)
            try changes.tell(id, in: connection)
            return subject.path
        }
    }
}
