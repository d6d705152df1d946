package import Foundation
package import Logging

/// One run of one of several equal servers on a database (nút).
package struct DatabaseNode: Sendable {
    /// The machine, and what no other run is called.
    package let id = "\(ProcessInfo.processInfo.hostName) \(UUID().uuidString)"
    let database: Database
    let now: @Sendable () -> Date
    /// While it is on, this node takes no job.
    let maintenance: Maintenance
    let logger: Logger

    /// - Parameter now: the server's clock.
    package init(
        database: Database, now: @escaping @Sendable () -> Date, maintenance: Maintenance = Maintenance(),
        logger: Logger
    ) {
        self.database = database
        self.now = now
        self.maintenance = maintenance
        self.logger = logger
    }
}
