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
            Serve.self, OrganCommand.self, SystemCommand.self, EnrolCommand.self, WebhookCommand.self,
            OperatorCommand.self, WaitingCommand.self, CheckCommand<HubServer>.self, WhyCommand.self,
            RetentionCommand.self,
            BackupCommand<HubServer>.self,
            RestoreCommand<HubServer>.self, RestoredCommand<HubServer>.self, MigrateCommand<HubServer>.self,
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
