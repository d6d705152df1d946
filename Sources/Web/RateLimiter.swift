import Synchronization

/// How often one caller may call (a connected system, a person): each has a bucket of its own, so that nobody waits because of somebody else.
package final class RateLimiter: Sendable {
    /// Calls a second on average.
    package let perSecond: Double
    /// Calls that may come at once after a pause.
    let burst: Double
    private let buckets = Mutex<[String: Bucket]>([:])

    private struct Bucket {
        var tokens: Double
        var filledAt: ContinuousClock.Instant
        /// Whether the refusals since the bucket ran dry have been logged.
        var isNoted = false
    }

    /// Callers whose bucket is full again need none; looked for when there are so many.
    private static let manyBuckets = 1000

    package init(perSecond: Int) {
        self.perSecond = Double(perSecond)
        self.burst = 5 * self.perSecond
    }

    package enum Ruling: Equatable {
        case admitted
        /// `isFirst`: of a row of refusals.
        case refused(isFirst: Bool)
    }

    package func judge(_ caller: String, at now: ContinuousClock.Instant = .now) -> Ruling {
        self.buckets.withLock { buckets in
            if buckets.count > Self.manyBuckets {
                buckets = buckets.filter { self.tokens(in: $0.value, at: now) < self.burst }
            }
            var bucket = buckets[caller] ?? Bucket(tokens: self.burst, filledAt: now)
            bucket.tokens = self.tokens(in: bucket, at: now)
            bucket.filledAt = now
            defer { buckets[caller] = bucket }
            guard bucket.tokens >= 1 else {
                defer { bucket.isNoted = true }
                return .refused(isFirst: !bucket.isNoted)
            }
            bucket.tokens -= 1
            if bucket.tokens >= self.burst / 2 { bucket.isNoted = false }
            return .admitted
        }
    }

    private func tokens(in bucket: Bucket, at now: ContinuousClock.Instant) -> Double {
        let (seconds, rest) = (now - bucket.filledAt).components
        return min(self.burst, bucket.tokens + (Double(seconds) + Double(rest) * 1e-18) * self.perSecond)
    }
}
