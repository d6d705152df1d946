import ArgumentParser
import Exchange
import Foundation
import Hub

/// The directory on the command line, beside a running hub too.
struct OrganCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "organ", abstract: "Danh bạ cơ quan. The directory.",
        subcommands: [Import.self, List.self, Find.self, Show.self]
    )

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Nhập danh bạ, trước đó xem được khác biệt. Takes over a directory file; shows what differs before.")

        @OptionGroup var data: SharedDataOption
        @Argument(help: "organs.csv") var file: String
        @Flag(help: "Chỉ xem khác biệt, không ghi. Shows what would change and writes nothing.") var preview = false

        func run() async throws {
            let text = try InputFile.text(self.file)
            let store = OrganStore(database: try self.data.openHub(isFirst: true))
            let difference =
                try await self.preview
                ? store.preview(DirectoryFile(text)) : self.data.administration.importDirectory(text)
            for fault in difference.refused.kept.prefix(Self.shownLines) { say("! \(fault.vietnamese)") }
            for entry in difference.added.prefix(Self.shownLines) { say("+ \(entry.code.text)\t\(entry.name)") }
            for change in difference.changed.prefix(Self.shownLines) { say(Self.line(change)) }
            let counts = difference.counts
            let kinds = DirectoryDifference.Kind.allCases.compactMap { kind in
                counts[kind].map { "\(kind.vietnamese) \($0)" }
            }
            say(
                """
                thêm \(difference.added.count), đổi \(difference.changed.count)\
                \(kinds.isEmpty ? "" : " (\(kinds.joined(separator: ", ")))"), giữ nguyên \(difference.unchanged), \
                không có trong tệp \(difference.unnamed)\(self.preview ? " (chưa ghi)" : "")
                """)
            if let fault = difference.refused.first {
                say("sai \(difference.refused.count) dòng: chưa nhập được")
                throw fault
            }
            say("\(try await store.count()) organs")
        }

        /// The rest is counted only.
        private static let shownLines = 200

        private static func line(_ change: DirectoryDifference.Change) -> String {
            let parts = change.fields.map { "\($0.name): \($0.before ?? "–") → \($0.after ?? "–")" }
            return "~ \(change.after.code.text)\t\(parts.joined(separator: "; "))"
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Cả danh bạ. All of the directory.")

        @OptionGroup var data: SharedDataOption
        @Flag(help: "JSON.") var json = false

        func run() async throws {
            let store = OrganStore(database: try self.data.openHub())
            var all: [DirectoryEntry] = []
            while true {
                let page = try await store.list(after: all.last?.code.text ?? "", limit: 500)
                all += page
                if page.count < 500 { break }
            }
            try all.show(asJSON: self.json)
        }
    }

    struct Find: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Tìm cơ quan. Finds agencies.")

        @OptionGroup var data: SharedDataOption
        @Argument(help: "Tên hoặc mã, có dấu hay không. Name or code.") var text: String
        @Flag(help: "JSON.") var json = false

        func run() async throws {
            let store = OrganStore(database: try self.data.openHub())
            try await store.find(self.text).show(asJSON: self.json)
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Một cơ quan, hôm nay hay vào một ngày. One agency, today or on a day.")

        @OptionGroup var data: SharedDataOption
        @Argument(help: "Mã mới hoặc mã cũ. New or old code.") var code: OrganCode
        @Option(help: "Ngày, 2025-07-01. The day.") var on: CalendarDate?
        @Flag(help: "JSON.") var json = false

        func run() async throws {
            let store = OrganStore(database: try self.data.openHub())
            guard let entry = try await store.entry(self.code, on: self.on) else {
                throw Fault(
                    .notFound, vi: "Danh bạ không có mã này vào ngày đó.",
                    en: "The directory has no such code on that day.")
            }
            guard !self.json else { return try [entry].show(asJSON: true) }
            for field in entry.fields { if let value = field.value { say("\(field.name)\t\(value)") } }
            for version in try await store.versions(of: self.code) {
                say("từ \(VietnamTime.shown(version.recordedAt))\t\(version.entry.name)")
            }
        }
    }
}

extension CalendarDate: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}

extension [DirectoryEntry] {
    fileprivate func show(asJSON: Bool) throws {
        guard asJSON else {
            for entry in self { say("\(entry.code)\t\(entry.name)") }
            return
        }
        let rows = self.map { Dictionary(uniqueKeysWithValues: $0.fields.map { ($0.name, $0.value) }) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        say(String(decoding: try encoder.encode(rows), as: UTF8.self))
    }
}
