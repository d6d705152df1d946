import ArgumentParser
import Exchange
import Foundation
import Hub

/// `lienthong hub retention preview`: the hub removes files by itself (`--keep-packages-days`); this shows what that would be.
struct RetentionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retention", abstract: "Thời hạn lưu tệp. How long files of packages are kept.",
        subcommands: [Preview.self]
    )

    struct Preview: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Tệp nào sẽ xóa nếu đặt thời hạn này; không xóa gì. What would go; nothing goes.")

        @Option(help: "Số ngày lưu sau khi không còn chờ gì, ít nhất 366. Days, 366 at least.") var keepPackagesDays:
            Int
        @OptionGroup var data: SharedDataOption
        @Flag(name: .customLong("json"), help: "Kết quả dạng JSON. The result as JSON.") var asJSON = false

        func run() async throws {
            let database = try self.data.openHub()
            let preview = try await RetentionPreview(days: self.keepPackagesDays, in: database, now: Date())
            guard !self.asJSON else { return say(try preview.json.printed()) }
            say("\(preview.packages) gói, \((preview.bytes + (1 << 20) - 1) >> 20) MB sẽ xóa tệp; chưa xóa gì.")
            for line in preview.lines {
                say(
                    "\(line.packageID)\t\(line.documentID)\t\(line.from)\t\((line.sizeBytes + 1023) / 1024) KB\t\(VietnamTime.shown(line.since))"
                )
            }
            let rest = preview.packages - preview.lines.count
            if rest > 0 { say("… và \(rest) gói nữa. And \(rest) more.") }
        }
    }
}

extension RetentionPreview {
    fileprivate var json: JSON {
        .object([
            "packages": .number(self.packages), "bytes": .number(self.bytes),
            "first": .list(
                self.lines.map {
                    .object([
                        "packageId": .text($0.packageID), "documentId": .text($0.documentID), "from": .text($0.from),
                        "sizeBytes": .number($0.sizeBytes), "since": .text(Timestamp.text($0.since)),
                    ])
                }),
        ])
    }
}
