import Exchange
import Gateway
import Programs
import Storage
import Testing

@testable import Office

/// What the database of a `TestOffice` begins with: tables, triggers, one agency, one person of each role in two units. It is made once and copied: all
/// migrations together take longer than most tests.
enum OfficeModel {
    private static let model = Task {
        let database = try Database.inMemory()
        try await Self.fill(database)
        return database
    }

    static func newDatabase() async throws -> Database { try Database.inMemory(like: try await self.model.value) }

    private static func fill(_ database: Database) async throws {
        try database.migrate(Outbox.migrations + Schema.migrations)
        let sender = try #require(OrganCode("G22"))
        try await database.write { connection in
            try SearchTriggers.install(in: connection)
            try ListTriggers.install(in: connection)
            let units = [
                Unit(id: "A", name: "Phòng A", shortName: "A"), Unit(id: "B", name: "Phòng B", shortName: "B"),
            ]
            for (index, unit) in units.enumerated() {
                try PersonStore.save(unit: unit, sort: index, in: connection)
                for role in TestOffice.roles {
                    let id = "\(role.rawValue)-\(unit.id)"
                    let person = Person(
                        id: id, userName: id, fullName: "Người \(id)", title: RoleWords.name(role), unit: unit,
                        role: role
                    )
                    try PersonStore.add(person, passwordHash: "", in: connection)
                }
            }
            try Directory.save(
                code: sender, oldCode: "000.00.00.G22", name: "Văn phòng Chính phủ", shortName: "VPCP",
                kind: "ministry", validTo: nil, successor: nil, in: connection
            )
        }
    }
}
