import Exchange
import Foundation
import Storage
package import Trust
import Web

extension Administration {
    /// What a new operator gets once and never again.
    package struct OperatorKeys: Sendable {
        /// `otpauth://…` for the authenticator app.
        package let address: String
        /// Each signs in once in place of a one-time code (mã khôi phục).
        package let recoveryCodes: [String]
    }

    /// Throws `Fault`: `invalid-request` (the name), `invalid-form` (the password), `conflict`.
    package func add(
        operator name: String, fullName: String, password: String, sealedBy secrets: SealedSecrets
    ) async throws -> OperatorKeys {
        guard name.wholeMatch(of: /[a-z0-9][a-z0-9._-]{0,63}/) != nil, (1...200).contains(fullName.normalized.count)
        else {
            throw Fault(
                .invalidRequest,
                vi: "Tên đăng nhập cần 1–64 chữ thường, số, \".\", \"_\", \"-\"; họ tên tối đa 200 ký tự.",
                en: "A name has 1 to 64 lower-case letters, digits, \".\", \"_\", \"-\"; a full name at most 200.")
        }
        let hash = try Passwords.hash(password)
        let (keys, sealed) = try Self.keys(name, secrets)
        let now = self.now()
        do {
            try await self.act("operator-added", name, ["fullName": .text(fullName.normalized)]) { connection in
                try connection.execute(
                    """
                    INSERT INTO operator (name, full_name, password_hash, sealed_code_secret, enabled, created_at)
                    VALUES ($1, $2, $3, $4, 1, $5)
                    """, name, fullName.normalized, hash, sealed, now)
                try Self.keep(keys, of: name, in: connection)
            }
        } catch let violation as ConstraintViolation where violation.isUniqueness {
            throw Fault(
                .conflict, vi: "Người vận hành \"\(name)\" đã có.", en: "The operator \"\(name)\" exists already.")
        }
        return keys
    }

    /// New password, new secret for one-time codes, new recovery codes; every session ends; a disabled operator may come in again. Throws as `add`,
    /// and `not-found`.
    package func renew(
        operator name: String, password: String, sealedBy secrets: SealedSecrets
    ) async throws -> OperatorKeys {
        let hash = try Passwords.hash(password)
        let (keys, sealed) = try Self.keys(name, secrets)
        try await self.act("operator-renewed", name) { connection in
            let changed = try connection.execute(
                """
                UPDATE operator SET password_hash = $2, sealed_code_secret = $3, last_code_step = NULL, enabled = 1
                WHERE name = $1
                """, name, hash, sealed)
            guard changed == 1 else { throw Self.nobody(name) }
            try Self.keep(keys, of: name, in: connection)
        }
        return keys
    }

    /// Lets the operator in no more, at once. Throws `not-found`.
    package func disable(operator name: String) async throws {
        try await self.act("operator-disabled", name) { connection in
            guard try connection.execute("UPDATE operator SET enabled = 0 WHERE name = $1", name) == 1 else {
                throw Self.nobody(name)
            }
            try connection.execute("DELETE FROM operator_session WHERE operator = $1", name)
        }
    }

    private static func keys(_ name: String, _ secrets: SealedSecrets) throws -> (OperatorKeys, sealed: String) {
        var generator = SystemRandomNumberGenerator()
        let secret = Data((0..<20).map { _ in UInt8.random(in: 0...255, using: &generator) })
        let codes = (0..<10).map { _ in
            // 50 bits each; guessing is slowed down.
            let text = OneTimeCode.base32(Data((0..<7).map { _ in UInt8.random(in: 0...255, using: &generator) }))
            return "\(text.prefix(5))-\(text.dropFirst(5).prefix(5))".lowercased()
        }
        let address = OneTimeCode.address(secret, account: name, issuer: "LienThong")
        let sealed = try secrets.seal(secret.base64EncodedString(), of: OperatorStore.subject(name))
        return (OperatorKeys(address: address, recoveryCodes: codes), sealed)
    }

    private static func keep(_ keys: OperatorKeys, of name: String, in connection: Connection) throws {
        try connection.execute("DELETE FROM operator_session WHERE operator = $1", name)
        try connection.execute("DELETE FROM operator_recovery WHERE operator = $1", name)
        for code in keys.recoveryCodes {
            try connection.execute(
                "INSERT INTO operator_recovery (code_hash, operator) VALUES ($1, $2)",
                Token.hash(code.replacing("-", with: "")), name)
        }
    }

    private static func nobody(_ name: String) -> Fault {
        Fault(.notFound, vi: "Không có người vận hành \"\(name)\".", en: "There is no operator \"\(name)\".")
    }
}
