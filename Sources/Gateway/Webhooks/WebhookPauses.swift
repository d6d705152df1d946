package import Foundation

/// When a webhook that failed is tried again: pauses that grow and an end.
package struct WebhookPauses: Sendable {
    /// Seconds after the first, second, … failure in a row; the last one repeats. From the fifth on the breaker is open: one probe each
    /// time, everything else waits behind it.
    package var seconds: [TimeInterval]
    /// Seconds of failing without a success in between after which it is given up: five days.
    package var giveUpAfter: TimeInterval

    package init(
        seconds: [TimeInterval] = [1, 5, 30, 120, 600, 1800, 3600], giveUpAfter: TimeInterval = 5 * 86_400
    ) {
        self.seconds = seconds
        self.giveUpAfter = giveUpAfter
    }

    package func pause(afterFailure number: Int) -> TimeInterval { self.seconds.pause(afterFailure: number) }
}
