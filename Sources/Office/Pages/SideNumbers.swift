import Exchange
import Foundation
import Gateway
import Storage

/// What waits for somebody beside the lists of documents (số đếm của cột bên), read with one question.
struct SideNumbers: Sendable {
    var opinions: Int?
    var notices: Int?
    var tasks: Int?
    var transfers: Int?
    /// For clerks and leaders.
    var archive: Int?
    /// For clerks.
    var failures: Int?
    /// When the office was restored from a backup.
    var restored: Date?
    /// For clerks and the administrator.
    var untrustedSince: Date?
    var hasSecrets = false
    var endingSecrets = 0
    var outgoing: [OutgoingView: Int] = [:]

    static func read(for person: Person, on today: CalendarDate, in connection: Connection) throws -> SideNumbers {
        var numbers = SideNumbers()
        let role = person.role
        guard role != .admin else {
            numbers.untrustedSince = try connection.row("SELECT (\(Outbox.untrustedSince)) AS untrusted")?["untrusted"]
            return numbers
        }
        let views = OutgoingView.work(of: role)
        let columns = OutgoingStore.countColumns(views, for: person).map { ", \($0)" }.joined()
        let waiting = try connection.row(
            """
            SELECT (\(OpinionRequest.waiting)) AS opinions, (\(Notice.unread)) AS notices,
                (\(ArchiveAccess.waiting(for: role))) AS archive, (\(RestoredBook.restoration)) AS restored,
                (\(Outbox.untrustedSince)) AS untrusted, (\(ReceivedTaskList.open(for: person))) AS tasks,
                (\(SecretDocument.concerns)) AS secrets, (\(SecretDocument.endingCount)) AS ending_secrets,
                (\(CaseTransfer.isDecided(by: role) ? CaseTransfer.waitingCount(for: role) : "NULL")) AS transfers,
                (\(role == .clerk ? Refusal.failures : "SELECT 0")) AS failures\(columns)
            """, person.id, person.unit.id, SecretDocument.ending(on: today))
        numbers.outgoing = try OutgoingStore.counts(views, in: waiting)
        numbers.opinions = try waiting?["opinions"]
        numbers.notices = try waiting?["notices"]
        numbers.tasks = try waiting?["tasks"]
        numbers.transfers = try waiting?["transfers"]
        numbers.restored = try waiting?["restored"]
        numbers.hasSecrets = try person.deputy == nil && waiting?["secrets"] ?? false
        if role == .clerk || role == .leader { numbers.archive = try waiting?["archive"] }
        guard role == .clerk else { return numbers }
        numbers.failures = try waiting?["failures"]
        numbers.untrustedSince = try waiting?["untrusted"]
        if numbers.hasSecrets { numbers.endingSecrets = try waiting?["ending_secrets"] ?? 0 }
        return numbers
    }
}
