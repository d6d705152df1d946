import Exchange
package import Foundation
import Storage
import Trust
import Web

/// Who does an administrative act (người thực hiện).
package struct Actor: Sendable, Equatable {
    /// An operator's name, the user who ran a command, a connected system, or `hub`.
    package var name: String
    package var source: Source

    package enum Source: String, Sendable {
        case console
        case commandLine = "command-line"
        /// A connected system over the national wire.
        case wire = "vxp"
        /// The hub itself: its start, its settings.
        case hub
    }

    package init(_ name: String, _ source: Source) {
        self.name = name
        self.source = source
    }

    /// Whoever runs this process.
    package static var commandLine: Actor { Actor(NSUserName(), .commandLine) }
}

/// The one door for administrative acts (quản trị): each is written into the evidence log (nhật ký quản trị) in the transaction that does it,
/// so that none can be done unseen or removed afterwards. Reading needs no door.
package struct Administration: Sendable {
    package let actor: Actor
    let evidence: EvidenceLog
    let now: @Sendable () -> Date
    /// What the act was asked with; it acts once.
    private let form: FormToken?

    init(
        _ evidence: EvidenceLog, by actor: Actor, with form: FormToken? = nil,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.evidence = evidence
        self.actor = actor
        self.form = form
        self.now = now
    }

    /// For commands, beside a running hub or without one; makes what a new hub needs. Throws `TrustError` and as `HubDatabase.open`.
    package init(folder: URL, database address: String? = nil, by actor: Actor = .commandLine) throws {
        let database = try HubDatabase.open(in: folder, at: address)
        let key = try SigningKey.loadOrMake(at: folder.appending(path: "keys/receipt.key"))
        try key.verifyingKey.keep(at: folder.appending(path: "keys/receipt.pub.pem"))
        self.init(
            EvidenceLog(database: database, key: key, hubName: HubConfiguration.defaultName, now: { Date() }), by: actor
        )
    }

    /// Does an act and writes it down: both or neither.
    ///
    /// - Parameters:
    ///   - act: a stable word such as `system-added`.
    ///   - subject: what it was done to. No secrets.
    func act<Value: Sendable>(
        _ act: String, _ subject: String, _ details: [String: JSON] = [:],
        _ body: @escaping @Sendable (Connection) throws -> Value
    ) async throws -> Value {
        let event = EvidenceEvent.administration(act, subject, details, by: self.actor, at: self.now())
        return try await self.write { connection in
            let value = try body(connection)
            try EvidenceLog.append(event, in: connection)
            return value
        }
    }

    /// The transaction of an act, which writes down what it did; with it the form is used up. Throws `FormIsUsed`.
    func write<Value: Sendable>(_ body: @escaping @Sendable (Connection) throws -> Value) async throws -> Value {
        let (form, now) = (self.form, self.now())
        return try await self.evidence.write { connection in
            if let form { try FormIsUsed.check(form, at: now, in: connection) }
            return try body(connection)
        }
    }
}
