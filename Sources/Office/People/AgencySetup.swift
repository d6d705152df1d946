import Exchange
package import Foundation
package import Storage
import Web

/// The units, people and registers that an agency begins with.
package struct AgencySetup: Sendable {
    package var identity: Office.Identity
    package var units: [Unit]
    package var people: [Newcomer]
    /// The first numbers of this year's registers, for an agency that moves here within a year.
    package var firstIncoming: Int
    package var firstOutgoing: Int

    package struct Newcomer: Sendable {
        package let userName: String
        package let fullName: String
        package let title: String
        package let role: Role
        /// Id of the unit.
        package let unit: String
        package let password: String

        package init(userName: String, fullName: String, title: String, role: Role, unit: String, password: String) {
            self.userName = userName
            self.fullName = fullName
            self.title = title
            self.role = role
            self.unit = unit
            self.password = password
        }
    }

    package init(
        identity: Office.Identity, units: [Unit], people: [Newcomer], firstIncoming: Int = 1, firstOutgoing: Int = 1
    ) {
        self.identity = identity
        self.units = units
        self.people = people
        self.firstIncoming = firstIncoming
        self.firstOutgoing = firstOutgoing
    }

    /// Writes it into an office that has nobody yet; an office with people is left as it is.
    package func apply(to database: Database, at now: Date) async throws {
        let hashed = try self.people.map { ($0, try Passwords.hash($0.password)) }
        let setup = self
        let year = VietnamTime.date(now).year
        try await database.write { connection in
            guard try connection.row("SELECT id FROM person LIMIT 1") == nil else { return }
            try Self.save(setup.identity, in: connection)
            for (index, unit) in setup.units.enumerated() {
                try PersonStore.save(unit: unit, sort: index, in: connection)
            }
            for (newcomer, hash) in hashed {
                guard let unit = setup.units.first(where: { $0.id == newcomer.unit }) else {
                    throw Fault(
                        .invalidRequest, vi: "Không có đơn vị \(newcomer.unit).",
                        en: "There is no unit \(newcomer.unit).")
                }
                try PersonStore.add(newcomer.person(in: unit, at: now), passwordHash: hash, in: connection)
            }
            try Register.begin(.incoming, year: year, at: setup.firstIncoming, in: connection)
            try Register.begin(.outgoing, year: year, at: setup.firstOutgoing, in: connection)
        }
    }

    /// Adds one person to an office that exists; makes the unit when the office has none of that id.
    package static func add(_ newcomer: Newcomer, unitName: String, to database: Database, at now: Date) async throws {
        let hash = try Passwords.hash(newcomer.password)
        try await database.write { connection in
            let unit =
                try PersonStore.units(in: connection).first { $0.id == newcomer.unit }
                ?? Unit(id: newcomer.unit, name: unitName, shortName: newcomer.unit)
            try connection.execute(
                "INSERT INTO unit (id, name, short_name, sort) VALUES ($1, $2, $3, 1000) ON CONFLICT (id) DO NOTHING",
                unit.id, unit.name, unit.shortName
            )
            try PersonStore.add(newcomer.person(in: unit, at: now), passwordHash: hash, in: connection)
        }
    }

    /// For the administrator who has lost it: nobody else could let them in. The emergency administrator is bound at no provider afterwards, else the
    /// password would not open the door (`SignOnAccount.isOnlyFactor`). Throws `not-found`.
    package static func resetSecondFactor(of userName: String, in database: Database, at now: Date) async throws {
        try await database.write { connection in
            guard let (id, _) = try PersonStore.credentials(userName: userName.lowercased(), in: connection),
                let person = try PersonStore.person(id, in: connection)
            else {
                throw Fault(.notFound, vi: "Không có người dùng này.", en: "There is no such person.")
            }
            try SecondFactor.remove(of: id, in: connection)
            if try EmergencyAdministrator.read(in: connection).personID == id {
                try SignOnAccount.clear(of: id, in: connection)
            }
            try Sessions.closeAll(of: id, in: connection)
            try AdministrativeLog.add(
                .secondFactorReset, to: (id, person.fullName), concerns: id, by: nil, at: now, in: connection)
        }
    }

    private static func save(_ identity: Office.Identity, in connection: Connection) throws {
        try connection.execute(
            """
            INSERT INTO agency (code, name, superior, short_line, abbreviation, place, contact)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (code) DO NOTHING
            """,
            identity.organ, identity.name, identity.letterhead.first, identity.letterhead.last, identity.abbreviation,
            identity.place,
            identity.contact
        )
    }

    /// A wrong letter must not open the registers of one agency as those of another. Throws `conflict`, unless the directory knows both codes as those of
    /// one agency.
    private static func refuseOther(than organ: OrganCode, in connection: Connection) throws {
        let codes = try connection.rows("SELECT code FROM agency ORDER BY code LIMIT 10").map { row -> OrganCode in
            try row["code"]
        }
        guard let first = codes.first else { return }
        let known = try Directory.entry(organ, in: connection)?.code
        for code in codes where try known != nil && Directory.entry(code, in: connection)?.code == known { return }
        throw Fault(
            .conflict, vi: "Dữ liệu này là của cơ quan \(first.text), không phải của \(organ.text).",
            en: "These data are those of the agency \(first.text), not of \(organ.text).", place: "organ")
    }

    /// Who the office is: as it was set up, else by its code alone. Throws `conflict` where it was set up as another agency.
    static func identity(of organ: OrganCode, in database: Database) async throws -> Office.Identity {
        try await database.read { connection in
            guard
                let row = try connection.row(
                    "SELECT name, superior, short_line, abbreviation, place, contact FROM agency WHERE code = $1", organ
                )
            else {
                try self.refuseOther(than: organ, in: connection)
                let name = try Directory.name(of: organ, in: connection) ?? organ.text
                return Office.Identity(
                    organ: organ, name: name, letterhead: ["", name], abbreviation: organ.text, place: "",
                    contact: "Hỏi quản trị hệ thống của cơ quan."
                )
            }
            return Office.Identity(
                organ: organ, name: try row["name"], letterhead: [try row["superior"], try row["short_line"]],
                abbreviation: try row["abbreviation"], place: try row["place"], contact: try row["contact"]
            )
        }
    }
}

extension AgencySetup.Newcomer {
    fileprivate func person(in unit: Unit, at now: Date) -> Person {
        Person(
            id: UniqueID.make(at: now), userName: self.userName.lowercased(), fullName: self.fullName.normalized,
            title: self.title.normalized, unit: unit, role: self.role
        )
    }
}
