package import Exchange
import Synchronization

/// How a listener has answered since the start, for Prometheus. Labels come from lists of ours, never from callers: the number of series is
/// bounded.
package final class AnswerMetrics: Sendable {
    private struct State {
        var answers: [Answer: Int] = [:]
        var refusals: [String: Int] = [:]
        var seconds: [String: Histogram] = [:]
    }

    private struct Answer: Hashable {
        var route: String
        /// `2xx`, `4xx`, …
        var status: String
    }

    private let state = Mutex(State())

    package init() {}

    /// `route`: the matched pattern such as `GET /v1/inbox`.
    package func answered(_ route: String, status: Int, seconds: Double) {
        self.state.withLock { state in
            state.answers[Answer(route: route, status: "\(status / 100)xx"), default: 0] += 1
            state.seconds[route, default: Histogram()].add(seconds)
        }
    }

    package func refused(_ code: Fault.Code) { self.state.withLock { $0.refusals[code.rawValue, default: 0] += 1 } }

    package func add(to text: inout MetricsText) {
        let state = self.state.withLock { $0 }
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
    }
}
