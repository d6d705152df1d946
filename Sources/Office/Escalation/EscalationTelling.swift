import Exchange
import Foundation
import Gateway
import Logging
import ServiceLifecycle
import Storage

/// Looks every ten minutes for what has become late enough to be told upwards.
struct EscalationTelling: Service {
    let office: Office
    let logger: Logger

    private static let pause = Duration.seconds(600)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    // What is not told now is told the next time.
                    while try await self.tellNext() { try Task.checkCancellation() }
                } catch is CancellationError {
                    return
                } catch {
                    self.logger.error("what is late not told", metadata: ["error": "\(error)"])
                }
                do { try await Task.sleep(for: Self.pause) } catch { return }
            }
        }
    }

    /// Tells of some documents in one transaction; false when nobody is left to be told.
    func tellNext() async throws -> Bool {
        let (office, now, today) = (self.office, self.office.now(), self.office.today)
        let (calendar, changes, notices) = (office.calendar, office.changes, office.noticesCame)
        let isAny = try await office.database.read { connection in
            try !Escalation.due(
                try EscalationRule.read(in: connection), today: today, calendar: calendar, in: connection
            ).isEmpty
        }
        // Most of the time nothing is to be written, and writers wait for each other.
        guard isAny else { return false }
        return try await office.database.write { connection in
            let late = try Escalation.due(
                try EscalationRule.read(in: connection), today: today, calendar: calendar, in: connection)
            for (document, own) in Dictionary(grouping: late, by: \.documentID) {
                try Escalation.tell(
                    own, of: document, today: today, calendar: calendar, at: now, in: connection)
                try changes.tell(document, in: connection)
            }
            connection.afterCommit { notices.wake() }
            return !late.isEmpty
        }
    }
}
