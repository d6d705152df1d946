import Exchange
import Foundation
import Storage

extension Alert {
    /// Less room than this is told: bytes.
    private static let roomBytes = 5 << 30

    /// Agencies that have not taken something in time.
    static func lateAgencies(_ console: Console, now: Date) async throws -> [Alert] {
        try await console.overdue.agencies(at: now, limit: Self.shownOfOne).map { agency in
            Alert(
                isBad: true, title: "\(agency.name) (\(agency.organ.text)) chưa nhận \(agency.count) gói",
                href: "/waiting",
                text: "Lâu nhất \(ConsoleShown.age(now.timeIntervalSince(agency.since))). "
                    + (agency.place.map { "\(ConsoleShown.sentence($0))." } ?? agency.system.map { "Hệ thống \($0)." }
                        ?? "Chưa có hệ thống kết nối."))
        }
    }

    /// No clear answer of the malware scanner.
    static func scanner(_ console: Console, now: Date) async throws -> [Alert] {
        guard let trouble = console.scanner?.trouble else { return [] }
        return [
            Alert(
                isBad: true, title: "Bộ quét mã độc không trả lời", href: "/figures",
                text:
                    "Từ \(VietnamTime.shown(trouble.since)). Văn bản gửi đến chưa được nhận; nơi gửi tự gửi lại. \(trouble.reason)"
            )
        ]
    }

    /// Deliveries that failed within a day.
    static func failures(_ console: Console, now: Date) async throws -> [Alert] {
        let dayAgo = now.addingTimeInterval(-86_400)
        let failed: Int = try await console.database.read { connection in
            let row = try connection.row(
                "SELECT COUNT(*) AS count FROM delivery WHERE transport = 'fail' AND transport_at > $1", dayAgo)
            return try row?["count"] ?? 0
        }
        guard failed > 0 else { return [] }
        return [
            Alert(
                isBad: true, title: "\(failed) gói giao lỗi trong 24 giờ", href: "/failures",
                text: "Nơi nhận không nhận được. Xem nguyên nhân, gửi lại khi đã khắc phục.")
        ]
    }

    /// Certificates of hub, authorities and systems that end soon or have ended.
    static func certificates(_ console: Console, now: Date) async throws -> [Alert] {
        try await CertificateList.read(console, now: now)
            .filter { !$0.isSettled && $0.days(at: now) < CertificateList.alertDays }.prefix(Self.shownOfOne)
            .map { item in
                let owner =
                    switch item.owner {
                    case .hub: "Chứng thư TLS của trục"
                    case .authority: "Chứng thư của nơi cấp"
                    case .system(let id, _): "Chứng thư của hệ thống \(id)"
                    }
                let isOver = item.notAfter < now
                return Alert(
                    isBad: isOver, title: isOver ? "\(owner) đã hết hạn" : "\(owner) còn \(item.days(at: now)) ngày",
                    href: item.owner.systemID.map { "/systems/\($0)" } ?? "/certificates",
                    text: "Hết hạn \(VietnamTime.date(item.notAfter).shown). \(item.advice(at: now)).")
            }
    }

    /// Webhooks whose last call failed.
    static func webhooks(_ console: Console, now: Date) async throws -> [Alert] {
        try await WebhookStore(database: console.database).list().filter { $0.failures > 0 }
            .sorted { $0.failures > $1.failures }.prefix(Self.shownOfOne)
            .map { webhook in
                Alert(
                    isBad: webhook.isSuspended, title: "Không gọi báo được hệ thống \(webhook.system)",
                    href: "/systems/\(webhook.system)", text: webhook.lastError ?? "")
            }
    }

    /// The disk is nearly full.
    static func room(_ console: Console, now: Date) async throws -> [Alert] {
        let room = try console.content.roomBytes()
        guard room < Self.roomBytes else { return [] }
        return [
            Alert(
                isBad: true, title: "Sắp hết chỗ trên đĩa", href: "/figures",
                text: "Còn \(ConsoleShown.size(room)). Hết chỗ thì trục từ chối gói mới, không mất gì đã nhận.")
        ]
    }
}
