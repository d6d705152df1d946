package import Foundation

/// Finds out whether a server can do its work by doing it, small: a read, a transaction that reaches the disk, a file that reaches the
/// disk, the room that is left.
package struct HealthProbe: Sendable {
    private let database: Database
    private let content: ContentStore
    /// Less room than this is a problem: what is on its way must still find its place.
    private let roomFloorBytes: Int
    private let now: @Sendable () -> Date
    /// Reads how many agencies are in the directory; nil of a server without one, which reads something else.
    private let organs: @Sendable () async throws -> Int?

    package init(
        database: Database, content: ContentStore, roomFloorBytes: Int, now: @escaping @Sendable () -> Date,
        organs: @escaping @Sendable () async throws -> Int?
    ) {
        self.database = database
        self.content = content
        self.roomFloorBytes = roomFloorBytes
        self.now = now
        self.organs = organs
    }

    /// The table that it writes.
    package static let schema = """
        -- One row, written anew by each probe: a transaction like any other.
        CREATE TABLE health_probe (
            id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
            probed_at TEXT NOT NULL
        );
        """

    package func run() async -> HealthVerdict {
        var verdict = HealthVerdict()
        do {
            verdict.organs = try await self.organs()
        } catch {
            verdict.add(.databaseUnreadable, error)
        }
        do {
            try await self.write()
        } catch {
            verdict.add(.databaseUnwritable, error)
        }
        do {
            try await self.content.prove()
        } catch {
            verdict.add(.filesUnwritable, error)
        }
        do {
            let room = try self.content.roomBytes()
            if room < self.roomFloorBytes { verdict.add(.lowRoom, "\(room) bytes left") }
        } catch {
            verdict.add(.lowRoom, error)
        }
        return verdict
    }

    /// Beside the writers: a node that was paused while it writes holds their lock, and the others are not less well for it; nor is a node that keeps
    /// much content.
    private func write() async throws {
        let now = self.now()
        _ = try await self.database.writeProbe { connection in
            try connection.execute(
                """
                INSERT INTO health_probe (id, probed_at) VALUES (1, $1)
                ON CONFLICT (id) DO UPDATE SET probed_at = $1
                """, now)
        }
    }
}

extension HealthVerdict {
    fileprivate mutating func add(_ problem: Problem, _ cause: Any) {
        self.findings.append(Finding(problem: problem, cause: "\(cause)"))
    }
}
