import Exchange
import Foundation
import Storage
import Web

/// Somebody as the administrator sees them.
struct PersonRecord: Sendable {
    let person: Person
    let isEnabled: Bool
    let version: Int
    /// Documents that the person leads and has not finished.
    let openWork: Int
    let hasSecondFactor: Bool
    /// Has signed in at the provider of single sign-on.
    let isBound: Bool

    static func find(_ id: String, in connection: Connection) throws -> PersonRecord {
        guard let row = try connection.row("\(Self.query) WHERE person.id = $1", id) else {
            throw Fault(.notFound, vi: "Không có người dùng này.", en: "There is no such person.")
        }
        return try PersonRecord(row)
    }

    /// Everybody, of one unit or all, by unit and name. At most 500.
    static func all(unit: String?, in connection: Connection) throws -> [PersonRecord] {
        try connection.rows(
            """
            \(self.query) WHERE CAST($1 AS TEXT) IS NULL OR person.unit_id = $1
            ORDER BY person.enabled DESC, unit.sort, unit.name, person.full_name, person.id LIMIT 500
            """, unit
        ).map(PersonRecord.init)
    }

    private static let query = """
        SELECT \(Person.columns), person.enabled, person.version,
            (SELECT COUNT(*) FROM receipt WHERE receipt.person_id = person.id AND receipt.part = 'lead'
                AND receipt.state IN ('waiting', 'working')) AS open_work,
            EXISTS (SELECT 1 FROM second_factor WHERE second_factor.person_id = person.id
                AND second_factor.confirmed_at IS NOT NULL) AS has_second_factor, \(SignOnAccount.isBound) AS is_bound
        FROM person JOIN unit ON unit.id = person.unit_id
        """

    private init(_ row: Row) throws {
        self.person = try Person(row)
        self.isEnabled = try row["enabled"]
        self.version = try row["version"]
        self.openWork = try row["open_work"]
        self.hasSecondFactor = try row["has_second_factor"]
        self.isBound = try row["is_bound"]
    }
}

/// What is given of somebody.
struct PersonDraft: Sendable, Equatable {
    var fullName: String
    var title: String
    var unitID: String
    var role: Role

    /// Throws `FormFault` with the name of the field.
    func check(in connection: Connection) throws {
        var faults = FormFaults()
        faults.require((1...100).contains(self.fullName.count), "full-name", "Ghi họ và tên, tối đa 100 ký tự")
        faults.require((1...100).contains(self.title.count), "title", "Ghi chức vụ, tối đa 100 ký tự")
        let unit = try connection.row("SELECT id FROM unit WHERE id = $1 AND closed_at IS NULL", self.unitID)
        faults.require(unit != nil, "unit", "Chọn đơn vị còn hoạt động trong danh sách")
        try faults.check()
    }

    /// The first two are names, the others are rights.
    func values(in connection: Connection) throws -> NamedValues {
        let unit: String? = try connection.row("SELECT name FROM unit WHERE id = $1", self.unitID)?["name"]
        return [
            ("Họ tên", self.fullName), ("Chức vụ", self.title), ("Đơn vị", unit ?? self.unitID),
            ("Vai trò", RoleWords.name(self.role)),
        ]
    }

    func changesRights(of other: PersonDraft) -> Bool { self.unitID != other.unitID || self.role != other.role }
}

extension Person {
    var draft: PersonDraft {
        PersonDraft(fullName: self.fullName, title: self.title, unitID: self.unit.id, role: self.role)
    }
}

/// What an administrator does to people. Each act is one transaction with its entry in the log; what changes rights is told to the person
/// concerned until they confirm it (NĐ 30/2020/NĐ-CP, PL VI.III.3.c).
struct PersonActs: Sendable {
    let office: Office

    /// What an act did. The password is told once: a repeat of the form has none.
    struct Outcome: Sendable {
        let personID: String
        let firstPassword: String?
    }

