import ArgumentParser
import Exchange
import Foundation
import Hub
import Office
import Storage

/// A server whose data folder can be copied while it runs.
protocol BackedUpServer: Sendable {
    static var backup: Backup { get }
    /// What a restored folder needs before a server goes on with it.
    static func restored(_ folder: URL) async throws
}

enum HubServer: BackedUpServer {
    static let backup = Backup(
        kind: "hub", databaseName: "hub.sqlite",
        storedFiles: .init(folder: "content", hashes: "SELECT DISTINCT sha256 FROM package"))

    static func restored(_ folder: URL) async throws { try await Administration.restored(folder) }
}

enum OfficeServerData: BackedUpServer {
    static let backup = Backup(
        kind: "office", databaseName: "office.sqlite",
        storedFiles: .init(folder: "content", hashes: StoredFiles.names.hashes))

    static func restored(_ folder: URL) async throws { try await OfficeServer.restored(folder) }
}

/// `hub backup`, `office backup`, `gateway backup`: beside the running server.
struct BackupCommand<Server: BackedUpServer>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "backup", abstract: "Sao lưu, cả khi đang chạy. Copies everything, also while running.",
            discussion: "Bản sao lưu chứa cả khóa: giữ kín. The file holds keys: keep it safe.")
    }

    @OptionGroup var data: SharedDataOption
    @Option(name: .customLong("to"), help: "Tệp sao lưu, chưa có. The file to make.") var target: String

    func run() async throws {
        try self.data.refusePostgreSQL()
        let summary = try await Server.backup.write(
            self.data.folder, to: URL(fileURLWithPath: self.target), now: Date())
        say("\(summary.files) tệp, \(summary.bytes) byte: \(self.target)")
    }
}

/// `hub restore`, `office restore`, `gateway restore`: into an empty folder.
struct RestoreCommand<Server: BackedUpServer>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "restore", abstract: "Phục hồi vào thư mục trống. Makes a data folder out of a backup.")
    }

    @OptionGroup var data: SharedDataOption
    @Argument(help: "Tệp sao lưu. The backup.") var file: String

    func run() async throws {
        try self.data.refusePostgreSQL()
        let summary = try await Server.backup.restore(
            URL(fileURLWithPath: self.file), into: self.data.folder, finish: Server.restored)
        say("\(summary.files) tệp, \(summary.bytes) byte: \(self.data.data)")
    }
}
