import Foundation
import Programs
import Storage

@testable import Hub

extension TestEngine {
    /// A database that belongs to no folder, with the hub's tables.
    static func newHubDatabase() async throws -> Database {
        if !self.isPostgreSQL { return try Database.inMemory(like: try await self.template.value) }
        let database = try await self.newDatabase()
        try HubDatabase.migrate(database)
        return database
    }

    /// Made once for the process: a copy is made sooner than all tables are.
    private static let template = Task {
        let database = try Database.inMemory()
        try HubDatabase.migrate(database)
        return database
    }
}

extension HubCheck {
    /// Of the hub that runs or ran in the folder.
    init(tested folder: URL) throws { try self.init(folder: folder, database: TestEngine.known(folder)) }
}
