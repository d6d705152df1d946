import ArgumentParser
import Exchange
import Foundation
import Hub
import Trust

struct SystemCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "system", abstract: "Hệ thống kết nối. The connected systems.",
        subcommands: [Add.self, List.self, Disable.self, Enable.self, Secret.self, Networks.self]
    )

    struct Add: AsyncParsableCommand {
        @OptionGroup var data: DataOption
        @Argument var id: String
        @Option var name: String?
        @Option(help: "Mã bí mật; không có thì tự sinh và in một lần. Made and printed once when missing.") var secret:
            String?
        @Option(name: .customLong("organ"), help: "Mã cơ quan, nhắc lại được. May be repeated.") var organs: [OrganCode]

        @Option(help: "Chứng thư của hệ thống (PEM). Its client certificate.") var certificate: String?
        @Option(
            name: .customLong("network"),
            help:
                "Dải địa chỉ được gọi (10.22.0.0/16), nhắc lại được; không có thì từ mọi nơi. Networks it may call from."
        )
        var networks: [Network] = []

        func run() async throws {
            let certificate = try self.certificate.map { try ClientCertificate(pem: InputFile.text($0)) }
            let administration = try Administration(folder: self.data.folder)
            let token = try await administration.add(
                system: self.id, name: self.name ?? self.id, organs: self.organs, secret: self.secret,
                sealedBy: try SealedSecrets(dataFolder: self.data.folder))
            if !self.networks.isEmpty { try await administration.bind(self.id, to: self.networks) }
            if let certificate { try await administration.add(certificate, to: self.id) }
            if self.secret == nil { say(token) }
        }
    }

    struct List: AsyncParsableCommand {
        @OptionGroup var data: DataOption

        func run() async throws {
            let store = SystemStore(database: try HubDatabase.open(in: self.data.folder))
            let ends = try await store.certificateEnds()
            for system in try await store.list() {
                let organs = system.organs.map(\.text).sorted().joined(separator: " ")
                let certificate = ends[system.id].map { VietnamTime.date($0).iso } ?? "-"
                say(
                    "\(system.id)\t\(system.isEnabled ? "enabled" : "disabled")\t\(organs)\t\(certificate)\t\(system.name)"
                )
            }
        }
    }

    struct Secret: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Cấp mã bí mật mới; mã cũ hết hiệu lực ngay. Gives a new secret; the old one ends at once.")
        @OptionGroup var data: DataOption
        @Argument var id: String
        @Option(help: "Mã bí mật; không có thì tự sinh và in một lần. Made and printed once when missing.") var secret:
            String?

        func run() async throws {
            let token = try await Administration(folder: self.data.folder).renewSecret(
                of: self.id, secret: self.secret, sealedBy: try SealedSecrets(dataFolder: self.data.folder))
            if self.secret == nil { say(token) }
        }
    }

    struct Networks: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "network",
            abstract:
                "Đặt dải địa chỉ được gọi; không nêu thì từ mọi nơi. Sets where it may call from; none: everywhere.")
        @OptionGroup var data: DataOption
        @Argument var id: String
        @Argument(help: "10.22.0.0/16 2001:db8::/32") var networks: [Network] = []

        func run() async throws {
            try await Administration(folder: self.data.folder).bind(self.id, to: self.networks)
        }
    }

    struct Enable: AsyncParsableCommand {
        @OptionGroup var data: DataOption
        @Argument var id: String

        func run() async throws {
            try await Administration(folder: self.data.folder).enable(self.id)
        }
    }

    struct Disable: AsyncParsableCommand {
        @OptionGroup var data: DataOption
        @Argument var id: String

        func run() async throws {
            try await Administration(folder: self.data.folder).disable(self.id)
        }
    }
}

extension Network: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}
