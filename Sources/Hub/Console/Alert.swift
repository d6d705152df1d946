import Exchange
import Foundation
import Pages
import Storage

/// Something that an operator should look at (cảnh báo).
struct Alert: Sendable {
    var isBad: Bool
    var title: String
    var href: String
    var text: String

    /// Certificates that end within so many days are told.
    private static let certificateDays = 30.0
    /// Less room than this is told: bytes.
    private static let roomBytes = 5 << 30

    static func all(_ console: Console, late: [OverdueStore.Agency], now: Date) async throws -> [Alert] {
        var alerts = late.prefix(5).map { agency in
            Alert(
                isBad: true, title: "\(agency.name) (\(agency.organ.text)) chưa nhận \(agency.count) gói",
                href: "/waiting",
                text: "Lâu nhất \(ConsoleShown.age(now.timeIntervalSince(agency.since))). "
                    + (agency.system.map { "Hệ thống \($0)." } ?? "Chưa có hệ thống kết nối."))
        }
        let dayAgo = now.addingTimeInterval(-86_400)
        let failed: Int = try await console.database.read { connection in
            let row = try connection.row(
                "SELECT COUNT(*) AS count FROM delivery WHERE transport = 'fail' AND transport_at > $1", dayAgo)
            return try row?["count"] ?? 0
        }
        if failed > 0 {
            alerts.append(
                Alert(
                    isBad: true, title: "\(failed) gói giao lỗi trong 24 giờ", href: "/failures",
                    text: "Nơi nhận không nhận được. Xem nguyên nhân, gửi lại khi đã khắc phục."))
        }
        let systems = SystemStore(database: console.database)
        for (system, end) in try await systems.certificateEnds().sorted(by: { $0.value < $1.value })
        where end < now.addingTimeInterval(Self.certificateDays * 86_400) {
            let days = Int(end.timeIntervalSince(now) / 86_400)
            alerts.append(
                Alert(
                    isBad: end < now,
                    title: end < now
                        ? "Chứng thư của hệ thống \(system) đã hết hạn"
                        : "Chứng thư của hệ thống \(system) còn \(days) ngày",
                    href: "/systems/\(system)", text: "Hết hạn \(VietnamTime.date(end).shown). Cấp mới bằng hub enrol.")
            )
        }
        for webhook in try await WebhookStore(database: console.database).list() where webhook.failures > 0 {
            alerts.append(
                Alert(
                    isBad: webhook.isSuspended, title: "Không gọi báo được hệ thống \(webhook.system)",
                    href: "/systems/\(webhook.system)", text: webhook.lastError ?? ""))
        }
        let room = try console.content.roomBytes()
        if room < Self.roomBytes {
            alerts.append(
                Alert(
                    isBad: true, title: "Sắp hết chỗ trên đĩa", href: "/figures",
                    text: "Còn \(ConsoleShown.size(room)). Hết chỗ thì trục từ chối gói mới, không mất gì đã nhận."))
        }
        return alerts
    }

    static func html(_ alerts: [Alert]) -> HTML {
        guard !alerts.isEmpty else {
            return "<ul class=\"alerts\"><li>\(Icon.done.html)<div>Không có cảnh báo.</div></li></ul>"
        }
        let items = alerts.map { alert -> HTML in
            """
            <li class="\(alert.isBad ? "is-bad" : "is-near")">\(alert.isBad ? Icon.late.html : Icon.near.html)\
            <div><a href="\(url: alert.href)">\(alert.title)</a><p>\(alert.text)</p></div></li>
            """
        }
        return "<ul class=\"alerts\">\(items)</ul>"
    }
}
