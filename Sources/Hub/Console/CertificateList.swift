import Exchange
import Foundation
import Pages
import Storage
import Trust

/// Every certificate that the hub's traffic hangs on, with its countdown (chứng thư còn bao nhiêu ngày): its own, those of authorities, those
/// of connected systems.
struct CertificateList: Sendable {
    struct Item: Sendable, Equatable {
        enum Owner: Sendable, Equatable {
            /// What the hub shows to whoever connects.
            case hub
            /// Whose certificates of systems the hub trusts.
            case authority
            case system(id: String, name: String)
        }

        var owner: Owner
        /// Who it says it is.
        var subject: String
        var notAfter: Date
        /// Whether nobody needs to act: the system has one that ends later, or is not let in.
        var isSettled = false
    }

    /// More than this a nation does not have; the soonest come first.
    static let limit = 1000
    /// What ended longer ago than this is not listed any more: days.
    private static let forgottenDays = 90.0
    /// Within so many days of its end a certificate is told as an alert.
    static let alertDays = 30

    /// The soonest end first.
    static func read(_ console: Console, now: Date) async throws -> [Item] {
        var items: [Item] = []
        if let own = console.certificate {
            items.append(Item(owner: .hub, subject: "TLS", notAfter: own.notAfter))
        }
        for pem in console.clientAuthorities {
            items += try ClientCertificate.all(pem: pem).map { authority in
                Item(owner: .authority, subject: authority.subject, notAfter: authority.notAfter)
            }
        }
        items += try await self.ofSystems(console.database, now: now)
        return items.sorted { $0.notAfter < $1.notAfter }
    }

    static func ofSystem(_ id: String, _ database: Database, now: Date) async throws -> [Item] {
        try await self.ofSystems(database, now: now).filter { $0.owner.systemID == id }
    }

    private static func ofSystems(_ database: Database, now: Date) async throws -> [Item] {
        let since = now.addingTimeInterval(-Self.forgottenDays * 86_400)
        return try await database.read { connection in
            try connection.rows(
                """
                SELECT system_certificate.*, system.name,
                    CASE WHEN system.enabled = 0 OR EXISTS (
                        SELECT 1 FROM system_certificate AS later WHERE later.system_id = system.id
                            AND later.not_after > system_certificate.not_after) THEN 1 ELSE 0 END AS settled
                FROM system_certificate JOIN system ON system.id = system_certificate.system_id
                WHERE system_certificate.not_after > $1 ORDER BY system_certificate.not_after LIMIT $2
                """, since, Self.limit
            ).map { row in
                Item(
                    owner: .system(id: try row["system_id"], name: try row["name"]), subject: try row["subject"],
                    notAfter: try row["not_after"], isSettled: try row["settled"])
            }
        }
    }
}

extension CertificateList.Item.Owner {
    var systemID: String? {
        guard case .system(let id, _) = self else { return nil }
        return id
    }
}

extension CertificateList.Item {
    func days(at now: Date) -> Int { Int((self.notAfter.timeIntervalSince(now) / 86_400).rounded(.down)) }

    /// `Còn 12 ngày`, in the colour of its urgency.
    func mark(at now: Date) -> Mark {
        let days = self.days(at: now)
        let words =
            self.notAfter < now
            ? "Hết hạn \(max(0, -days - 1)) ngày" : days == 0 ? "Còn chưa đầy một ngày" : "Còn \(days) ngày"
        if self.isSettled { return Mark(.none, words) }
        if self.notAfter < now || days < 7 { return Mark(.late, words) }
        return days < CertificateList.alertDays ? Mark(.near, words) : Mark(.inTime, words)
    }

    /// What somebody has to do; nothing yet while the end is far.
    func advice(at now: Date) -> String {
        guard self.days(at: now) < CertificateList.alertDays, !self.isSettled else { return "Chưa cần làm gì" }
        return switch self.owner {
        case .hub: "Chứng thư do trục tự cấp được làm mới khi khởi động; chứng thư được giao: thay tệp rồi kill -HUP"
        case .authority: "Cấp lại chứng thư cho mọi hệ thống trước ngày này"
        case .system(let id, _):
            self.isSettled
                ? "Không cần làm gì" : "Cấp mới bằng lệnh hub enrol \(id); chứng thư cũ dùng được đến hết hạn"
        }
    }
}
