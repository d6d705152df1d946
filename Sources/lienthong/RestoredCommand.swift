import ArgumentParser
import Exchange
import Foundation
import Storage

/// `lienthong hub restored`, `lienthong office restored`: after a database on PostgreSQL was restored from an older copy, or a standby was promoted
/// that lacked the end, before any node serves it. `restore` does the same for SQLite by itself.
struct RestoredCommand<Server: RestoredServer>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "restored",
            abstract:
                "Tiếp tục với cơ sở dữ liệu PostgreSQL vừa phục hồi; các nút phải đang dừng. Goes on with a restored database; all nodes are stopped."
        )
    }

    @OptionGroup var data: SharedDataOption

    func run() async throws {
        guard let address = self.data.address else {
            throw Fault(
                .invalidRequest,
                vi:
                    "Lệnh này dành cho PostgreSQL (--database). Với \(Server.file): lienthong \(Server.name) restore.",
                en:
                    "This command is for PostgreSQL (--database). For \(Server.file): lienthong \(Server.name) restore.",
                place: "database")
        }
        // A node that runs holds the folder.
        let lock = try DataLock(folder: self.data.folder, server: Server.name)
        defer { withExtendedLifetime(lock) {} }
        try await Server.restored(self.data.folder, database: address)
        say("phục hồi xong. Restored.")
    }
}
