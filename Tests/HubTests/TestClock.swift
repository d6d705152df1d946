import Foundation
import Synchronization

/// A clock that the test turns.
final class TestClock: Sendable {
    private let instant = Mutex(TestHub.now)

    var now: Date { self.instant.withLock { $0 } }
    func pass(_ seconds: TimeInterval) { self.instant.withLock { $0 += seconds } }
    func pass(days: Int) { self.pass(Double(days) * 86_400) }
}
