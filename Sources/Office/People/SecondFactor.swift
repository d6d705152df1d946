import Exchange
import Foundation
import Storage
import Trust
import Web

/// The second factor of signing in (xác thực hai bước): one-time codes of an app on the person's phone, and ten recovery codes (mã khôi phục) for
/// when it is lost.
enum SecondFactor {
    static let migration = Migration(
        "office 0240 a second factor at sign-in",
        sql: """
            CREATE TABLE second_factor (
                person_id TEXT NOT NULL PRIMARY KEY REFERENCES person (id),
                sealed_secret TEXT NOT NULL,
                -- The newest code that was used: each is good once.
                last_step INTEGER,
                -- Null: begun; a code has not shown yet that the app has the secret.
                confirmed_at TEXT
            );
            CREATE TABLE recovery_code (
                code_hash TEXT NOT NULL PRIMARY KEY,
                person_id TEXT NOT NULL REFERENCES person (id)
            );
            CREATE INDEX recovery_code_by_person ON recovery_code (person_id);
            -- Who must have one.
            CREATE TABLE second_factor_role (role TEXT NOT NULL PRIMARY KEY);
            -- Sign-ins whose password was right and whose code is awaited.
            CREATE TABLE sign_in_step (
                token_hash TEXT NOT NULL PRIMARY KEY,
                person_id TEXT NOT NULL REFERENCES person (id),
                expires_at TEXT NOT NULL
            );
            """
    )

    enum State: Equatable, Sendable {
        case off
        /// The secret waits to be confirmed by a code.
        case begun(secret: Data)
        case on(recoveryCodes: Int)
    }

    static func state(of person: String, _ secrets: SealedSecrets, in connection: Connection) throws -> State {
        guard let row = try connection.row("SELECT * FROM second_factor WHERE person_id = $1", person) else {
            return .off
        }
        let confirmed: Date? = try row["confirmed_at"]
        guard confirmed != nil else {
            return .begun(secret: try Self.secret(try row["sealed_secret"], of: person, secrets))
        }
        let left: Int? = try connection.row(
            "SELECT COUNT(*) AS total FROM recovery_code WHERE person_id = $1", person)?["total"]
        return .on(recoveryCodes: left ?? 0)
    }

    static func isOn(_ person: String, in connection: Connection) throws -> Bool {
        try connection.row(
            "SELECT 1 FROM second_factor WHERE person_id = $1 AND confirmed_at IS NOT NULL", person) != nil
    }

    /// Keeps a new secret of 160 bits. One that is confirmed stays.
    static func begin(_ person: String, _ secrets: SealedSecrets, in connection: Connection) throws {
        var generator = SystemRandomNumberGenerator()
        let secret = Data((0..<20).map { _ in UInt8.random(in: 0...255, using: &generator) })
        try connection.execute(
            """
            INSERT INTO second_factor (person_id, sealed_secret) VALUES ($1, $2)
            ON CONFLICT (person_id) DO UPDATE SET sealed_secret = excluded.sealed_secret
                WHERE second_factor.confirmed_at IS NULL
            """, person, try secrets.seal(secret.base64EncodedString(), of: Self.subject(person)))
    }

    /// Throws `FormFault` for the field `code` when it is not that of the secret.
    static func confirm(
        _ person: String, code: String, secret: Data, at now: Date, in connection: Connection
    ) throws {
        guard let step = OneTimeCode.step(of: Self.plain(code), secret: secret, at: now, after: nil) else {
            throw FormFault("code", "Mã chưa đúng: xem giờ trên điện thoại có đúng không rồi ghi mã mới")
        }
        try connection.execute(
            "UPDATE second_factor SET confirmed_at = $2, last_step = $3 WHERE person_id = $1", person, now, step)
    }

    /// Uses a one-time or recovery code up; false when it is none, or was used.
    static func use(
        _ code: String, of person: String, _ secrets: SealedSecrets, at now: Date, in connection: Connection
    ) throws -> Bool {
        guard
            let row = try connection.row(
                "SELECT * FROM second_factor WHERE person_id = $1 AND confirmed_at IS NOT NULL", person)
        else { return false }
        let code = Self.plain(code)
        let secret = try Self.secret(try row["sealed_secret"], of: person, secrets)
        if let step = OneTimeCode.step(of: code, secret: secret, at: now, after: try row["last_step"]) {
            try connection.execute("UPDATE second_factor SET last_step = $2 WHERE person_id = $1", person, step)
            return true
        }
        return try connection.execute(
            "DELETE FROM recovery_code WHERE code_hash = $1 AND person_id = $2", Token.hash(code), person) == 1
    }

    static func makeRecoveryCodes() -> [String] { (0..<10).map { _ in RandomText.readable() } }

