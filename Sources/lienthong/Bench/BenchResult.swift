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

    var packages: Int
    var packageBytes: Int
    /// Until the last one was taken in.
    var intakeSeconds: Double
    /// Until the last one was confirmed by its receiver; nil without receivers.
    var exchangeSeconds: Double?
    /// From the first byte sent to the receipt.
    var sends: Latencies
    /// From the first byte sent to the receiver's confirmed acknowledgement.
    var exchanges: Latencies
    var hubSeconds: Double?
    var hubMegabytes: Int?

    var json: JSON {
        .object([
            "packages": .number(self.packages), "packageBytes": .number(self.packageBytes),
            "packagesPerSecond": .text(String(format: "%.1f", Double(self.packages) / self.intakeSeconds)),
            "exchangesPerSecond": JSON(self.exchangeSeconds.map { String(format: "%.1f", Double(self.packages) / $0) }),
            "sendMilliseconds": self.sends.json, "exchangeMilliseconds": self.exchanges.json,
            "hubProcessorSeconds": JSON(self.hubSeconds.map { String(format: "%.2f", $0) }),
            "hubPeakMegabytes": JSON(self.hubMegabytes),
        ])
    }

    var text: String {
        var lines = [
            "\(self.packages) gói, mỗi gói \(self.packageBytes) byte",
            String(format: "nhận vào: %.0f gói/giây; ", Double(self.packages) / self.intakeSeconds) + self.sends.text,
        ]
        if let seconds = self.exchangeSeconds {
            lines.append(
                String(format: "gửi đến xác nhận: %.0f gói/giây; ", Double(self.packages) / seconds)
                    + self.exchanges.text)
        }
        let processor = self.hubSeconds.map { String(format: "%.1f giây bộ xử lý", $0) } ?? "-"
        lines.append("trục: \(processor), bộ nhớ cao nhất \(self.hubMegabytes.map { "\($0) MB" } ?? "-")")
        return lines.joined(separator: "\n")
    }
}
