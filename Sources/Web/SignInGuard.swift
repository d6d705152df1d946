package import Foundation
import Synchronization

/// Slows down guessing of passwords: after five failures a user name waits, a minute at first, fifteen at most.
///
/// Kept in memory: a restart forgets it, and at most 10,000 names are remembered.
package final class SignInGuard: Sendable {
    private struct Failures {
        var count: Int
        var last: Date
    }

    package init() {}

    private let failures = Mutex<[String: Failures]>([:])

    /// The instant from which `userName` may try again, or nil when it may now.
    package func waitsUntil(_ userName: String, at now: Date) -> Date? {
        self.failures.withLock { failures in
            guard let seen = failures[userName], seen.count >= 5 else { return nil }
            let until = seen.last.addingTimeInterval(min(900, 60 * Double(seen.count - 4)))
            // A failure that lies ahead is from before the clock was set back.
            return until > now && seen.last <= now ? until : nil
        }
    }

    package func failed(_ userName: String, at now: Date) {
        self.failures.withLock { failures in
            if failures.count >= 10_000 { failures = failures.filter { now.timeIntervalSince($0.value.last) < 900 } }
            if failures.count >= 10_000 { return }
            failures[userName, default: Failures(count: 0, last: now)].count += 1
            failures[userName]?.last = now
        }
    }

    package func succeeded(_ userName: String) {
        _ = self.failures.withLock { $0.removeValue(forKey: userName) }
    }
}
