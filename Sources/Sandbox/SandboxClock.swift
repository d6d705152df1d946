import Exchange
import Foundation
import Synchronization

/// The clock of the hub and of both offices (đồng hồ giả): the real one, moved forward by whole hours.
final class SandboxClock: Sendable {
    /// Hours.
    private let ahead = Mutex(0)

    /// Ten years, in hours.
    static let farthest = 87_600

    init() {}

    var now: Date { Date().addingTimeInterval(TimeInterval(self.hoursAhead) * 3600) }
    var hoursAhead: Int { self.ahead.withLock { $0 } }

    /// Throws `invalid-request` when `hours` is not from 1 to `farthest`, all steps together.
    func forward(hours: Int) throws {
        try self.ahead.withLock { ahead in
            guard (1...Self.farthest).contains(hours), ahead + hours <= Self.farthest else {
                throw Fault(
                    .invalidRequest, vi: "Số giờ phải từ 1, tất cả không quá \(Self.farthest).",
                    en: "Hours: 1 or more, \(Self.farthest) in all.", place: "forwardHours")
            }
            ahead += hours
        }
    }

    func backToReal() { self.ahead.withLock { $0 = 0 } }
}
