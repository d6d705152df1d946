import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Programs
import Storage
import Testing
import Web

@testable import Office

/// Lists of an office among 40,000 documents of each direction on PostgreSQL, whatever engine the suites run on: a page costs what is on it, not
/// what there is. What SQLite does is held in the suites of each list.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(30))) struct QueryPlanTests {
    private static let documents = 40_000

    /// A page, who opens it, and part of the statement that is held to its plan.
    private static let lists: [(path: String, person: String, part: String)] = [
        ("/incoming", "head-A", "LIMIT $4 OFFSET $5"), ("/outgoing", "head-B", "LIMIT $3 OFFSET $4"),
        ("/outgoing", "leader-A", "LIMIT $3 OFFSET $4"), ("/urging", "leader-A", "recipient AS pending"),
    ]

    @Test func `a page looks through no more than it shows`() async throws {
        let server = ExplainingPostgreSQL()
        let address = try await server.newDatabase()
        let folder = FileManager.default.temporaryDirectory.appending(path: "office-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let configuration = OfficeConfiguration(
            dataFolder: folder, organ: try #require(OrganCode("H29")), hub: nil, logger: Logger(label: "test"))
        var limits = PostgreSQLLimits()
        limits.statement = .seconds(600)
        let filling = try Database.open(postgres: address, limits: limits)
        try OfficeServer.migrate(filling)
        try await TestOffice.seed(filling)
        try await Self.fill(filling)
        try filling.close()
        for (path, person, part) in Self.lists {
            // Planned once for all the server would have to guess how long a page is, so it never chooses that.
            try await server.explain(address, .custom)
            let mark = try server.mark()
            let database = try Database.open(postgres: address)
            try await TestOffice.serve(database, configuration) { (test: TestOffice) async throws in
                #expect(try await test.get(path, as: person).status == .ok, "\(path)")
            }
            try database.close()
            let plans = try await server.plans(of: address, after: mark).filter { $0.statement.contains(part) }
            #expect(!plans.isEmpty, "\(path) of \(person): nothing asked \(part)")
            for plan in plans { #expect(try #require(plan.rows) <= 5000, "\(path) of \(person): \(plan)") }
        }
    }

    /// Every document was given to the unit A and is finished, every one that went out was answered; twenty wait.
    private static func fill(_ database: Database) async throws {
        let number = "lpad(CAST(i AS TEXT), 8, '0')"
        try await database.write { connection in
            // Counters, the words and the board have suites of their own.
            try connection.execute("SET LOCAL session_replication_role = 'replica'")
            for insert in [
                """
                INSERT INTO incoming (id, channel, organ_name, number, notation, promulgation_date, type_name, subject, urgency,
                    steering, state, arrived_at, warnings)
                SELECT 'in-' || \(number), 'post', 'Cơ quan', CAST(i AS TEXT), 'CV', '2026-01-05', 'Công văn', 'V/v thử', 0, 2,
                    'finished', '2026-01-05T01:00:00.000Z', ''
                """,
                """
                INSERT INTO receipt (id, incoming_id, unit_id, part, branch, state, text, assigned_by, assigned_at, finished_at)
                SELECT 'line-' || \(number), 'in-' || \(number), 'A', 'lead', 'lead', 'finished', '', 'leader-A',
                    '2026-01-05T02:00:00.000Z', '2026-01-06T02:00:00.000Z'
                """,
                """
                INSERT INTO outgoing (id, state, drafter_id, unit_id, approver_id, type_name, subject, notation, number,
                    promulgation_date, document_id, urgency, steering, due_date, created_at, published_at)
                SELECT 'out-' || \(number), 'published', 'officer-A', 'A', 'leader-A', 'Công văn', 'V/v thử', 'UBND', i,
                    '2026-01-05', 'H29,2026/01/05,' || CAST(i AS TEXT) || '/UBND', 0, 2, '2026-02-05',
                    '2026-01-05T01:00:00.000Z', '2026-01-05T03:00:00.000Z'
                """,
                """
                INSERT INTO recipient (id, outgoing_id, organ_code, organ_name, transport, status, status_at)
                SELECT 'to-' || \(number), 'out-' || \(number), 'G22', 'Văn phòng Chính phủ', 'delivered',
                    CASE WHEN i <= 20 THEN '03' ELSE '06' END, '2026-01-07T01:00:00.000Z'
                """,
            ] {
                try connection.execute("\(insert) FROM generate_series(1, CAST($1 AS BIGINT)) AS i", Self.documents)
            }
        }
        _ = try await database.write { try $0.execute("ANALYZE") }
    }
}
