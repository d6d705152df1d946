import Programs
import Storage
import Testing

@testable import Office

/// What each engine reckons from an instant.
@Suite(.inTurn, .timeLimit(.minutes(5))) struct SQLTimeTests {
    @Test(arguments: DatabaseEngine.all)
    func `a day and a month are those of Vietnam, and seconds are whole ones`(_ engine: DatabaseEngine) async throws {
        let database = try await TestEngine.newDatabase(engine)
        let told = try await database.read { connection in
            try [
                "2024-03-31T16:59:59.999Z", "2024-03-31T17:00:00.000Z", "2023-12-31T17:00:00.000Z", nil,
            ].map { instant -> (day: String?, month: String?, seconds: Int?) in
                let day = SQLTime.vietnameseDay(of: "instant", connection.engine)
                let month = SQLTime.vietnameseMonth(of: "instant", connection.engine)
                let seconds = SQLTime.seconds(of: "instant", connection.engine)
                let row = try #require(
                    try connection.row(
                        """
                        SELECT \(day) AS day, \(month) AS month, \(seconds) AS seconds
                        FROM (SELECT CAST($1 AS TEXT) AS instant) AS told
                        """, instant))
                return (try row["day"], try row["month"], try row["seconds"])
            }
        }
        #expect(told.map(\.day) == ["2024-03-31", "2024-04-01", "2024-01-01", nil])
        #expect(told.map(\.month) == ["2024-03", "2024-04", "2024-01", nil])
        #expect(told.map(\.seconds) == [1_711_904_399, 1_711_904_400, 1_704_042_000, nil])
        try database.close()
    }
}
