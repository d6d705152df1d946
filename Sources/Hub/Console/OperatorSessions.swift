import Exchange
import Foundation
import Storage
import Trust
import Web

/// An operator who is signed in, and the secret that the forms of this session carry.
struct OperatorVisit: Sendable {
    var name: String
    var fullName: String
    /// Masked anew for each request.
    var csrf: String
    /// Of the session, as it is kept.
    var tokenHash: String
}

extension OperatorStore {
    /// Eight hours: a shift.
    static let sessionSeconds: TimeInterval = 8 * 3600
    /// By so much a clock is put right in ordinary life.
    private static let clockStepSeconds: TimeInterval = 300

    struct Session: Sendable, Equatable {
        var tokenHash: String
        var address: String
        var createdAt: Date
        var expiresAt: Date
    }

    /// Signs in with password and one-time or recovery code; answers the token for the cookie, or nil when one of them is wrong. The time
    /// that it takes tells nothing. The sign-in stands in the evidence log.
    func signIn(
        _ name: String, password: String, code: String, from address: String, secrets: SealedSecrets,
        evidence: EvidenceLog, at now: Date
    ) async throws -> String? {
        let row: (hash: String, sealed: String)? = try await self.database.read { connection in
            try connection.row(
                "SELECT password_hash, sealed_code_secret FROM operator WHERE name = $1 AND enabled = 1", name
            ).map { (try $0["password_hash"], try $0["sealed_code_secret"]) }
        }
        let hash = row?.hash ?? Passwords.nobody
        let isRight = try await blocking { try Passwords.verify(password, hash: hash) }
        guard isRight, let row else { return nil }
        let secret = Data(base64Encoded: try secrets.open(row.sealed, of: Self.subject(name))) ?? Data()
        let token = RandomText.secret()
        let isIn = try await evidence.write { connection in
            guard try Self.use(code, of: name, secret: secret, at: now, in: connection) else { return false }
            try connection.execute("DELETE FROM operator_session WHERE expires_at < $1", now)
            try connection.execute("DELETE FROM operator_form WHERE used_at < $1", now.addingTimeInterval(-86_400))
            try connection.execute(
                """
                INSERT INTO operator_session (token_hash, operator, csrf, address, created_at, expires_at)
                VALUES ($1, $2, $3, $4, $5, $6)
                """, Token.hash(token), name, RandomText.secret(), address, now,
                now.addingTimeInterval(Self.sessionSeconds))
            try connection.execute("UPDATE operator SET last_sign_in_at = $2 WHERE name = $1", name, now)
            try EvidenceLog.append(
                .administration(
                    "signed-in", name, ["address": .text(address)], by: Actor(name, .console), at: now),
                in: connection)
            return true
        }
        return isIn ? token : nil
    }

    /// Uses the code up when it is one.
    private static func use(
        _ code: String, of name: String, secret: Data, at now: Date, in connection: Connection
    ) throws -> Bool {
        let code = code.filter { !$0.isWhitespace && $0 != "-" }.lowercased()
        let last: Int? = try connection.row("SELECT last_code_step FROM operator WHERE name = $1", name)?[
            "last_code_step"]
        if let step = OneTimeCode.step(of: code, secret: secret, at: now, after: last) {
            try connection.execute("UPDATE operator SET last_code_step = $2 WHERE name = $1", name, step)
            return true
        }
        return try connection.execute(
            "DELETE FROM operator_recovery WHERE code_hash = $1 AND operator = $2", Token.hash(code), name) == 1
    }

    /// Nil when the session has ended; also when it has not begun, because the clock was set back: it would last too long.
    func visit(token: String, at now: Date) async throws -> OperatorVisit? {
        let hash = Token.hash(token)
        return try await self.database.read { connection in
            try connection.row(
                """
                SELECT operator.name, operator.full_name, operator_session.csrf FROM operator_session
                JOIN operator ON operator.name = operator_session.operator
                WHERE operator_session.token_hash = $1 AND operator_session.expires_at > $2 AND operator.enabled = 1
                    AND operator_session.expires_at < $3
                """, hash, now, now.addingTimeInterval(Self.sessionSeconds + Self.clockStepSeconds)
            ).map {
                OperatorVisit(
                    name: try $0["name"], fullName: try $0["full_name"],
                    csrf: FormSecret.masked(try $0["csrf"]), tokenHash: hash)
            }
        }
    }

    func sessions(of name: String, at now: Date) async throws -> [Session] {
        try await self.database.read { connection in
            try connection.rows(
                """
                SELECT * FROM operator_session WHERE operator = $1 AND expires_at > $2
                ORDER BY created_at DESC, token_hash LIMIT 100
                """, name, now
            ).map {
                Session(
                    tokenHash: try $0["token_hash"], address: try $0["address"], createdAt: try $0["created_at"],
                    expiresAt: try $0["expires_at"])
            }
        }
    }

    /// Ends a session of the operator's own. Repeated: nothing changes.
    func end(_ tokenHash: String, of name: String) async throws {
        _ = try await self.database.write {
            try $0.execute("DELETE FROM operator_session WHERE token_hash = $1 AND operator = $2", tokenHash, name)
        }
    }

    /// What the sealed secret of an operator is sealed for.
    static func subject(_ name: String) -> String { "operator \(name)" }
}
