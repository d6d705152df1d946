import Exchange
import Foundation
import Synchronization
import Web

/// What the hub counts while it runs, for Prometheus.
final class HubMetrics: Sendable {
    private struct State {
        var packages: [String: Int] = [:]
        var packageBytes = 0
    }

    let answers = AnswerMetrics()
    private let state = Mutex(State())

    func taken(kind: PackageKind, bytes: Int) {
        self.state.withLock { state in
            state.packages[kind.rawValue, default: 0] += 1
            state.packageBytes += bytes
        }
    }

    /// Prometheus text, version 0.0.4.
    var text: MetricsText {
        let state = self.state.withLock { $0 }
        var text = MetricsText()
        text.counter("lienthong_packages_total", "Packages taken in since the start, by kind.")
        for (kind, count) in state.packages.sorted(by: { $0.key < $1.key }) {
            text.value("lienthong_packages_total", [("kind", kind)], count)
        }
        text.counter("lienthong_package_bytes_total", "Bytes of packages taken in since the start.")
        text.value("lienthong_package_bytes_total", [], state.packageBytes)
        self.answers.add(to: &text)
        return text
    }
}
