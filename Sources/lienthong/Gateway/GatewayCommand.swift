import ArgumentParser
import Exchange
import Foundation
import Gateway
import Storage
import VendorGateway

struct GatewayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gateway",
        abstract: "Cổng liên thông cho phần mềm văn bản của hãng khác. The gateway for other vendors' software.",
        subcommands: [
            Serve.self, GatewaySystemCommand.self, GatewayWebhookCommand.self, BackupCommand<GatewayServerData>.self,
            RestoreCommand<GatewayServerData>.self, CheckCommand<GatewayServerData>.self,
            MigrateCommand<GatewayServerData>.self,
        ])
}

enum GatewayServerData: BackedUpServer {
    static let backup = Backup(
        kind: "gateway", databaseName: "gateway.sqlite",
        storedFiles: .init(folder: "content", hashes: GatewayFiles.names.hashes))

    static func restored(_ folder: URL) {}
}

extension GatewayServerData: CheckedServer {
    static func check(_ place: SharedDataOption) async throws -> any CheckReport {
        try await GatewayCheck(folder: place.folder, database: place.address).run()
    }
    static let disagreement = Fault(
        .conflict, vi: "Dữ liệu của cổng liên thông không khớp.", en: "The gateway's data disagree with each other.")
}

/// The software that may call the API, each system with a token of its own.
struct GatewaySystemCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "system", abstract: "Hệ thống được gọi API. Who may call.",
        subcommands: [Add.self, List.self, Disable.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Thêm hệ thống hoặc cấp mã mới; mã in ra một lần. Adds a system; its token is printed once.")

        @Argument(help: "Tên: chữ thường, số. Its name.") var id: String
        @OptionGroup var data: SharedDataOption

        func run() async throws {
            let systems = ConnectedSystems(database: try self.data.openGateway())
            say(try await systems.add(self.id, now: Date()))
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Các hệ thống. The systems.")

        @OptionGroup var data: SharedDataOption

        func run() async throws {
            let systems = ConnectedSystems(database: try self.data.openGateway())
            for system in try await systems.list() {
                say("\(system.id)\t\(system.isEnabled ? "đang dùng" : "đã ngừng")\t\(Timestamp.text(system.createdAt))")
            }
        }
    }

    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Ngừng một hệ thống. Ends its access at once.")

        @Argument(help: "Tên. Its name.") var id: String
        @OptionGroup var data: SharedDataOption

        func run() async throws {
            try await ConnectedSystems(database: try self.data.openGateway()).disable(self.id)
        }
    }
}

struct GatewayWebhookCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhook-secret", abstract: "Khóa ký lời gọi báo. The secret with which calls are signed.")

    @OptionGroup var data: SharedDataOption

    func run() throws { say(try GatewayServer.webhookSecret(dataFolder: self.data.folder).text) }
}
