import Foundation
import Synchronization

/// When the hub above was heard last, whatever it said.
final class UplinkPulse: Sendable {
    private let last: Mutex<Date>

    /// Before its first word the start counts.
    init(startedAt now: Date) { self.last = Mutex(now) }

    func heard(at now: Date) { self.last.withLock { $0 = max($0, now) } }

    var lastWordAt: Date { self.last.withLock { $0 } }
}
