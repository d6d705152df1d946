import Exchange
import Foundation
import Pages
import Storage

/// Until when a document is to be issued after it was signed (thời hạn phát hành): on the day of signing, at the latest in the morning of the
/// next working day; urgent at once (NĐ 30/2020/NĐ-CP, Điều 18.1; QĐ 28/2018/QĐ-TTg, Điều 6).
enum IssueDeadline {
    static let migration = Migration(
        "office 0122 until when a document is to be issued; files taken away",
        sql: """
            -- Set with the signature, so that the list of what waits is in its order.
            ALTER TABLE outgoing ADD COLUMN issue_by TEXT;
            -- Noon in Vietnam of the day after: what was signed before this was kept.
            UPDATE outgoing SET issue_by = strftime('%Y-%m-%dT05:00:00.000Z', approved_at, '+1 day')
                WHERE state IN ('approved', 'numbered');
            ALTER TABLE attachment ADD COLUMN removed_at TEXT;
            """,
        onPostgreSQL: [
            "strftime('%Y-%m-%dT05:00:00.000Z', approved_at, '+1 day')":
                "CAST(CAST(LEFT(approved_at, 10) AS DATE) + 1 AS TEXT) || 'T05:00:00.000Z'"
        ]
    )

    /// The law says "at once"; we take it as so many seconds, by night too.
    private static let urgentSeconds: TimeInterval = 30 * 60
    /// Mornings end at noon.
    private static let noonSeconds: TimeInterval = 12 * 3600

    static func after(_ signed: Date, urgency: Urgency, _ calendar: WorkingCalendar) -> Date {
        guard urgency == .ordinary else { return signed.addingTimeInterval(self.urgentSeconds) }
        let day = VietnamTime.date(signed)
        // Tết is the longest time off; a calendar without any working day ends the search.
        let next = (1...31).lazy.compactMap { CalendarDate(dayNumber: day.dayNumber + $0) }.first(
            where: calendar.isWorkingDay)
        guard let next else { return signed.addingTimeInterval(86_400) }
        return VietnamTime.start(of: next).addingTimeInterval(self.noonSeconds)
    }

    /// How it stands, in words; of what was issued in time there is nothing to say.
    static func mark(_ outgoing: Outgoing, at now: Date) -> Mark? {
        guard let limit = outgoing.issueBy, let signed = outgoing.approvedAt else { return nil }
        if let published = outgoing.publishedAt {
            return published <= limit ? nil : Mark(.doneLate, "Phát hành trễ hạn", wrap: true)
        }
        if now > limit { return Mark(.late, "Quá hạn từ \(VietnamTime.shown(limit))", wrap: true) }
        if outgoing.urgency > .ordinary { return Mark(.near, "Khẩn: phát hành ngay", wrap: true) }
        if VietnamTime.date(now) == VietnamTime.date(signed) {
            return Mark(.near, "Phát hành trong hôm nay", wrap: true)
        }
        return Mark(.near, "Chậm nhất \(VietnamTime.shown(limit))", wrap: true)
    }
}
