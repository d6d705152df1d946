import Exchange
import Hummingbird
import Logging
import Synchronization

/// How often one connected system may call: each has a bucket of its own, so that nobody waits because of somebody else.
final class RateLimiter: Sendable {
    /// Calls a second on average.
    let perSecond: Double
    /// Calls that may come at once after a pause.
    let burst: Double
    private let buckets = Mutex<[String: Bucket]>([:])

    private struct Bucket {
        var tokens: Double
        var filledAt: ContinuousClock.Instant
        /// Whether the refusals since the bucket ran dry have been logged.
        var isNoted = false
    }

    /// Connected systems whose bucket is full again need none; looked for when there are so many.
    private static let manyBuckets = 1000

    init(perSecond: Int) {
        self.perSecond = Double(perSecond)
        self.burst = 5 * self.perSecond
    }

    enum Ruling: Equatable {
        case admitted
        /// `isFirst`: of a row of refusals.
        case refused(isFirst: Bool)
    }

    func judge(_ system: String, at now: ContinuousClock.Instant = .now) -> Ruling {
        self.buckets.withLock { buckets in
            if buckets.count > Self.manyBuckets {
                buckets = buckets.filter { self.tokens(in: $0.value, at: now) < self.burst }
            }
            var bucket = buckets[system] ?? Bucket(tokens: self.burst, filledAt: now)
            bucket.tokens = self.tokens(in: bucket, at: now)
            bucket.filledAt = now
            defer { buckets[system] = bucket }
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

/// Refuses the calls of a system that calls too often, before anything of the body is read.
struct RateLimit: RouterMiddleware {
    typealias Context = HubContext
    let limiter: RateLimiter

    func handle(
        _ request: Request, context: HubContext, next: (Request, HubContext) async throws -> Response
    ) async throws -> Response {
        let system = try context.caller.id
        guard case .refused(let isFirst) = self.limiter.judge(system) else { return try await next(request, context) }
        if isFirst { context.logger.warning("a system calls too often", metadata: ["hub.system": "\(system)"]) }
        let limit = Int(self.limiter.perSecond)
        throw Fault(
            .tooManyRequests,
            vi: "Hệ thống \"\(system)\" gọi trục quá nhiều: tối đa \(limit) lần mỗi giây. Thử lại sau.",
            en: "The system \"\(system)\" calls too often: at most \(limit) times a second. Try again later.")
    }
}
