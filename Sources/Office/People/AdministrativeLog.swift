import Exchange
import Foundation
import Storage

/// One change to people, units or rights (nhật ký quản trị): who, what, from what to what. Never changed, never removed.
struct AdministrativeEntry: Sendable {
    let id: String
    let at: Date
    let actor: String
    let act: AdministrativeAct
    let subject: String
    let subjectID: String
    /// Lines such as `Vai trò: Chuyên viên`; only what is different.
    let before: [String]
    let after: [String]
    /// Whose rights it changes.
    let concerns: String?
    let confirmedAt: Date?
}

enum AdministrativeAct: String, Sendable, CaseIterable, SQLBindable, SQLReadable {
    case unitAdded = "unit-added"
    case unitChanged = "unit-changed"
    case unitClosed = "unit-closed"
    case unitReopened = "unit-reopened"
    case personAdded = "person-added"
    case personChanged = "person-changed"
    case personLocked = "person-locked"
    case personUnlocked = "person-unlocked"
    case passwordGiven = "password-given"
    case tokenMade = "token-made"
    case tokenRevoked = "token-revoked"
    case calendarChanged = "calendar-changed"
    case typeDeadlineChanged = "type-deadline-changed"
    case signerKeySet = "signer-key-set"
    case signerKeyEnded = "signer-key-ended"
    case phrasesChanged = "phrases-changed"
    case passwordChanged = "password-changed"
    case delegationGiven = "delegation-given"
    case delegationRevoked = "delegation-revoked"
    case secondFactorOn = "second-factor-on"
    case secondFactorOff = "second-factor-off"
    case secondFactorReset = "second-factor-reset"
    case recoveryCodesMade = "recovery-codes-made"
    case signInRuleChanged = "sign-in-rule-changed"
    case signOnBound = "sign-on-bound"
    case signOnCleared = "sign-on-cleared"
    case postGiven = "post-given"
    case postEnded = "post-ended"
    case signingGiven = "signing-given"
    case signingRevoked = "signing-revoked"
    /// The office was restored from a backup.
    case restored
    case mailChanged = "mail-changed"
    case noticeRulesChanged = "notice-rules-changed"
    case noticeKeyMade = "notice-key-made"
    case escalationChanged = "escalation-changed"
    case secretKeeperSet = "secret-keeper-set"
    case passwordsSet = "passwords-set"
    case accessRetentionSet = "access-retention-set"
}

/// Named values of one thing, to be compared: `[("Vai trò", "Chuyên viên")]`.
typealias NamedValues = [(name: String, value: String)]

enum AdministrativeLog {
    /// Adds an entry; answers its id. `person` nil: on the server itself. Names of both sides must be the same.
    @discardableResult
    static func add(
        _ act: AdministrativeAct, to subject: (id: String, name: String), from before: NamedValues = [],
        to after: NamedValues = [], concerns: String? = nil, by person: Person?, at now: Date,
        in connection: Connection
    ) throws -> String {
        let id = UniqueID.make(at: now)
        func lines(_ values: NamedValues, unlike others: NamedValues) -> String {
            values.filter { value in !value.value.isEmpty && !others.contains { $0 == value } }
                .map { "\($0.name): \($0.value)" }.joined(separator: "\n")
        }
        try connection.execute(
            """
            INSERT INTO administration
                (id, at, actor_id, actor, act, subject_id, subject, old_values, new_values, concerns)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """, id, now, person?.id, person?.signature ?? "Dòng lệnh trên máy chủ", act,
            subject.id, subject.name, lines(before, unlike: after), lines(after, unlike: before), concerns)
        var access = AccessEntry(.administered, by: person, at: now)
        access.detail = "\(act.rawValue) \(subject.id)"
        try AccessLog.append(access, in: connection)
        return id
    }

    /// Newest first; of one person or unit, or all. At most 200.
    static func entries(of subject: String? = nil, in connection: Connection) throws -> [AdministrativeEntry] {
        try connection.rows(
            """
            SELECT * FROM administration WHERE CAST($1 AS TEXT) IS NULL OR subject_id = $1 ORDER BY at DESC, id DESC LIMIT 200
            """, subject
        ).map(AdministrativeEntry.init)
    }

    /// What `person` has not confirmed yet, oldest first. At most 5 at once.
    static func unconfirmed(by person: String, in connection: Connection) throws -> [AdministrativeEntry] {
        try connection.rows(
            """
            SELECT * FROM administration WHERE concerns = $1 AND confirmed_at IS NULL ORDER BY at, id LIMIT 5
            """, person
        ).map(AdministrativeEntry.init)
    }

    /// The person says that they know of it. Repeated, or somebody else's: nothing changes.
    static func confirm(_ id: String, by person: String, at now: Date, in connection: Connection) throws {
        try connection.execute(
            "UPDATE administration SET confirmed_at = $3 WHERE id = $1 AND concerns = $2 AND confirmed_at IS NULL",
            id, person, now)
    }
}

extension AdministrativeEntry {
    init(_ row: Row) throws {
        func lines(_ text: String) -> [String] { text.split(separator: "\n").map(String.init) }
        self.init(
            id: try row["id"], at: try row["at"], actor: try row["actor"], act: try row["act"],
            subject: try row["subject"], subjectID: try row["subject_id"], before: lines(try row["old_values"]),
            after: lines(try row["new_values"]), concerns: try row["concerns"], confirmedAt: try row["confirmed_at"])
    }
}
