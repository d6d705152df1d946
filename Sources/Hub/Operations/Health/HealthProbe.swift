import Foundation
import Storage

/// Finds out whether the hub can do its work by doing it, small: a read, a transaction that reaches the disk, a file that reaches the
/// disk, the room that is left.
struct HealthProbe: Sendable {
    let database: Database
    let content: ContentStore
    /// Less room than this is a problem: the packages that are on their way must still find theirs.
    let roomFloorBytes: Int
    let now: @Sendable () -> Date

    static let migration = Migration(
        "0190 create health_probe",
        sql: """
            -- One row, written anew by each probe: a transaction like any other.
            CREATE TABLE health_probe (
                id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
                probed_at TEXT NOT NULL
            );
            """
    )

    func run() async -> HealthVerdict {
        var verdict = HealthVerdict()
        do {
            verdict.organs = try await OrganStore(database: self.database).count()
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

    private func write() async throws {
        let now = self.now()
        _ = try await self.database.write { connection in
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
