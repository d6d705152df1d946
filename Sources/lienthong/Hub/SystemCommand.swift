import ArgumentParser
import Exchange
import Foundation
import Hub
import Trust

struct SystemCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "system", abstract: "Hệ thống kết nối. The connected systems.",
        subcommands: [
            Add.self, List.self, Disable.self, Enable.self, Secret.self, Networks.self, QuotaOf.self, Redeliver.self,
        ]
    )

    struct Add: AsyncParsableCommand {
        @OptionGroup var data: SharedDataOption
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
            let administration = try self.data.administration
            let token = try await administration.add(
                system: self.id, name: self.name ?? self.id, organs: self.organs, secret: self.secret,
                sealedBy: try SealedSecrets(dataFolder: self.data.folder))
            if !self.networks.isEmpty { try await administration.bind(self.id, to: self.networks) }
            if let certificate { try await administration.add(certificate, to: self.id) }
            if self.secret == nil { say(token) }
        }
    }

    struct List: AsyncParsableCommand {
        @OptionGroup var data: SharedDataOption

        func run() async throws {
            let database = try self.data.openHub()
            let store = SystemStore(database: database)
            let ends = try await store.certificateEnds()
            // What all systems may is a setting of the server: only a quota of its own is shown.
            let uses = try await QuotaStore(database: database, standard: Quota(bytes: 0, packages: 0))
                .uses(on: VietnamTime.date(Date()))
            for system in try await store.list() {
                let organs = system.organs.map(\.text).sorted().joined(separator: " ")
                let certificate = ends[system.id].map { VietnamTime.date($0).iso } ?? "-"
                say(
                    "\(system.id)\t\(system.isEnabled ? "enabled" : "disabled")\t\(organs)\t\(certificate)\t\(system.name)\t\(uses[system.id]?.line ?? "-")"
                )
            }
        }
    }

    struct Secret: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Cấp mã bí mật mới; mã cũ hết hiệu lực ngay. Gives a new secret; the old one ends at once.")
        @OptionGroup var data: SharedDataOption
        @Argument var id: String
        @Option(help: "Mã bí mật; không có thì tự sinh và in một lần. Made and printed once when missing.") var secret:
            String?

        func run() async throws {
            let token = try await self.data.administration.renewSecret(
                of: self.id, secret: self.secret, sealedBy: try SealedSecrets(dataFolder: self.data.folder))
            if self.secret == nil { say(token) }
        }
    }

    struct Networks: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "network",
            abstract:
                "Đặt dải địa chỉ được gọi; không nêu thì từ mọi nơi. Sets where it may call from; none: everywhere.")
        @OptionGroup var data: SharedDataOption
        @Argument var id: String
        @Argument(help: "10.22.0.0/16 2001:db8::/32") var networks: [Network] = []

        func run() async throws {
            try await self.data.administration.bind(self.id, to: self.networks)
        }
    }

    struct QuotaOf: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "quota",
            abstract:
                "Đặt hạn mức ngày riêng; không nêu thì như mọi hệ thống. Sets a daily quota of its own; none: as for all."
        )
        @OptionGroup var data: SharedDataOption
        @Argument var id: String
        @Option(help: "MB mỗi ngày, 0 là không giới hạn. MiB a day, 0 for no limit.") var megabytes: Int?
        @Option(help: "Số gói mỗi ngày, 0 là không giới hạn. Packages a day, 0 for no limit.") var packages: Int?

        func validate() throws {
            guard (0...(1 << 40)).contains(self.megabytes ?? 0) else {
                throw ValidationError("--megabytes: 0…\(1 << 40)")
            }
        }

        func run() async throws {
            try await self.data.administration.setQuota(
                of: self.id, bytes: self.megabytes.map { $0 << 20 }, packages: self.packages)
        }
    }

    struct Redeliver: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Giao lại những gì hệ thống đã nhận từ một lúc, khi nó được phục hồi từ bản sao lưu. Lets what it took wait again."
        )
        @OptionGroup var data: SharedDataOption
        @Argument var id: String
        @Option(help: "Giờ Việt Nam: \"2026-11-26 17:30:00\". When its backup began, Vietnam time.") var since: String

        func run() async throws {
            guard let since = VietnamTime.instant(packet: self.since) else {
                throw ValidationError("--since \"2026-11-26 17:30:00\"")
            }
            let count = try await self.data.administration.redeliver(to: self.id, since: since)
            say("\(count) gói chờ giao lại cho \(self.id)")
        }
    }

    struct Enable: AsyncParsableCommand {
        @OptionGroup var data: SharedDataOption
        @Argument var id: String

        func run() async throws {
            try await self.data.administration.enable(self.id)
        }
    }

    struct Disable: AsyncParsableCommand {
        @OptionGroup var data: SharedDataOption
        @Argument var id: String

        func run() async throws {
            try await self.data.administration.disable(self.id)
        }
    }
}

extension QuotaUse {
    /// What it sent today, and its own quota.
    fileprivate var line: String { "\(self.shown)\(self.isOwn ? " / \(self.shownQuota)" : "")" }
}

extension Network: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}
