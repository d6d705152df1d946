package import Foundation
import Logging

/// A job that one of several nodes does for all (việc chỉ một nút làm), as long as it holds the lease: a row that says who has the job and
/// until when. A node that dies leaves the job to another when that time is over; a node that was paused finds in its next transaction that
/// the job is another's.
///
/// A server alone on its database has every job and writes nothing.
package struct Lease: Sendable {
    /// - Parameter name: of the step: each server counts its own.
    package static func migration(_ name: String) -> Migration {
        Migration(
            name,
            sql: """
                CREATE TABLE lease (
                    -- The job.
                    name TEXT NOT NULL PRIMARY KEY,
                    -- One run of one node.
                    holder TEXT NOT NULL,
                    until TEXT NOT NULL
                );
                """
        )
    }

    package let name: String
    private let node: DatabaseNode?
    /// Seconds by the server's clock.
    private let lifetime: TimeInterval
    /// Between two tries to take or to keep it.
    private let pace: Duration

    /// How often a node looks whether it is being maintained.
    private static let look = Duration.milliseconds(500)

    /// By more than this no clock of a node is wrong; a lease that ends farther ahead was written before a clock was set back.
    private static let clockError: TimeInterval = 3600

    /// - Parameter node: nil: the server is alone.
    package init(_ name: String, of node: DatabaseNode?, lifetime: TimeInterval = 30, pace: Duration = .seconds(10)) {
        self.name = name
        self.node = node
        self.lifetime = lifetime
        self.pace = pace
    }

    /// Of a server that has its database for itself.
    package static let alone = Lease("", of: nil)

    /// Takes the lease or makes it longer; false: another node has it, or this one is being maintained and has given it back.
    package func take() async throws -> Bool {
        guard let node = self.node else { return true }
        guard !node.maintenance.isOn else {
            try await self.release()
            return false
        }
        return try await self.hold(node)
    }

    private func hold(_ node: DatabaseNode) async throws -> Bool {
        let now = node.now()
        let (end, far) = (now.addingTimeInterval(self.lifetime), now.addingTimeInterval(Self.clockError))
        return try await node.database.write { [name] connection in
            try connection.row(
                """
                INSERT INTO lease (name, holder, until) VALUES ($1, $2, $3)
                ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
                    WHERE lease.holder = excluded.holder OR lease.until <= $4 OR lease.until > $5
                RETURNING holder
                """, name, node.id, end, now, far) != nil
        }
    }

    /// In the transaction of what the job does. Writers come one after the other, so the job cannot pass to another node before it ends.
    ///
    /// Throws `LeaseLost`: then nothing of the transaction may stay.
    package func check(in connection: Connection) throws {
        guard let node = self.node else { return }
        let holder: String? = try connection.row("SELECT holder FROM lease WHERE name = $1", self.name)?["holder"]
        guard holder == node.id else { throw LeaseLost(name: self.name) }
    }

    /// Before something outside of the database, which no transaction can undo: a node that was paused must not begin it. Between this look and
    /// what follows another node may take the job all the same.
    package func isHeld() async throws -> Bool {
        guard let node = self.node else { return true }
        return try await node.database.lookUp { [name] connection in
            try connection.row(
                "SELECT 1 AS held FROM lease WHERE name = $1 AND holder = $2", name, node.id) != nil
        }
    }

    /// The same; throws `LeaseLost` when another node has the job.
    package func checkHeld() async throws {
        guard try await self.isHeld() else { throw LeaseLost(name: self.name) }
    }

    /// Lets another node have it at once.
    package func release() async throws {
        guard let node = self.node else { return }
        _ = try await node.database.write { [name] connection in
            try connection.execute("DELETE FROM lease WHERE name = $1 AND holder = $2", name, node.id)
        }
    }

    /// Runs `body` while this node has the lease: waits for it, cancels `body` when it is lost or this node is being maintained, waits again. `body`
    /// lets `LeaseLost` pass: then it ends at once. Until the task is cancelled; throws `CancellationError` then. A server alone runs `body` once.
    package func whileHeld(_ body: @escaping @Sendable () async throws -> Void) async throws {
        guard let node = self.node else { return try await body() }
        while !Task.isCancelled {
            do {
                if !node.maintenance.isOn, try await self.take() {
                    node.logger.info("this node does the job", metadata: ["job": "\(self.name)"])
                    try await self.run(body, node)
                    // Not before `body` has ended: the next node begins at once.
                    if node.maintenance.isOn { try await self.release() }
                }
            } catch is LeaseLost {
                node.logger.notice("this node has lost a job to another", metadata: ["job": "\(self.name)"])
            } catch let error where !(error is CancellationError) {
                node.logger.error(
                    "a job of this node failed", metadata: ["job": "\(self.name)", "error": "\(error)"])
            } catch {
                // Cancelled: looked at below.
            }
            if Task.isCancelled { break }
            do { try await Task.sleep(for: self.pace) } catch { break }
        }
        await self.releaseWhenCancelled(node)
        throw CancellationError()
    }

    /// Until `body` ends, the lease is lost, or the node is being maintained.
    private func run(_ body: @escaping @Sendable () async throws -> Void, _ node: DatabaseNode) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await body() }
            group.addTask { try await self.keep(node) }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// Throws `LeaseLost` when the lease is another's; returns when the node is being maintained, or when nobody could be asked for as long as the lease
    /// lasts.
    private func keep(_ node: DatabaseNode) async throws {
        var last = ContinuousClock.now
        while true {
            let next = ContinuousClock.now + self.pace
            repeat {
                try await Task.sleep(for: min(self.pace, Self.look))
                if node.maintenance.isOn { return }
            } while ContinuousClock.now < next
            do {
                // Never given back here: the job still runs.
                guard try await self.hold(node) else { throw LeaseLost(name: self.name) }
                last = .now
            } catch let error where !(error is CancellationError || error is LeaseLost) {
                if ContinuousClock.now - last > .seconds(self.lifetime) { return }
            }
        }
    }

    /// In a task of its own: this one can write nothing any more.
    private func releaseWhenCancelled(_ node: DatabaseNode) async {
        await Task {
            do { try await self.release() } catch {
                node.logger.notice(
                    "a lease was not given back: it ends by itself",
                    metadata: ["job": "\(self.name)", "error": "\(error)"])
            }
        }.value
    }
}

/// The job is another node's now: what this one was about to write must not be written. Nothing is wrong, so no log calls it an error.
package struct LeaseLost: Error, CustomStringConvertible {
    package let name: String
    package var description: String { "the job \"\(self.name)\" is another node's now" }
}
