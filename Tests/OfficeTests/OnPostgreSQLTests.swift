import Foundation
import Gateway
import Programs
import Storage
import Testing

@testable import Office

/// What statements of the office take for granted, on both engines.
@Suite(.inTurn, .timeLimit(.minutes(5))) struct OnPostgreSQLTests {
    private static func with(
        _ engine: DatabaseEngine, _ body: @escaping @Sendable (Connection) throws -> Void
    ) async throws {
        let database = try await TestEngine.newDatabase(engine, Outbox.migrations + Schema.migrations)
        try await database.write(body)
        try database.close()
    }

    @Test(arguments: DatabaseEngine.all)
    func `texts are joined and found by their signs`(_ engine: DatabaseEngine) async throws {
        try await Self.with(engine) { connection in
            let row = try #require(
                try connection.row(
                    """
                    SELECT group_concat(name, '; ') AS several, (SELECT group_concat(name, '; ') FROM unit WHERE id = 'x') AS none,
                        instr('sửa đường', 'đường') AS found, instr('sửa', '') AS at_once, instr('sửa', $1) AS missing
                    FROM (SELECT 'Sở A' AS name, 1 AS place UNION ALL SELECT NULL, 2 UNION ALL SELECT 'Sở B', 3 ORDER BY place) AS named
                    """, "%"))
            #expect(try row["several"] as String == "Sở A; Sở B")
            #expect(try row["none"] as String? == nil)
            let places: [Int] = [try row["found"], try row["at_once"], try row["missing"]]
            #expect(places == [5, 1, 0])
        }
    }

    @Test(arguments: DatabaseEngine.all)
    func `lines of one moment stand in the order in which they were written`(_ engine: DatabaseEngine) async throws {
        try await Self.with(engine) { connection in
            // What was written last bears the least id, as may be within a millisecond.
            for (id, detail) in [("c", "1"), ("b", "2"), ("a", "3")] {
                try connection.execute(
                    """
                    INSERT INTO event (id, document_id, at, kind, actor, detail) VALUES ($1, 'd', $2, 'posted', 'Hệ thống', $3)
                    """, id, Date(timeIntervalSince1970: 1_700_000_000), detail)
            }
            #expect(try Timeline.events(of: "d", in: connection).map(\.detail) == ["3", "2", "1"])
        }
    }
}
