import Foundation

/// When a webhook that failed is tried again: pauses that grow and an end.
struct WebhookPauses: Sendable {
    /// Seconds after the first, second, … failure in a row; the last one repeats. From the fifth on the breaker is open: one probe each
    /// time, everything else waits behind it.
    var seconds: [TimeInterval] = [1, 5, 30, 120, 600, 1800, 3600]
    /// Seconds of failing without a success in between after which the hub gives up: five days.
    var giveUpAfter: TimeInterval = 5 * 86_400

    /// A fifth shorter or longer, so that systems that failed together do not come back together.
    func pause(afterFailure number: Int) -> TimeInterval {
        let seconds = self.seconds[min(max(number, 1), self.seconds.count) - 1]
        return seconds * Double.random(in: 0.8...1.2)
    }
}
