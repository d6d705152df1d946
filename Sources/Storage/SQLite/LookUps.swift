import Foundation
import GRDB
import Synchronization

/// Connections that read a few rows by their keys on the thread of the caller: no change of threads, which costs more than such a read.
///
/// They have nothing to do with those of long reads, so that nobody waits here for a report.
final class LookUps: Sendable {
    private let connections: [DatabaseQueue]
    private let turn = Atomic<Int>(0)

    /// The file exists; who writes has it open already.
    init(path: String, configuration: Configuration) throws {
        var configuration = configuration
        configuration.readonly = true
        self.connections = try (0..<4).map { _ in try DatabaseQueue(path: path, configuration: configuration) }
    }

    /// Runs `body` in one snapshot, which is taken now.
    func read<Value>(_ bells: NotificationBells, _ body: (Connection) throws -> Value) throws -> Value {
        let turn = self.turn.wrappingAdd(1, ordering: .relaxed).newValue
        return try self.connections[turn & (self.connections.count - 1)].unsafeRead { database in
            let connection = Connection(session: SQLiteSession(database: database, bells: bells))
            try connection.execute("BEGIN")
            do {
                let value = try body(connection)
                try connection.execute("COMMIT")
                return value
            } catch {
                // Some errors end the transaction by themselves.
                if database.isInsideTransaction { try connection.execute("ROLLBACK") }
                throw error
            }
        }
    }

    func close() throws { for connection in self.connections { try connection.close() } }
}
