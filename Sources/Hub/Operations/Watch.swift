import Exchange
import Foundation
import Logging
import ServiceLifecycle

/// Looks after what does not move by itself: tells who has not taken something in time, ends what nobody takes.
struct Watch: Service {
    let overdue: OverdueStore
    let expiry: Expiry
    let now: @Sendable () -> Date
    let logger: Logger

    private static let pause = Duration.seconds(60)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var known: Set<OrganCode> = []
            while !Task.isCancelled {
                known = await self.round(known)
                do { try await Task.sleep(for: Self.pause) } catch { return }
            }
        }
    }

    /// Tells of an agency once when it becomes late and once when it has caught up. Answers who is late now.
    func round(_ known: Set<OrganCode>) async -> Set<OrganCode> {
        let now = self.now()
        do {
            let expired = try await self.expiry.run(at: now)
            if expired > 0 { self.logger.warning("deliveries expired", metadata: ["hub.deliveries": "\(expired)"]) }
            let late = try await self.overdue.agencies(at: now)
            for agency in late where !known.contains(agency.organ) {
                self.logger.warning(
                    "an agency does not take what waits for it",
                    metadata: [
                        "hub.organ": "\(agency.organ.text)", "hub.system": "\(agency.system ?? "-")",
                        "hub.deliveries": "\(agency.count)", "hub.since": "\(Timestamp.text(agency.since))",
                    ])
            }
            let organs = Set(late.map(\.organ))
            for organ in known.subtracting(organs) {
                self.logger.notice("an agency has caught up", metadata: ["hub.organ": "\(organ.text)"])
            }
            return organs
        } catch {
            self.logger.error("the watch failed", metadata: ["error": "\(error)"])
            return known
        }
    }
}