    private func perform(
        by person: Person, form: FormToken, _ body: @escaping @Sendable (Connection, Date) throws -> String
    ) async throws -> String {
        try await self.office.act(by: person, once: form.once, on: "") { connection, now in
            if let refusal = PeopleRule.refusal(by: person) { throw refusal }
            return try body(connection, now)
        }
    }

    /// Adds somebody with a first password.
    func add(_ userName: String, _ draft: PersonDraft, by person: Person, form: FormToken) async throws -> Outcome {
        if let refusal = PeopleRule.refusal(by: person) { throw refusal }
        let id = UniqueID.make(at: self.office.now())
        let first = try await FirstPassword.make()
        let location = try await self.perform(by: person, form: form) { connection, now in
            try Self.add(id, userName, draft, passwordHash: first.hash, by: person, at: now, in: connection)
            return "/people/\(id)"
        }
        let isFirst = location == "/people/\(id)"
        return Outcome(
            personID: String(location.dropFirst("/people/".count)), firstPassword: isFirst ? first.text : nil)
    }

    static func add(
        _ id: String, _ userName: String, _ draft: PersonDraft, passwordHash: String, by person: Person?,
        at now: Date, in connection: Connection
    ) throws {
        var faults = FormFaults()
        faults.require(
            PeopleRule.isUserName(userName), "user",
            "Tên đăng nhập gồm 3 đến 50 chữ thường không dấu, chữ số, dấu chấm, gạch")
        let namesake = try connection.row("SELECT id FROM person WHERE user_name = $1", userName)
        faults.require(namesake == nil, "user", "Tên đăng nhập “\(userName)” đã có người dùng")
        _ = try faults.read { try draft.check(in: connection) }
        try faults.check()
        try connection.execute(
            """
            INSERT INTO person (id, user_name, full_name, title, unit_id, role, password_hash, password_is_first)
            VALUES ($1, $2, $3, $4, $5, $6, $7, 1)
            """, id, userName, draft.fullName, draft.title, draft.unitID, draft.role, passwordHash)
        try AdministrativeLog.add(
            .personAdded, to: (id, draft.fullName), to: [("Tên đăng nhập", userName)] + draft.values(in: connection),
            by: person, at: now, in: connection)
    }

    func change(_ id: String, _ draft: PersonDraft, by person: Person, form: FormToken) async throws -> String {
        try await self.perform(by: person, form: form) { connection, now in
            let old = try PersonRecord.find(id, in: connection)
            guard old.version == form.version else { throw Fault.stalePeople }
            try Self.change(old, draft, by: person, at: now, in: connection)
            return "/people/\(id)"
        }
    }

    static func change(
        _ old: PersonRecord, _ draft: PersonDraft, by person: Person?, at now: Date, in connection: Connection
    ) throws {
        let (id, before) = (old.person.id, old.person.draft)
        guard draft != before else { return }
        try draft.check(in: connection)
        if before.role == .admin, draft.role != .admin {
            try PeopleRule.checkAdministratorRemains(without: id, in: connection)
        }
        try connection.execute(
            """
            UPDATE person SET full_name = $2, title = $3, unit_id = $4, role = $5, version = version + 1 WHERE id = $1
            """, id, draft.fullName, draft.title, draft.unitID, draft.role)
        if draft.changesRights(of: before) {
            // What was delegated was delegated in the former post.
            try connection.execute(
                "UPDATE delegation SET revoked_at = $2 WHERE (from_id = $1 OR to_id = $1) AND revoked_at IS NULL", id,
                now)
            try SigningRightActs.revokeMain(of: id, by: person, at: now, in: connection)
        }
        try AdministrativeLog.add(
            .personChanged, to: (id, draft.fullName), from: before.values(in: connection),
            to: draft.values(in: connection), concerns: draft.changesRights(of: before) ? id : nil, by: person,
            at: now, in: connection)
    }

