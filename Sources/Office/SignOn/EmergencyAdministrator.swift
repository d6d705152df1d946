import Exchange
import Storage
import Web

/// Passwords that open nothing any more where there is single sign-on, but that of one administrator (quản trị khẩn cấp): for the day on which nobody comes
/// in through the provider. Without a provider in the configuration the rule rests, and every password opens the door.
struct EmergencyAdministrator: Sendable, Equatable {
    /// Counts the changes: a form made from an older version is refused.
    let version: Int
    /// Whose password still opens the door; nil: everybody's.
    let personID: String?

    static let migration = Migration(
        "office 0481 passwords of one administrator alone",
        sql: """
            CREATE TABLE emergency_administrator (
                id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
                version INTEGER NOT NULL,
                person_id TEXT REFERENCES person (id)
            );
            INSERT INTO emergency_administrator (id, version, person_id) VALUES (1, 1, NULL);
            """
    )

    static func read(in connection: Connection) throws -> EmergencyAdministrator {
        guard let row = try connection.row("SELECT version, person_id FROM emergency_administrator WHERE id = 1") else {
            throw Fault(.internalFault, vi: "Thiếu quy tắc mật khẩu.", en: "The rule of passwords is missing.")
        }
        return EmergencyAdministrator(version: try row["version"], personID: try row["person_id"])
    }

    /// Whether the password of `person` opens nothing, as far as this rule goes.
    func refuses(_ person: String) -> Bool { self.personID.map { $0 != person } ?? false }

    /// Who may be chosen: administrators who chose their password themselves and have the second factor that their role requires. A factor at the
    /// provider would not open the door on the day on which the provider is gone (`SignOnAccount.isOnlyFactor`). At most 100.
    static func candidates(in connection: Connection) throws -> [(id: String, name: String)] {
        try connection.rows(
            """
            SELECT id, full_name, user_name FROM person
            WHERE role = 'admin' AND enabled = 1 AND password_is_first = 0 AND password_hash <> $1 AND NOT \(SecondFactor.isLacking)
            ORDER BY full_name, id LIMIT 100
            """, Passwords.nobody
        ).map { row in (try row["id"], try self.name(row)) }
    }

    private static func name(_ row: Row) throws -> String {
        let (name, user): (String, String) = (try row["full_name"], try row["user_name"])
        return "\(name) (\(user))"
    }

    /// The emergency administrator where the role of today requires a second factor and none is on: once the account is bound at the provider the
    /// password would open nothing (`SignOnAccount.isOnlyFactor`), not even to set one up. Asked after whatever changes that, in its transaction.
    static func lockedOut(in connection: Connection) throws -> String? {
        try connection.row(
            """
            SELECT person.full_name, person.user_name FROM emergency_administrator
            JOIN person ON person.id = emergency_administrator.person_id WHERE \(SecondFactor.isLacking)
            """
        ).map(self.name)
    }

    /// Throws when what was just done to `person` would lock them out as the emergency administrator.
    static func checkComesIn(_ person: String, in connection: Connection) throws {
        guard try self.read(in: connection).personID == person, let name = try self.lockedOut(in: connection) else {
            return
        }
        throw Fault.notAllowed(
            "Quản trị khẩn cấp \(name) sẽ không đăng nhập được: vai trò phải có xác thực hai bước mà chưa bật. "
                + "Người ấy bật trước, hoặc chọn người khác trong Quy tắc đăng nhập.",
            "The emergency administrator would be locked out: no second factor is on. Switch it on or choose another one first."
        )
    }

    /// Switches passwords off but for `chosen`, or on again (nil). Whoever came in by a password that opens nothing any more is signed out.
    ///
    /// - Parameter hasProvider: whether people can sign in elsewhere.
    static func set(
        _ chosen: String?, hasProvider: Bool, by person: Person, form: FormToken, office: Office
    ) async throws -> String {
        if let refusal = PeopleRule.refusal(by: person) { throw refusal }
        return try await office.act(by: person, once: form.once, on: "") { connection, now in
            let before = try self.read(in: connection)
            guard before.version == form.version else { throw Fault.stalePeople }
            guard before.personID != chosen else { return "/people/sign-in" }
            let candidates = try self.candidates(in: connection)
            if let chosen {
                guard hasProvider else {
                    throw FormFault("emergency", "Chưa có nơi đăng nhập một lần trong cấu hình: chưa tắt mật khẩu được")
                }
                guard candidates.contains(where: { $0.id == chosen }) else {
                    throw FormFault(
                        "emergency",
                        "Chọn một quản trị đang dùng được, đã tự đặt mật khẩu và đã bật xác thực hai bước nếu vai trò phải có"
                    )
                }
                try connection.execute(
                    "DELETE FROM session WHERE way = $1 AND person_id <> $2", SignInWay.password, chosen)
                try connection.execute(
                    "DELETE FROM sign_in_step WHERE way = $1 AND person_id <> $2", SignInWay.password, chosen)
            }
            try connection.execute(
                "UPDATE emergency_administrator SET version = version + 1, person_id = $1 WHERE id = 1", chosen)
            func values(_ id: String?) throws -> NamedValues {
                guard let id else { return [("Mật khẩu", "của mọi người")] }
                let name: String? = try connection.row("SELECT full_name FROM person WHERE id = $1", id)?["full_name"]
                return [("Mật khẩu", "chỉ của quản trị khẩn cấp \(name ?? id)")]
            }
            try AdministrativeLog.add(
                .passwordsSet, to: ("sign-in", "Quy tắc đăng nhập"), from: try values(before.personID),
                to: try values(chosen), by: person, at: now, in: connection)
            return "/people/sign-in"
        }
    }
}
