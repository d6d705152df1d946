import Exchange
import Foundation
import Synchronization

/// What the hub counts while it runs, for Prometheus. Labels come from lists of ours, never from callers: the number of series is bounded.
final class HubMetrics: Sendable {
    private struct State {
        var answers: [Answer: Int] = [:]
        var refusals: [String: Int] = [:]
        var seconds: [String: Histogram] = [:]
        var packages: [String: Int] = [:]
        var packageBytes = 0
    }

    private struct Answer: Hashable {
        var route: String
        /// `2xx`, `4xx`, …
        var status: String
    }

    /// Seconds up to each bound, as Prometheus counts.
    struct Histogram {
        static let bounds = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30]

        var counts = [Int](repeating: 0, count: Self.bounds.count)
        var sum = 0.0
        var count = 0

        mutating func add(_ seconds: Double) {
            for (index, bound) in Self.bounds.enumerated() where seconds <= bound { self.counts[index] += 1 }
            self.sum += seconds
            self.count += 1
        }
    }

    private let state = Mutex(State())

    /// `route`: the matched pattern such as `GET /v1/inbox`.
    func answered(_ route: String, status: Int, seconds: Double) {
        self.state.withLock { state in
            state.answers[Answer(route: route, status: "\(status / 100)xx"), default: 0] += 1
            state.seconds[route, default: Histogram()].add(seconds)
        }
    }

    func refused(_ code: Fault.Code) { self.state.withLock { $0.refusals[code.rawValue, default: 0] += 1 } }

    func taken(kind: PackageKind, bytes: Int) {
        self.state.withLock { state in
            state.packages[kind.rawValue, default: 0] += 1
            state.packageBytes += bytes
        }
    }

    /// Prometheus text, version 0.0.4.
    var text: MetricsText {
        self.state.withLock { state in
            var text = MetricsText()
            text.counter("lienthong_packages_total", "Packages taken in since the start, by kind.")
            for (kind, count) in state.packages.sorted(by: { $0.key < $1.key }) {
                text.value("lienthong_packages_total", [("kind", kind)], count)
            }
            text.counter("lienthong_package_bytes_total", "Bytes of packages taken in since the start.")
            text.value("lienthong_package_bytes_total", [], state.packageBytes)
            text.counter("lienthong_refusals_total", "Requests refused since the start, by fault code.")
            for (code, count) in state.refusals.sorted(by: { $0.key < $1.key }) {
                text.value("lienthong_refusals_total", [("code", code)], count)
            }
            text.counter("lienthong_answers_total", "Answers since the start, by route and class of status.")
            let answers = state.answers.sorted { ($0.key.route, $0.key.status) < ($1.key.route, $1.key.status) }
            for (answer, count) in answers {
                text.value("lienthong_answers_total", [("route", answer.route), ("status", answer.status)], count)
            }
            text.histogram("lienthong_answer_seconds", "Time from a request to its answer, by route; waits included.")
            for (route, histogram) in state.seconds.sorted(by: { $0.key < $1.key }) {
                text.values("lienthong_answer_seconds", ("route", route), histogram)
            }
            return text
        }
    }
}
