import Foundation
import Gateway
import Programs
import Storage
import Testing

@testable import Office

extension TestEngine {
    /// Runs `body` with an empty office's database, which is gone afterwards.
    static func withOfficeDatabase(_ body: (Database) async throws -> Void) async throws {
        guard self.isPostgreSQL else {
            return try await body(try Database.inMemory(like: try await OfficeTemplate.inMemory.value))
        }
        try await self.withOfficeAddress { address in
            let database = try Database.open(postgres: address)
            defer { #expect(throws: Never.self) { try database.close() } }
            try await body(database)
        }
    }

    /// The same with the address of one on PostgreSQL, whatever engine the suites run on. Whoever opens it closes it in `body`.
    static func withOfficeAddress(_ body: (String) async throws -> Void) async throws {
        let address = try await TestPostgreSQL.shared.newDatabase(like: try await OfficeTemplate.onPostgreSQL.value)
        do { try await body(address) } catch {
            try await TestPostgreSQL.shared.remove(address)
            throw error
        }
        try await TestPostgreSQL.shared.remove(address)
    }
}

/// An empty office's database, made once for the process: all its migrations take longer than most tests, a copy does not.
private enum OfficeTemplate {
    static let inMemory = Task {
        let database = try Database.inMemory()
        try await Self.fill(database)
        return database
    }

    /// Its address.
    static let onPostgreSQL = Task {
        let address = try await TestPostgreSQL.shared.newDatabase()
        let database = try Database.open(postgres: address)
        try await Self.fill(database)
        // Nobody may be connected to what is copied.
        try database.close()
        return address
    }

    private static func fill(_ database: Database) async throws {
        try OfficeServer.migrate(database)
        try await database.write { connection in
            try SearchTriggers.install(in: connection)
            try ListTriggers.install(in: connection)
        }
    }
}

extension Connection {
    /// Runs what somebody does who can write the file, or at the server: `DROP TRIGGER name ON table` on both engines.
    func damage(_ sql: String) throws {
        guard self.engine == .sqlite, sql.hasPrefix("DROP TRIGGER "), let table = sql.firstRange(of: " ON ") else {
            return _ = try self.execute(sql)
        }
        try self.execute(String(sql[..<table.lowerBound]))
    }
}