    /// Khóa: ends every session at once; what the person did stays. `locks` false lets them in again.
    func lock(_ id: String, _ locks: Bool, by person: Person, form: FormToken) async throws -> String {
        try await self.perform(by: person, form: form) { connection, now in
            let old = try PersonRecord.find(id, in: connection)
            guard old.version == form.version, old.isEnabled == locks else { throw Fault.stalePeople }
            if locks {
                if old.person.role == .admin {
                    try PeopleRule.checkAdministratorRemains(without: id, in: connection)
                }
                try Sessions.closeAll(of: id, in: connection)
            } else {
                try old.person.draft.check(in: connection)
            }
            try connection.execute(
                "UPDATE person SET enabled = $2, version = version + 1 WHERE id = $1", id, !locks)
            try AdministrativeLog.add(
                locks ? .personLocked : .personUnlocked, to: (id, old.person.fullName), concerns: id, by: person,
                at: now, in: connection)
            return "/people/\(id)"
        }
    }

    /// Gives a new first password; ends every session.
    func givePassword(_ id: String, by person: Person, form: FormToken) async throws -> Outcome {
        if let refusal = PeopleRule.refusal(by: person) { throw refusal }
        let first = try await FirstPassword.make()
        // The entry's id stands in the answer: a repeat of the form gets that of the first time.
        let mark = RandomText.secret()
        let location = try await self.perform(by: person, form: form) { connection, now in
            let old = try PersonRecord.find(id, in: connection)
            guard old.version == form.version else { throw Fault.stalePeople }
            try connection.execute(
                """
                UPDATE person SET password_hash = $2, password_is_first = 1, version = version + 1 WHERE id = $1
                """, id, first.hash)
            try Sessions.closeAll(of: id, in: connection)
            try AdministrativeLog.add(
                .passwordGiven, to: (id, old.person.fullName), concerns: id, by: person, at: now, in: connection)
            return "/people/\(id)#\(mark)"
        }
        return Outcome(personID: id, firstPassword: location.hasSuffix(mark) ? first.text : nil)
    }
}

extension PersonActs {
    /// Takes the second factor away from who lost it; ends every session.
    func resetSecondFactor(_ id: String, by person: Person, form: FormToken) async throws -> String {
        try await self.perform(by: person, form: form) { connection, now in
            let old = try PersonRecord.find(id, in: connection)
            guard old.version == form.version, old.hasSecondFactor else { throw Fault.stalePeople }
            try SecondFactor.remove(of: id, in: connection)
            try EmergencyAdministrator.checkComesIn(id, in: connection)
            try Sessions.closeAll(of: id, in: connection)
            try AdministrativeLog.add(
                .secondFactorReset, to: (id, old.person.fullName), concerns: id, by: person, at: now, in: connection)
            return "/people/\(id)"
        }
    }
}

extension PersonActs {
    /// Takes the account of single sign-on away, whose next sign-in binds one anew; ends every session.
    func clearSignOn(_ id: String, by person: Person, form: FormToken) async throws -> String {
        try await self.perform(by: person, form: form) { connection, now in
            let old = try PersonRecord.find(id, in: connection)
            guard old.version == form.version, old.isBound else { throw Fault.stalePeople }
            try SignOnAccount.clear(of: id, in: connection)
            try Sessions.closeAll(of: id, in: connection)
            try AdministrativeLog.add(
                .signOnCleared, to: (id, old.person.fullName), concerns: id, by: person, at: now, in: connection)
            return "/people/\(id)"
        }
    }
}

/// A password that somebody else gives (mật khẩu đầu tiên): random, told once, changed at the first sign-in.
struct FirstPassword: Sendable {
    let text: String
    let hash: String

    static func make() async throws -> FirstPassword {
        try await blocking {
            let text = RandomText.readable()
            return FirstPassword(text: text, hash: try Passwords.hash(text))
        }
    }
}
