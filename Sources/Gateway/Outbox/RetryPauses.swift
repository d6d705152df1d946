/// How long the gateway waits between tries, and when it gives up and leaves the package to a person.
package struct RetryPauses: Sendable {
    /// Growing pauses in seconds; the last one repeats.
    package let seconds: [Double]
    /// After this long since the first try the package goes to the box "Gửi lỗi".
    package let giveUpAfterSeconds: Double

    /// Every second for the first minute, so that a hub that restarts is found at once; then up to ten minutes; three days in all.
    package static let standard = RetryPauses(
        seconds: Array(repeating: 1, count: 60) + [2, 5, 10, 30, 60, 120, 300, 600], giveUpAfterSeconds: 3 * 86_400
    )

    package init(seconds: [Double], giveUpAfterSeconds: Double) {
        self.seconds = seconds
        self.giveUpAfterSeconds = giveUpAfterSeconds
    }

    func pause(afterAttempt attempt: Int) -> Double { self.seconds.pause(afterFailure: attempt) }
}
