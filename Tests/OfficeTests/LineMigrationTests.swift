import Gateway
import Storage
import Testing

@testable import Office

/// What becomes of the lines of an office that ran before they were a tree.
@Suite struct LineMigrationTests {
    @Test func `the lines of an older office are a tree, and what a unit has done is read`() async throws {
        let database = try Database.inMemory()
        let older = Schema.migrations.prefix { $0.name != Receipt.migration.name }
        try database.migrate(Outbox.migrations + older)
        try await database.write { connection in
            for statement in [
                "INSERT INTO unit (id, name, short_name, sort) VALUES ('A', 'Phòng A', 'A', 1), ('B', 'Phòng B', 'B', 2)",
                """
                INSERT INTO person (id, user_name, full_name, title, unit_id, role, password_hash)
                VALUES ('l', 'l', 'Lãnh đạo', 'x', 'A', 'leader', ''), ('o', 'o', 'Chuyên viên', 'x', 'A', 'officer', '')
                """,
                """
                INSERT INTO incoming (id, channel, organ_name, number, notation, promulgation_date, type_name, subject, urgency,
                    steering, state, arrived_at, warnings, search)
                VALUES ('i', 'paper', 'x', '1', 'X', '2026-01-02', 'x', 'x', 0, 1, 'finished', '2026-01-02T00:00:00.000Z', '', '')
                """,
                """
                INSERT INTO receipt (id, incoming_id, unit_id, person_id, part, state, assigned_by, assigned_at, finished_at)
                VALUES ('1', 'i', 'A', 'o', 'lead', 'finished', 'l', '2026-01-03T00:00:00.000Z', '2026-01-04T00:00:00.000Z'),
                    ('2', 'i', 'B', NULL, 'know', 'finished', 'l', '2026-01-03T00:00:00.000Z', NULL)
                """,
                "INSERT INTO direction VALUES ('d', 'i', 'l', 'Giao.', '2026-01-03T00:00:00.000Z')",
            ] { try connection.execute(statement) }
        }
        try database.migrate(Outbox.migrations + Schema.migrations)
        let lines = try await database.read { try ReceiptStore.tree(of: "i", in: $0).lines }
        #expect(
            lines.map { "\($0.personID ?? $0.unit.id) \($0.part.rawValue) \($0.parentID ?? "-")" } == [
                "A lead -", "o lead 1", "B know -",
            ])
        #expect(lines.allSatisfy { $0.state == .finished })
        // Whether the person had opened it is not known.
        #expect(lines.map { $0.readAt != nil } == [true, false, true])
    }
}