    /// Keeps the hashes of new recovery codes in the place of those that are left.
    static func keep(recoveryCodes: [String], of person: String, in connection: Connection) throws {
        try connection.execute("DELETE FROM recovery_code WHERE person_id = $1", person)
        for code in recoveryCodes {
            try connection.execute(
                "INSERT INTO recovery_code (code_hash, person_id) VALUES ($1, $2)", Token.hash(Self.plain(code)), person
            )
        }
    }

    static func remove(of person: String, in connection: Connection) throws {
        try connection.execute("DELETE FROM second_factor WHERE person_id = $1", person)
        try connection.execute("DELETE FROM recovery_code WHERE person_id = $1", person)
    }

    /// Whether one of the posts of `person` requires it, as a condition of SQL.
    static let isRequired = """
        EXISTS (SELECT 1 FROM second_factor_role WHERE second_factor_role.role = person.role
            OR second_factor_role.role IN
                (SELECT post.role FROM post WHERE post.person_id = person.id AND post.ended_at IS NULL))
        """

    /// Whether `person` must have one and has none that is confirmed, as a condition of SQL.
    static let isLacking = """
        (\(Self.isRequired) AND NOT EXISTS (SELECT 1 FROM second_factor
            WHERE second_factor.person_id = person.id AND second_factor.confirmed_at IS NOT NULL))
        """

    static let lacking = Fault.notAllowed(
        "Vai trò của bạn phải có xác thực hai bước: bật rồi mới làm việc khác được.",
        "Your role requires a second factor.")

    static func isRequired(of person: String, in connection: Connection) throws -> Bool {
        try connection.row("SELECT 1 FROM person WHERE id = $1 AND \(Self.isRequired)", person) != nil
    }

    /// The roles that must have one.
    static func requiredRoles(in connection: Connection) throws -> Set<Role> {
        Set(try connection.rows("SELECT role FROM second_factor_role LIMIT 100").map { row -> Role in try row["role"] })
    }

    /// From now on of these roles, and of no other.
    static func require(of roles: Set<Role>, in connection: Connection) throws {
        try connection.execute("DELETE FROM second_factor_role")
        for role in roles { try connection.execute("INSERT INTO second_factor_role (role) VALUES ($1)", role) }
    }

    private static func secret(_ sealed: String, of person: String, _ secrets: SealedSecrets) throws -> Data {
        Data(base64Encoded: try secrets.open(sealed, of: Self.subject(person))) ?? Data()
    }

    /// What the sealed secret is sealed for.
    private static func subject(_ person: String) -> String { "second factor of \(person)" }

    /// As people type codes: with blanks, hyphens, capitals.
    private static func plain(_ code: String) -> String {
        code.filter { !$0.isWhitespace && $0 != "-" }.lowercased()
    }
}

/// The moment between a right password, or the provider's word, and the code.
enum SignInStep {
    static let lifetimeSeconds: TimeInterval = 300
    /// Codes that may be tried in one step.
    private static let maximumTries = 5

    static let migration = Migration(
        "office 0350 codes of a sign-in are counted",
        sql: "ALTER TABLE sign_in_step ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;")

    /// The token that the form of the code carries.
    static func open(_ person: String, _ way: SignInWay, at now: Date, in connection: Connection) throws -> String {
        try connection.execute("DELETE FROM sign_in_step WHERE expires_at < $1", now)
        let token = RandomText.secret()
        try connection.execute(
            "INSERT INTO sign_in_step (token_hash, person_id, expires_at, way) VALUES ($1, $2, $3, $4)",
            Token.hash(token), person, now.addingTimeInterval(Self.lifetimeSeconds), way)
        return token
    }

    /// Whose it is; nil when it has ended or they may no longer sign in.
    static func find(
        _ token: String, at now: Date, in connection: Connection
    ) throws -> (id: String, userName: String, way: SignInWay)? {
        try connection.row(
            """
            SELECT person.id, person.user_name, sign_in_step.way FROM sign_in_step JOIN person ON person.id = sign_in_step.person_id
            WHERE sign_in_step.token_hash = $1 AND sign_in_step.expires_at > $2 AND sign_in_step.tries < $3
                AND person.enabled = 1
            """, Token.hash(token), now, Self.maximumTries
        ).map { (try $0["id"], try $0["user_name"], try $0["way"]) }
    }

    /// Counts a code; in the transaction in which it is looked at. False when the step had its last.
    static func count(_ token: String, in connection: Connection) throws -> Bool {
        try connection.execute(
            "UPDATE sign_in_step SET tries = tries + 1 WHERE token_hash = $1 AND tries < $2", Token.hash(token),
            Self.maximumTries) == 1
    }

    static func close(_ token: String, in connection: Connection) throws {
        try connection.execute("DELETE FROM sign_in_step WHERE token_hash = $1", Token.hash(token))
    }
}
