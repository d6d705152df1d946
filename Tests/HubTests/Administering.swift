import Exchange
import Foundation
import Storage
import Trust

@testable import Hub

extension HubParts {
    /// Acts as somebody at this hub's command line.
    var administration: Administration {
        Administration(self.evidence, by: Actor("Lê Thử", .commandLine), now: self.configuration.now)
    }
}

// For tests of one store: acts that are written into a log of some key.

private func administration(_ database: Database, _ now: Date) -> Administration {
    let evidence = EvidenceLog(database: database, key: SigningKey(), hubName: "Trục thử", now: { now })
    return Administration(evidence, by: Actor("Lê Thử", .commandLine), now: { now })
}

extension OrganStore {
    @discardableResult
    func importCSV(_ text: String, now: Date = Date()) async throws -> DirectoryDifference {
        try await administration(self.database, now).importDirectory(text)
    }
}

extension SystemStore {
    func add(
        id: String, name: String, organs: [OrganCode], secret: String? = nil, sealedBy secrets: SealedSecrets? = nil,
        now: Date
    ) async throws -> String {
        try await administration(self.database, now).add(
            system: id, name: name, organs: organs, secret: secret, sealedBy: secrets)
    }

    func add(_ certificate: ClientCertificate, to id: String, now: Date) async throws {
        try await administration(self.database, now).add(certificate, to: id)
    }

    func renew(_ id: String, sealedBy secrets: SealedSecrets) async throws -> String {
        try await administration(self.database, TestHub.now).renewSecret(of: id, sealedBy: secrets)
    }

    func disable(_ id: String) async throws { try await administration(self.database, TestHub.now).disable(id) }

    func bind(_ id: String, to networks: [Network]) async throws {
        try await administration(self.database, TestHub.now).bind(id, to: networks)
    }
}

extension WebhookStore {
    @discardableResult
    func set(_ address: String, of system: String, now: Date) async throws -> Webhook {
        try await administration(self.database, now).setWebhook(address, of: system)
    }
}
