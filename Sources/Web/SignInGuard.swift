package import Foundation
import Synchronization

/// Slows down guessing of passwords and codes: after five failures a user name waits, a minute at first, fifteen at most.
///
/// A try is judged and counted in one, before anything is verified: of many at once no more than five are looked at. What turns out well takes it back.
///
/// Kept in memory: a restart forgets it. When there are more names than there is room for, the oldest are forgotten.
package final class SignInGuard: Sendable {
    /// A try that was counted.
    package struct Attempt: Sendable {
        fileprivate let name: String
        fileprivate let at: Date
        /// When there was a failure before.
        fileprivate let former: Date?
    }

    package enum Ruling: Sendable {
        /// May be verified; it stands as a failure until it is taken back.
        case admitted(Attempt)
        case waits(until: Date)
    }

    private struct Failures {
        var count: Int
        var last: Date
    }

    /// No user name is longer; what is kept of strangers is bounded by it.
    package static let maximumNameBytes = 100
    private let limit: Int
    private let failures = Mutex<[String: Failures]>([:])

    /// - Parameter limit: how many names are remembered.
    package init(limit: Int = 10_000) { self.limit = limit }

    /// What whoever waits is told: whole minutes, rounded up.
    package static func minutes(until: Date, at now: Date) -> Int {
        Int((until.timeIntervalSince(now) / 60).rounded(.up))
    }

    /// Judges a try of `name` and counts it as a failure.
    package func begin(_ name: String, at now: Date) -> Ruling {
        self.failures.withLock { failures in
            let seen = failures[name]
            if let seen, seen.count >= 5 {
                let until = seen.last.addingTimeInterval(min(900, 60 * Double(seen.count - 4)))
                // A failure that lies ahead is from before the clock was set back.
                if until > now, seen.last <= now { return .waits(until: until) }
            }
            if seen == nil, failures.count >= self.limit {
                // Who waits has waited.
                failures.makeRoom(below: self.limit, keeping: { now.timeIntervalSince($0.last) < 900 }, by: { $0.last })
            }
            failures[name] = Failures(count: (seen?.count ?? 0) + 1, last: now)
            return .admitted(Attempt(name: name, at: now, former: seen?.last))
        }
    }

    /// It was no failure, and proves nothing yet: those before it stay.
    package func takeBack(_ attempt: Attempt) {
        self.failures.withLock { failures in
            guard var seen = failures[attempt.name] else { return }
            seen.count -= 1
            if seen.last == attempt.at, let former = attempt.former { seen.last = former }
            failures[attempt.name] = seen.count > 0 ? seen : nil
        }
    }

    /// It was right: what failed before is forgotten.
    package func succeeded(_ attempt: Attempt) {
        _ = self.failures.withLock { $0.removeValue(forKey: attempt.name) }
    }
}
