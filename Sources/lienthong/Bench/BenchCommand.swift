import ArgumentParser
import Exchange
import Foundation

/// `lienthong bench`: what this machine can carry.
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Đo sức tải. Measures.", subcommands: [ExchangeCommand.self])
}

/// `lienthong bench exchange`: load on a hub of its own, over TLS on this machine, durable as always.
struct ExchangeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exchange",
        abstract: "Gửi, nhận, xác nhận qua một trục riêng. Sends, fetches and confirms through a hub of its own.")

    @Option(help: "Kích thước tệp đính kèm (byte). Bytes of the attached file.") var size = 15_000
    @Option(help: "Số gói. Packages.") var count = 2000
    @Option(help: "Số nơi gửi, mỗi nơi một gói mỗi lúc. Senders, each with one package on its way.") var senders = 16
    @Option(help: "Số nơi nhận; 0: chỉ đo nhận vào. Receivers; 0 measures the intake alone.") var receivers = 8
    @Option(help: "Số gói gửi mỗi giây; 0: nhanh nhất có thể. Packages sent each second; 0: as fast as it goes.")
    var rate = 0
    @Option(
        help:
            "Số giây giữa hai lần ghi bộ nhớ của trục; 0: không ghi. Seconds between two looks at the hub's memory; 0: none."
    )
    var memoryEverySeconds = 0
    @Option(
        name: .customLong("database"),
        help: "Cơ sở dữ liệu PostgreSQL trống (postgres://…), thay cho SQLite. An empty database on PostgreSQL.")
    var database: String?
    @Option(help: "Số nút trục trên cơ sở dữ liệu đó. Hubs on that database.") var nodes = 1
    @Flag(name: .customLong("json"), help: "Kết quả dạng JSON. The result as JSON.") var asJSON = false

    func validate() throws {
        guard (1...(1 << 30)).contains(self.size), (1...10_000_000).contains(self.count),
            (1...256).contains(self.senders), (0...64).contains(self.receivers),
            (0...1_000_000).contains(self.rate), (0...3600).contains(self.memoryEverySeconds)
        else {
            throw ValidationError(
                "size 1–1073741824, count 1–10000000, senders 1–256, receivers 0–64, rate 0–1000000, memory-every-seconds 0–3600."
            )
        }
        guard self.nodes == 1 || (self.database != nil && (1...16).contains(self.nodes)) else {
            throw ValidationError("nodes 1–16, with --database.")
        }
    }

    func run() async throws {
        let bench = ExchangeBench(
            fileBytes: self.size, count: self.count, senders: self.senders, receivers: self.receivers, rate: self.rate,
            memoryEverySeconds: self.memoryEverySeconds, database: self.database, nodes: self.nodes)
        guard let result = try await UnixSignalWaiter.run({ try await bench.run() }) else {
            throw Fault(.interrupted, vi: "Bị dừng trước khi đo xong.", en: "Stopped before all was measured.")
        }
        say(self.asJSON ? try result.json.printed() : result.text)
    }
}
