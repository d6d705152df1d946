import Exchange
package import Foundation
package import ServiceLifecycle

/// The data folder of a server (`hub`, `office`, `gateway`) as those see it that may keep their rows in another place: nodes on PostgreSQL (nút) share
/// it, and it holds no database.
package struct NodeFolder: Sendable {
    let folder: URL
    let server: String

    package init(_ folder: URL, of server: String) {
        self.folder = folder
        self.server = server
    }

    /// Keeps others away from the folder, which is made with the rights 0700 when it is missing: nodes do not mind each other, a server with a
    /// database of its own is alone. `lock` is held until the server has stopped, `turn` while a node opens its data. Throws `conflict`.
    ///
    /// - Parameter patience: how long a node waits for one that is starting.
    package func hold(
        isShared: Bool, patience: Duration = .seconds(120)
    ) async throws -> (lock: any Service, turn: LockedFile?) {
        try FileManager.default.createDirectory(
            at: self.folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        guard isShared else { return (try DataLock(folder: self.folder, server: self.server), nil) }
        let turn = try await self.turn(until: .now + patience)
        let lock = try NodeLock(folder: self.folder, server: self.server)
        try self.refuseWithFile()
        return (lock, turn)
    }

    /// Nodes start one after the other: the first makes the keys that all of them use. Held as long as the value lives.
    private func turn(until deadline: ContinuousClock.Instant) async throws -> LockedFile {
        while true {
            if let turn = try LockedFile(self.startLock, .alone) { return turn }
            guard ContinuousClock.now < deadline else {
                throw Fault(
                    .conflict,
                    vi: "Một nút khác dùng thư mục dữ liệu này (\(self.server)) đang khởi động mà chưa xong.",
                    en: "Another node of this \(self.server) is starting and has not come to its end.")
            }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// Throws `conflict` where the folder has no database file any more because its server went on on PostgreSQL: moved there, or served there by
    /// nodes. Who opened a file would make an empty one beside theirs.
    package func refuseWithoutAddress() throws {
        let wentOn = self.has(DatabaseMove.movedName(self.server)) || self.has(self.startLock.lastPathComponent)
        guard wentOn, !self.has("\(self.server).sqlite") else { return }
        throw Fault(
            .conflict,
            vi: "Dữ liệu của thư mục này nằm trên PostgreSQL: cần --database hoặc biến LIENTHONG_DATABASE.",
            en: "The data of this folder are on PostgreSQL: give --database or LIENTHONG_DATABASE.", place: "database")
    }

    /// Throws `conflict` where the folder has a database file: its rows are not those of the database that nodes share.
    private func refuseWithFile() throws {
        let name = "\(self.server).sqlite"
        guard self.has(name) else { return }
        throw Fault(
            .conflict,
            vi: "Thư mục dữ liệu có \(name): chuyển sang PostgreSQL trước (lienthong \(self.server) migrate).",
            en: "The data folder has a \(name): move it to PostgreSQL first (lienthong \(self.server) migrate).",
            place: name)
    }

    private var startLock: URL { self.folder.appending(path: "\(self.server)-start.lock") }

    private func has(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: self.folder.appending(path: name).path)
    }
}
