import Exchange
import Foundation

/// What a run took.
struct BenchResult: Sendable {
    /// Milliseconds, sorted.
    struct Latencies: Sendable {
        let values: [Double]

        init(_ values: [Double]) { self.values = values.sorted() }

        func at(_ share: Double) -> Double {
            self.values.isEmpty ? 0 : self.values[min(self.values.count - 1, Int(Double(self.values.count) * share))]
        }

        var json: JSON {
            .object([
                "p50": Self.text(self.at(0.5)), "p99": Self.text(self.at(0.99)), "p999": Self.text(self.at(0.999)),
            ])
        }

        var text: String {
            let parts = [self.at(0.5), self.at(0.99), self.at(0.999)].map { String(format: "%.1f", $0) }
            return "p50 \(parts[0]), p99 \(parts[1]), p99.9 \(parts[2]) ms"
        }

        private static func text(_ value: Double) -> JSON { .text(String(format: "%.3f", value)) }
    }

    /// One look at the hub's resident memory.
    struct Memory: Sendable {
        /// Since the start of the run.
        var seconds: Double
        var megabytes: Double

        var json: JSON {
            .list([.text(String(format: "%.1f", self.seconds)), .text(String(format: "%.1f", self.megabytes))])
        }
    }

    var packages: Int
    var packageBytes: Int
    /// Until the last one was taken in.
    var intakeSeconds: Double
    /// Until the last one was confirmed by its receiver; nil without receivers.
    var confirmationSeconds: Double?
    /// Until the sender of the last one was told that it is confirmed; nil without receivers.
    var exchangeSeconds: Double?
    /// From the first byte sent to the receipt.
    var sends: Latencies
    /// From the first byte sent to the answer that the receiver gets for its confirmation.
    var confirmations: Latencies
    /// From the first byte sent until the sender sees the confirmation.
    var exchanges: Latencies
    var memory: [Memory]
    var hubSeconds: Double?
    var hubMegabytes: Int?

    var json: JSON {
        .object([
            "packages": .number(self.packages), "packageBytes": .number(self.packageBytes),
            "packagesPerSecond": JSON(self.perSecond(self.intakeSeconds)),
            "confirmationsPerSecond": JSON(self.perSecond(self.confirmationSeconds)),
            "exchangesPerSecond": JSON(self.perSecond(self.exchangeSeconds)),
            "sendMilliseconds": self.sends.json, "confirmationMilliseconds": self.confirmations.json,
            "exchangeMilliseconds": self.exchanges.json,
            "hubProcessorSeconds": JSON(self.hubSeconds.map { String(format: "%.2f", $0) }),
            "hubPeakMegabytes": JSON(self.hubMegabytes),
            "hubMemory": .list(self.memory.map(\.json)),
        ])
    }

    private func perSecond(_ seconds: Double?) -> String? {
        seconds.map { String(format: "%.1f", Double(self.packages) / $0) }
    }

    var text: String {
        var lines = ["\(self.packages) gói, mỗi gói \(self.packageBytes) byte"]
        let steps = [
            ("nhận vào", self.perSecond(self.intakeSeconds), self.sends),
            ("gửi đến xác nhận", self.perSecond(self.confirmationSeconds), self.confirmations),
            ("gửi đến khi nơi gửi thấy xác nhận", self.perSecond(self.exchangeSeconds), self.exchanges),
        ]
        for (name, perSecond, latencies) in steps {
            if let perSecond { lines.append("\(name): \(perSecond) gói/giây; \(latencies.text)") }
        }
        let processor = self.hubSeconds.map { String(format: "%.1f giây bộ xử lý", $0) } ?? "-"
        lines.append("trục: \(processor), bộ nhớ cao nhất \(self.hubMegabytes.map { "\($0) MB" } ?? "-")")
        return lines.joined(separator: "\n")
    }
}
