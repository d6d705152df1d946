import Foundation
import Synchronization

/// A clock that a test sets.
final class SetClock: Sendable {
    private let instant = Mutex(TestHub.now)

    var now: Date { self.instant.withLock { $0 } }

    func step(days: Double) { self.instant.withLock { $0 += 86_400 * days } }
}
