package import Exchange
import Foundation
import Storage
package import Trust

extension Administration {
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
        system id: String, name: String, organs: [OrganCode], secret: String? = nil,
        sealedBy secrets: SealedSecrets? = nil
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
        let now = self.now()
        do {
            try await self.act(
                "system-added", id, ["name": .text(name), "organs": .list(organs.map { .text($0.text) })]
            ) { connection in
                try connection.execute(
                    """
                    INSERT INTO system (id, name, token_hash, sealed_secret, enabled, created_at)
                    VALUES ($1, $2, $3, $4, 1, $5)
                    """, id, name, hash, sealed, now)
                for code in organs { try SystemStore.connect(id, to: code, in: connection) }
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
    package func renewSecret(of id: String, secret: String? = nil, sealedBy secrets: SealedSecrets) async throws
        -> String
    {
        try Self.refuseUplink(id)
        let token = try Self.token(secret)
        let (hash, sealed) = (Token.hash(token), try secrets.seal(token, of: id))
        do {
            try await self.act("secret-renewed", id) { connection in
                let changed = try connection.execute(
                    "UPDATE system SET token_hash = $2, sealed_secret = $3 WHERE id = $1", id, hash, sealed)
                guard changed == 1 else { throw Fault.noSystem(id) }
            }
        } catch let violation as ConstraintViolation where violation.isUniqueness {
            throw Fault(.conflict, vi: "Mã bí mật đã được dùng.", en: "The secret is in use.")
        }
        return token
    }

    /// Lets the system in no more, at once; what waits for its agencies stays. Throws `not-found`.
    package func disable(_ id: String) async throws {
        try await self.act("system-disabled", id) { connection in
            guard try connection.execute("UPDATE system SET enabled = 0 WHERE id = $1", id) == 1 else {
                throw Fault.noSystem(id)
            }
        }
    }

    /// Lets a disabled system in again. Throws `not-found`, `conflict` when another enabled system has one of its agencies.
    package func enable(_ id: String) async throws {
        try Self.refuseUplink(id)
        try await self.act("system-enabled", id) { connection in
            let other = try connection.row(
                """
                SELECT other.system_id FROM system_organ
                JOIN system_organ AS other ON other.organ = system_organ.organ AND other.system_id <> $1
                JOIN system ON system.id = other.system_id
                WHERE system_organ.system_id = $1 AND system.enabled = 1 LIMIT 1
                """, id)
            if let other {
                let owner: String = try other["system_id"]
                throw Fault(
                    .conflict,
                    vi: "Hệ thống \"\(owner)\" đang phục vụ cơ quan của hệ thống này. Ngừng hệ thống đó trước.",
                    en: "The system \"\(owner)\" serves an agency of this one. Disable that one first.")
            }
            guard try connection.execute("UPDATE system SET enabled = 1 WHERE id = $1", id) == 1 else {
                throw Fault.noSystem(id)
            }
        }
    }

    /// As many as a network of the state needs.
    private static let maximumNetworks = 64

    /// Lets the system in from these networks only; from everywhere when there are none. Throws `invalid-request`, `not-found`.
    package func bind(_ id: String, to networks: [Network]) async throws {
        let texts = Set(networks.map(\.text)).sorted()
        guard texts.count <= Self.maximumNetworks else {
            throw Fault(
                .invalidRequest, vi: "Tối đa \(Self.maximumNetworks) dải địa chỉ.",
                en: "At most \(Self.maximumNetworks) networks.", place: "network")
        }
        try await self.act("system-bound", id, ["networks": .list(texts.map { .text($0) })]) { connection in
            guard try connection.row("SELECT id FROM system WHERE id = $1", id) != nil else { throw Fault.noSystem(id) }
            try connection.execute("DELETE FROM system_network WHERE system_id = $1", id)
            for text in texts {
                try connection.execute("INSERT INTO system_network (system_id, network) VALUES ($1, $2)", id, text)
            }
        }
    }

    /// Lets whoever holds the key of `certificate` in as the system `id`, besides those that it has: for a renewal both hold for a while.
    ///
    /// Throws `Fault`: `not-found`, `conflict` when another system has the certificate, `bad-format` when it has ended.
    package func add(_ certificate: ClientCertificate, to id: String) async throws {
        try Self.refuseUplink(id)
        let now = self.now()
        guard certificate.notAfter > now else {
            throw Fault(
                .badFormat, vi: "Chứng thư đã hết hạn.", en: "The certificate has expired.", place: "certificate")
        }
        try await self.act(
            "certificate-added", id,
            ["sha256": .text(certificate.sha256), "notAfter": .text(Timestamp.text(certificate.notAfter))]
        ) { connection in
            guard try connection.row("SELECT id FROM system WHERE id = $1", id) != nil else {
                throw Fault.noSystem(id)
            }
            let owner = try connection.row(
                "SELECT system_id FROM system_certificate WHERE sha256 = $1", certificate.sha256)
            if let owner {
                guard try owner["system_id"] == id else {
                    throw Fault(
                        .conflict, vi: "Chứng thư này là của hệ thống khác.",
                        en: "The certificate belongs to another system.")
                }
                return
            }
            try connection.execute(
                """
                INSERT INTO system_certificate (sha256, system_id, subject, not_after, added_at)
                VALUES ($1, $2, $3, $4, $5)
                """, certificate.sha256, id, certificate.subject, certificate.notAfter, now)
        }
    }

    /// Nobody comes in under the name of the hub above.
    private static func refuseUplink(_ id: String) throws {
        guard id != Uplink.systemID else { throw Fault.noSystem(id) }
    }

    private static func token(_ secret: String?) throws -> String {
        let token = secret ?? Token.make()
        guard (8...200).contains(token.utf8.count), token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Fault.wrong("secret", "8–200 ký tự ASCII, không có dấu cách", "8 to 200 visible ASCII characters")
        }
        return token
    }
}

extension SystemStore {
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
