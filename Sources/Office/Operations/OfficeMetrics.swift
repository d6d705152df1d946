import Exchange
import Foundation
import Gateway
import Storage
import Web

/// What the office tells Prometheus: numbers, no names of people or documents.
struct OfficeMetrics: Sendable {
    let office: Office
    let health: Health

    @Sendable func text() async throws -> String {
        var text = MetricsText()
        self.office.answers.add(to: &text)
        let verdict = await self.health.verdict()
        text.gauge("lienthong_healthy", "Whether the office can do its work: 1, else 0.")
        text.value("lienthong_healthy", [], verdict.isReady ? 1 : 0)
        // What follows is read from the database: without it an alarm still sees the line above.
        guard !verdict.problems.contains(.databaseUnreadable) else { return text.text }
        let figures = try await self.office.database.read { try Figures($0) }
        text.gauge("lienthong_outbox_waiting", "Packages that the hub does not have yet.")
        text.value("lienthong_outbox_waiting", [], figures.outbox.waiting)
        text.gauge("lienthong_outbox_oldest_seconds", "Age of the oldest of them; 0 when there is none.")
        text.value("lienthong_outbox_oldest_seconds", [], figures.outbox.oldestAge(at: self.office.now()))
        text.gauge("lienthong_outbox_failed", "Packages that the gateway has given up.")
        text.value("lienthong_outbox_failed", [], figures.outbox.failed)
        text.gauge("lienthong_incoming_unregistered", "Incoming documents that wait for the clerk.")
        text.value("lienthong_incoming_unregistered", [], figures.unregistered)
        text.gauge("lienthong_sessions", "Sessions that are open.")
        text.value("lienthong_sessions", [], figures.sessions)
        text.gauge("lienthong_access_log_lines", "Lines of the access log.")
        text.value("lienthong_access_log_lines", [], figures.accesses)
        return text.text
    }

    private struct Figures {
        let outbox: OutboxFigures
        let unregistered: Int
        let sessions: Int
        let accesses: Int

        init(_ connection: Connection) throws {
            self.outbox = try OutboxFigures(connection)
            self.unregistered =
                try connection.row(
                    "SELECT COUNT(*) AS total FROM incoming WHERE state = 'received' AND closure IS NULL")?[
                    "total"] ?? 0
            self.sessions = try connection.row("SELECT COUNT(*) AS total FROM session")?["total"] ?? 0
            self.accesses = try AccessLog.head(in: connection)?.seq ?? 0
        }
    }
}
