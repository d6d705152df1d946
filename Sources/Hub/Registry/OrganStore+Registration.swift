import Exchange
import Foundation
import Storage

/// Agencies that connected systems register themselves (đăng ký đơn vị), as the VXP wire lets them: units below their own agencies.
extension OrganStore {
    static let registrationMigration = Migration(
        "0066 number organs",
        sql: """
            -- A number that never changes: clients of the VXP wire tell agencies and their parents by it.
            ALTER TABLE organ ADD COLUMN number BIGINT;
            UPDATE organ SET number = ranked.number
                FROM (SELECT code, ROW_NUMBER() OVER (ORDER BY code) AS number FROM organ) AS ranked
                WHERE ranked.code = organ.code;
            CREATE UNIQUE INDEX organ_by_number ON organ (number);
            -- The system that registered the agency; nil: the operator's directory has it.
            ALTER TABLE organ ADD COLUMN registered_by TEXT REFERENCES system (id);
            CREATE INDEX organ_history_by_time ON organ_history (recorded_at);
            """
    )

    /// What a system says of an agency.
    struct Registration: Sendable, Equatable {
        var code: OrganCode
        /// The agency above it; nil when it is not said.
        var parent: OrganCode?
        var name: String
        var email: String?
    }

    static func rewrite(
        _ before: DirectoryEntry, as registration: Registration, by system: ConnectedSystem, now: Date,
        in connection: Connection
    ) throws {
        var entry = before
        entry.name = registration.name.normalized
        entry.email = registration.email.flatMap { $0.normalized.isEmpty ? nil : $0.normalized }
        entry.validTo = nil
        guard (1...500).contains(entry.name.count), entry.email?.count ?? 0 <= 200 else {
            throw Fault(
                .badFormat, vi: "Tên đơn vị cần 1–500 ký tự, thư điện tử tối đa 200.",
                en: "A name has 1 to 500 characters, an address at most 200.", place: "name")
        }
        guard entry != before else { return }
        try Self.keep(entry, registeredBy: system, now: now, in: connection)
    }

    static func keep(
        _ entry: DirectoryEntry, registeredBy system: ConnectedSystem, now: Date, in connection: Connection
    ) throws {
        try connection.execute("DELETE FROM organ_code WHERE organ = $1", entry.code)
        try Self.keep([entry], at: now, in: connection)
        try connection.execute("UPDATE organ SET registered_by = $2 WHERE code = $1", entry.code, system.id)
    }

    static func registrant(of code: OrganCode, in connection: Connection) throws -> String? {
        try connection.row("SELECT registered_by FROM organ WHERE code = $1", code)?["registered_by"]
    }

    /// Whether `code` or one above it is an agency of the system. A directory has a handful of levels.
    static func isBelow(_ code: OrganCode, _ system: ConnectedSystem, in connection: Connection) throws -> Bool {
        var code: OrganCode? = code
        for _ in 0..<16 {
            guard let next = code, let entry = try Self.entry(next, in: connection) else { return false }
            if system.acts(for: entry.code) { return true }
            code = entry.parent
        }
        return false
    }
}

extension Fault {
    static var tooManyOrgans: Fault {
        Fault(
            .tooMany, vi: "Hệ thống đã có tối đa \(ConnectedSystem.maximumOrgans) đơn vị.",
            en: "The system has the most agencies that one may have, \(ConnectedSystem.maximumOrgans).")
    }

    static func foreignRegistration(_ code: OrganCode) -> Fault {
        Fault(
            .forbidden, vi: "Hệ thống này không được đăng ký hay xóa đơn vị \"\(code.text)\".",
            en: "This system may not register or close the agency \"\(code.text)\".", place: "code")
    }
}
