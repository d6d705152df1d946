import Programs
import Storage
import Testing

@Suite struct ConnectionTests {
    private func row(_ engine: DatabaseEngine, _ sql: String, _ values: Int?...) async throws -> [Int?] {
        let database = try await newDatabase(engine)
        return try await database.read { connection in
            try connection.rows(sql, values: values.map { $0 }).flatMap { [try $0["a"], try $0["b"], try $0["c"]] }
        }
    }

    @Test(arguments: DatabaseEngine.all)
    func `a value goes where its number stands, in any order and more than once`(_ engine: DatabaseEngine) async throws
    {
        #expect(try await self.row(engine, "SELECT $1 AS a, $2 AS b, $3 AS c", 1, nil, 3) == [1, nil, 3])
        #expect(try await self.row(engine, "SELECT $3 AS a, $1 AS b, $2 AS c", 1, 2, 3) == [3, 1, 2])
        let sum = "SELECT $2 AS a, $1 + $2 AS b, $1 AS c WHERE $2 <> $1"
        #expect(try await self.row(engine, sum, 1, 2) == [2, 3, 1])
        let twelve = "SELECT $12 - $1 AS a, $2 + $3 + $4 + $5 + $6 + $7 AS b, $8 + $9 + $10 + $11 AS c"
        #expect(try await self.row(engine, twelve, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12) == [11, 27, 38])
    }

    @Test(arguments: DatabaseEngine.all)
    func `too few values and too many are refused`(_ engine: DatabaseEngine) async throws {
        await #expect(throws: (any Error).self) { try await self.row(engine, "SELECT $1 AS a, $2 AS b, 0 AS c", 1) }
        await #expect(throws: (any Error).self) { try await self.row(engine, "SELECT $2 AS a, $3 AS b, 0 AS c", 1, 2) }
        await #expect(throws: (any Error).self) { try await self.row(engine, "SELECT $1 AS a, 0 AS b, 0 AS c", 1, 2) }
    }
}
