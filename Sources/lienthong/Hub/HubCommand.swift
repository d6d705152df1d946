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
        subcommands: [Serve.self, OrganCommand.self, SystemCommand.self]
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

struct OrganCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "organ", abstract: "Danh bạ cơ quan. The directory.",
        subcommands: [Import.self, List.self, Find.self]
    )

    struct Import: AsyncParsableCommand {
        @OptionGroup var data: DataOption
        @Argument(help: "organs.csv") var file: String

        func run() async throws {
            guard let bytes = FileManager.default.contents(atPath: self.file) else {
                throw Fault(.notFound, vi: "Không mở được \(self.file).", en: "\(self.file) cannot be opened.")
            }
            let store = OrganStore(database: try HubDatabase.open(in: self.data.folder))
            _ = try await store.importCSV(String(decoding: bytes, as: UTF8.self))
            say("\(try await store.count()) organs")
        }
    }

    struct List: AsyncParsableCommand {
        @OptionGroup var data: DataOption
        @Flag(help: "JSON.") var json = false

        func run() async throws {
            let store = OrganStore(database: try HubDatabase.open(in: self.data.folder))
            var all: [DirectoryEntry] = []
            while true {
                let page = try await store.list(after: all.last?.code.text ?? "", limit: 500)
                all += page
                if page.count < 500 { break }
            }
            try Self.show(all, json: self.json)
        }

        static func show(_ entries: [DirectoryEntry], json: Bool) throws {
            guard json else {
                for entry in entries { say("\(entry.code)\t\(entry.name)") }
                return
            }
            let rows = entries.map { entry in
                [
                    "code": entry.code.text, "oldCode": entry.oldCode?.text, "name": entry.name,
                    "shortName": entry.shortName,
                    "kind": entry.kind, "parent": entry.parent?.text, "validFrom": entry.validFrom?.iso,
                    "validTo": entry.validTo?.iso,
                    "successor": entry.successor?.text, "email": entry.email,
                ]
            }
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            say(String(decoding: try encoder.encode(rows), as: UTF8.self))
        }
    }

    struct Find: AsyncParsableCommand {
        @OptionGroup var data: DataOption
        @Argument(help: "Tên hoặc mã, có dấu hay không. Name or code.") var text: String
        @Flag(help: "JSON.") var json = false

        func run() async throws {
            let store = OrganStore(database: try HubDatabase.open(in: self.data.folder))
            try List.show(try await store.find(self.text), json: self.json)
        }
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
