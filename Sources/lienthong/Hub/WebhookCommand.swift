import ArgumentParser
import Foundation
import Gateway
import Hub

struct WebhookCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhook", abstract: "Gọi báo văn bản đến. Webhooks of the connected systems.",
        subcommands: [Set.self, List.self, Remove.self]
    )

    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Đặt địa chỉ, in khóa ký một lần. Sets the address and prints the signing secret once.")
        @OptionGroup var data: SharedDataOption
        @Argument(help: "Hệ thống. The system.") var id: String
        @Argument(help: "https://…") var url: String

        func run() async throws {
            let webhook = try await self.data.administration.setWebhook(self.url, of: self.id)
            say(try WebhookSecrets(dataFolder: self.data.folder).secret(of: webhook).text)
        }
    }

    struct List: AsyncParsableCommand {
        @OptionGroup var data: SharedDataOption

        func run() async throws {
            for webhook in try await WebhookStore(database: try self.data.openHub()).list() {
                let state = webhook.isSuspended ? "suspended" : webhook.failures > 0 ? "failing" : "working"
                say("\(webhook.system)\t\(state)\t\(webhook.cursor)\t\(webhook.url)\t\(webhook.lastError ?? "-")")
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        @OptionGroup var data: SharedDataOption
        @Argument var id: String

        func run() async throws {
            try await self.data.administration.removeWebhook(of: self.id)
        }
    }
}
