package import Exchange
package import Foundation
import Storage
import Trust

extension SystemStore {
    /// Connects a system that acts for `organs`; answers its token, which is shown once and never again.
    ///
    /// Throws `Fault`: `invalid-request` (id, name or secret of the wrong form), `unknown-organ`, `conflict` (the id exists, the
    /// token is in use, or an agency is served by another enabled system).
    ///
    /// - Parameters:
    ///   - organs: old or new codes of the directory; at least one.
    ///   - secret: 8 to 200 visible ASCII characters (the national axis gives its own); nil: one is made.
    ///   - secrets: seal the secret so that the system can use the VXP wire; nil: it cannot.
    package func add(
        id: String, name: String, organs: [OrganCode], secret: String? = nil, sealedBy secrets: SystemSecrets? = nil,
        now: Date
    ) async throws -> String {
        guard id.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._-]{0,63}/) != nil else {
            throw Fault.wrong("id", "1–64 chữ, số, \".\", \"_\", \"-\"", "1 to 64 letters, digits, \".\", \"_\", \"-\"")
        }
        let name = name.normalized.isEmpty ? id : name.normalized
        guard name.count <= 200 else { throw Fault.wrong("name", "tối đa 200 ký tự", "at most 200 characters") }
        guard (1...ConnectedSystem.maximumOrgans).contains(organs.count) else {
            throw Fault.wrong("organ", "ít nhất một mã cơ quan", "at least one agency")
        }
        let token = try Self.token(secret)
        let hash = Token.hash(token)
        let sealed = try secrets?.seal(token, of: id)
        do {
            try await self.database.write { connection in
                try connection.execute(
                    """
                    INSERT INTO system (id, name, token_hash, sealed_secret, enabled, created_at)
                    VALUES ($1, $2, $3, $4, 1, $5)
                    """, id, name, hash, sealed, now)
                for code in organs { try Self.connect(id, to: code, in: connection) }
            }
        } catch let violation as ConstraintViolation where violation.isUniqueness {
            throw Fault(
                .conflict,
                vi: "Hệ thống \"\(id)\" đã có, hoặc mã bí mật đã được dùng.",
                en: "The system \"\(id)\" exists already, or the secret is in use."
            )
        }
        return token
    }

    /// Gives the system a new secret, which is the only one from then on; answers it. Throws `invalid-request`, `not-found`, `conflict`.
    package func renew(_ id: String, secret: String? = nil, sealedBy secrets: SystemSecrets) async throws -> String {
        let token = try Self.token(secret)
        let (hash, sealed) = (Token.hash(token), try secrets.seal(token, of: id))
        do {
            let changed = try await self.database.write { connection in
                try connection.execute(
                    "UPDATE system SET token_hash = $2, sealed_secret = $3 WHERE id = $1", id, hash, sealed)
            }
            guard changed == 1 else { throw Fault.noSystem(id) }
        } catch let violation as ConstraintViolation where violation.isUniqueness {
            throw Fault(.conflict, vi: "Mã bí mật đã được dùng.", en: "The secret is in use.")
        }
        return token
    }

    private static func token(_ secret: String?) throws -> String {
        let token = secret ?? Token.make()
        guard (8...200).contains(token.utf8.count), token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Fault.wrong("secret", "8–200 ký tự ASCII, không có dấu cách", "8 to 200 visible ASCII characters")
        }
        return token
    }

    static func connect(_ id: String, to code: OrganCode, in connection: Connection) throws {
        guard let entry = try OrganStore.entry(code, in: connection) else {
            throw Fault(
                .unknownOrgan,
                vi: "Mã \"\(code.text)\" không có trong danh bạ. Nhập danh bạ trước.",
                en: "The code \"\(code.text)\" is not in the directory. Import the directory first.",
                place: "organ"
            )
        }
        let other = try connection.row(
            """
            SELECT system.id FROM system_organ JOIN system ON system.id = system_organ.system_id
            WHERE system_organ.organ = $1 AND system.enabled = 1 AND system.id <> $2 LIMIT 1
            """, entry.code, id)
        if let other {
            let owner: String = try other["id"]
            throw Fault(
                .conflict,
                vi: "Cơ quan \(entry.code.text) đang do hệ thống \"\(owner)\" phục vụ. Ngừng hệ thống đó trước.",
                en: "The agency \(entry.code.text) is served by the system \"\(owner)\". Disable that one first.",
                place: "organ"
            )
        }
        // The same agency by its old and its new code is one agency.
        try connection.execute(
            "INSERT INTO system_organ (system_id, organ) VALUES ($1, $2) ON CONFLICT (system_id, organ) DO NOTHING",
            id, entry.code)
    }
}

extension Fault {
    static func noSystem(_ id: String) -> Fault {
        Fault(.notFound, vi: "Không có hệ thống \"\(id)\".", en: "There is no system \"\(id)\".")
    }

    fileprivate static func wrong(_ place: String, _ vietnamese: String, _ english: String) -> Fault {
        Fault(.invalidRequest, vi: "\(place): cần \(vietnamese).", en: "\(place): needs \(english).", place: place)
    }
}
