import Foundation
import Programs
import Storage
import Testing

@testable import Hub

extension TestEngine {
    /// A database that belongs to no folder, with the hub's tables.
    static func newHubDatabase() async throws -> Database {
        let database = try await self.newDatabase()
        try HubDatabase.migrate(database)
        return database
    }
}

extension HubCheck {
    /// Of the hub that runs or ran in the folder.
    init(tested folder: URL) throws { try self.init(folder: folder, database: TestEngine.known(folder)) }
}

extension Trait where Self == ConditionTrait {
    /// What is tested is the file of SQLite, or what this engine says of its plans.
    static var aboutSQLite: Self { .enabled("about SQLite") { !TestEngine.isPostgreSQL } }
}
