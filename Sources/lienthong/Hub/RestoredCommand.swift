import ArgumentParser
import Exchange
import Foundation
import Hub
import Storage

/// `lienthong hub restored`: after a database on PostgreSQL was restored from an older copy or a standby was promoted that lacked the end, before any
/// node serves it. `hub restore` does the same for SQLite by itself.
struct RestoredCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restored",
        abstract:
            "Tiếp tục với cơ sở dữ liệu PostgreSQL vừa phục hồi; các nút phải đang dừng. Goes on with a restored database; all nodes are stopped."
    )

    @OptionGroup var data: HubDataOption

    func run() async throws {
        guard let address = self.data.address else {
            throw Fault(
                .invalidRequest,
                vi: "Lệnh này dành cho PostgreSQL (--database). Với hub.sqlite: lienthong hub restore.",
                en: "This command is for PostgreSQL (--database). For hub.sqlite: lienthong hub restore.",
                place: "database")
        }
        // A node that runs holds the folder.
        let lock = try DataLock(folder: self.data.folder, server: "hub")
        defer { withExtendedLifetime(lock) {} }
        try await Administration.restored(self.data.folder, database: address)
        say("phục hồi xong. Restored.")
    }
}
