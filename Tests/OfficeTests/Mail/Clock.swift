import Exchange
import Foundation
import Synchronization

/// A clock that stands still until the test moves it, in Vietnam's time.
final class StandingClock: Sendable {
    private let time: Mutex<Date>

    /// `2026/11/26 07:30:00`.
    init(_ text: String) { self.time = Mutex(VietnamTime.instant(packet: text) ?? .distantPast) }

    init(_ time: Date) { self.time = Mutex(time) }

    var now: Date { self.time.withLock { $0 } }

    func set(_ text: String) { self.time.withLock { $0 = VietnamTime.instant(packet: text) ?? .distantPast } }
    func pass(days: Double) { self.pass(minutes: days * 1440) }
    func pass(minutes: Double) { self.time.withLock { $0.addTimeInterval(60 * minutes) } }
}
