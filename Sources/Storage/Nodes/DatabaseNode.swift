import Exchange
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

/// The data folder of a server (`hub`, `office`, `gateway`) as those see it that may keep their rows in another place: nodes on PostgreSQL (nút) share
/// it, and it holds no database.
package struct NodeFolder: Sendable {
    let folder: URL
    let server: String

    package init(_ folder: URL, of server: String) {
        self.folder = folder
        self.server = server
    }

    /// Nodes start one after the other: the first makes the keys that all of them use. Held as long as the value lives. Throws `conflict` after two
    /// minutes.
    package func turn() async throws -> DataLock {
        let deadline = ContinuousClock.now + .seconds(120)
        while true {
            do {
                return try DataLock(folder: self.folder, server: self.start)
            } catch let fault as Fault where fault.code == .conflict && ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(100))
            }
        }
    }

    /// Throws `conflict` where the folder has no database file any more because its server went on on PostgreSQL: moved there, or served there by
    /// nodes. Who opened a file would make an empty one beside theirs.
    package func refuseWithoutAddress() throws {
        let wentOn = self.has("\(self.server).sqlite.moved") || self.has("\(self.start).lock")
        guard wentOn, !self.has("\(self.server).sqlite") else { return }
        throw Fault(
            .conflict,
            vi: "Dữ liệu của thư mục này nằm trên PostgreSQL: cần --database hoặc biến LIENTHONG_DATABASE.",
            en: "The data of this folder are on PostgreSQL: give --database or LIENTHONG_DATABASE.", place: "database")
    }

    /// Throws `conflict` where the folder has a database file: its rows are not those of the database that nodes share.
    package func refuseWithFile() throws {
        let name = "\(self.server).sqlite"
        guard self.has(name) else { return }
        throw Fault(
            .conflict,
            vi: "Thư mục dữ liệu có \(name): chuyển sang PostgreSQL trước (lienthong \(self.server) migrate).",
            en: "The data folder has a \(name): move it to PostgreSQL first (lienthong \(self.server) migrate).",
            place: name)
    }

    private var start: String { "\(self.server)-start" }

    private func has(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: self.folder.appending(path: name).path)
    }
}
