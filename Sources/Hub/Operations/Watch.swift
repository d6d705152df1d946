import Exchange
import Foundation
import Logging
import ServiceLifecycle
import Storage

/// Looks after what does not move by itself: tells who has not taken something in time, ends what nobody takes, sees
/// whether the malware scanner is there, removes files that were kept long enough.
struct Watch: Service {
    let overdue: OverdueStore
    let expiry: Expiry
    /// The newest instant that the hub knew before this start.
    let lastKnown: Date?
    var scanner: MalwareScanner?
    var retention: Retention?
    /// Each node looks at its clock; one of them ends things and tells who is late.
    var lease = Lease.alone
    let now: @Sendable () -> Date
    let logger: Logger

    private static let pause = Duration.seconds(60)
    /// Of the lease: some rounds, so that it stays where it is while that node runs.
    static let leaseSeconds: TimeInterval = 200

    /// What one round leaves for the next.
    struct Memory {
        /// Who is late.
        var late: Set<OrganCode> = []
        var clock: SteadyClock
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var memory = Memory(clock: SteadyClock(last: self.lastKnown ?? self.now()))
            while !Task.isCancelled {
                await self.round(&memory)
                do { try await Task.sleep(for: Self.pause) } catch { return }
            }
        }
    }

    /// Tells of an agency once when it becomes late and once when it has caught up. Nothing expires by a clock that is in doubt.
    func round(_ memory: inout Memory) async {
        let now = self.now()
        await self.scanner?.check()
        do {
            switch memory.clock.judge(now) {
            case .steady: if try await self.lease.take() { try await self.end(at: now) }
            case .jumped(let seconds):
                self.logger.warning(
                    "the clock has jumped or the hub was away: nothing expires for a day",
                    metadata: ["hub.seconds": "\(Int(seconds))", "hub.now": "\(Timestamp.text(now))"])
            case .doubted: break
            }
            guard try await self.lease.take() else { return }
            let late = try await self.overdue.agencies(at: now)
            for agency in late where !memory.late.contains(agency.organ) {
                self.logger.warning(
                    "an agency does not take what waits for it",
                    metadata: [
                        "hub.organ": "\(agency.organ.text)", "hub.system": "\(agency.system ?? "-")",
                        "hub.deliveries": "\(agency.count)", "hub.since": "\(Timestamp.text(agency.since))",
                    ])
            }
            let organs = Set(late.map(\.organ))
            for organ in memory.late.subtracting(organs) {
                self.logger.notice("an agency has caught up", metadata: ["hub.organ": "\(organ.text)"])
            }
            memory.late = organs
        } catch is LeaseLost {
            self.logger.notice("another node watches now")
        } catch is CancellationError {
            // The hub stops.
        } catch {
            self.logger.error("the watch failed", metadata: ["error": "\(error)"])
        }
    }

    /// Ends what nobody takes, and the keeping of what has been kept long enough.
    private func end(at now: Date) async throws {
        let expired = try await self.expiry.run(at: now)
        if expired > 0 { self.logger.warning("deliveries expired", metadata: ["hub.deliveries": "\(expired)"]) }
        if let removed = try await self.retention?.run(at: now), removed > 0 {
            self.logger.notice("files removed that were kept long enough", metadata: ["hub.packages": "\(removed)"])
        }
    }
}
