import ArgumentParser
import Exchange
import Foundation
import Hub
import Logging
import ServiceLifecycle
import UnixSignals

struct HubCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hub", abstract: "Trục liên thông. The hub.",
        subcommands: [
            Serve.self, OrganCommand.self, SystemCommand.self, BackupCommand<HubServer>.self,
            RestoreCommand<HubServer>.self,
        ]
    )
}

extension Logger {
    /// Notices and worse: what an operator reads.
    static func server(_ label: String) -> Logger {
        var logger = Logger(label: label)
        logger.logLevel = .notice
        return logger
    }
}

struct SystemCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "system", abstract: "Hệ thống kết nối. The connected systems.",
        subcommands: [Add.self, List.self, Disable.self]
    )

    struct Add: AsyncParsableCommand {
        @OptionGroup var data: DataOption
        @Argument var id: String
        @Option var name: String?
        @Option(help: "Mã bí mật; không có thì tự sinh và in một lần. Made and printed once when missing.") var secret:
            String?
        @Option(name: .customLong("organ"), help: "Mã cơ quan, nhắc lại được. May be repeated.") var organs: [OrganCode]

        func run() async throws {
            let store = SystemStore(database: try HubDatabase.open(in: self.data.folder))
            let token = try await store.add(
                id: self.id, name: self.name ?? self.id, organs: self.organs, secret: self.secret, now: Date())
            if self.secret == nil { say(token) }
        }
    }

    struct List: AsyncParsableCommand {
        @OptionGroup var data: DataOption

        func run() async throws {
            for system in try await SystemStore(database: try HubDatabase.open(in: self.data.folder)).list() {
                say(
                    "\(system.id)\t\(system.isEnabled ? "enabled" : "disabled")\t\(system.organs.map(\.text).sorted().joined(separator: " "))\t\(system.name)"
                )
            }
        }
    }

    struct Disable: AsyncParsableCommand {
        @OptionGroup var data: DataOption
        @Argument var id: String

        func run() async throws {
            try await SystemStore(database: try HubDatabase.open(in: self.data.folder)).disable(self.id)
        }
    }
}
