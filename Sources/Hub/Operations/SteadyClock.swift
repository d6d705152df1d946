import Foundation

/// Tells whether the hub's clock can be believed (đồng hồ đáng tin): one that moves by more than a day between two looks, forwards or back, is
/// doubted for a day, so that somebody can put it right before anything is ended because of it. A hub that was away for more than a day
/// finds the same: its receivers get a day to fetch.
struct SteadyClock: Sendable {
    enum Ruling: Equatable {
        case steady
        /// Just now, by so many seconds.
        case jumped(TimeInterval)
        /// It jumped less than a day ago.
        case doubted
    }

    /// Seconds.
    private static let tolerance: TimeInterval = 86_400
    private static let doubt = Duration.seconds(86_400)

    private var last: Date
    private var doubtedUntil: ContinuousClock.Instant?

    /// - Parameter last: when the clock was looked at last.
    init(last: Date) {
        self.last = last
    }

    /// `instant` is of a clock that nobody sets.
    mutating func judge(_ now: Date, at instant: ContinuousClock.Instant = .now) -> Ruling {
        let step = now.timeIntervalSince(self.last)
        self.last = now
        if abs(step) > Self.tolerance {
            self.doubtedUntil = instant + Self.doubt
            return .jumped(step)
        }
        if let until = self.doubtedUntil, instant < until { return .doubted }
        self.doubtedUntil = nil
        return .steady
    }
}
