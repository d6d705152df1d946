package import Exchange
import Foundation

/// How much of one connected system the hub takes in on one day, Vietnam time (hạn mức ngày). It keeps the disk for all.
package struct Quota: Sendable, Equatable {
    /// Nil: no limit.
    package var bytes: Int?
    /// Nil: no limit.
    package var packages: Int?

    /// Zero, as settings write it, is no limit.
    package init(bytes: Int, packages: Int) {
        self.bytes = bytes == 0 ? nil : bytes
        self.packages = packages == 0 ? nil : packages
    }
}

/// What the hub took in of one system on a day, and what it may.
package struct QuotaUse: Sendable, Equatable {
    package var system: String
    package var day: CalendarDate
    package var bytes: Int
    package var packages: Int
    package var quota: Quota
    /// Whether the operator gave the system a quota of its own.
    package var isOwn: Bool

    /// Throws `quota-exceeded` when a package of so many bytes has no room in the rest of the day.
    func check(_ size: Int) throws(Fault) {
        let bytesFit = self.quota.bytes.map { self.bytes + size <= $0 } ?? true
        let packagesFit = self.quota.packages.map { self.packages < $0 } ?? true
        guard bytesFit && packagesFit else { throw Fault.quotaExceeded(self) }
    }

    /// `12,5 MB, 3 gói`.
    package var shown: String { "\(Self.megabytes(self.bytes)), \(self.packages.shown) gói" }

    /// `512,0 MB, 1.000 gói`; `không giới hạn` without one.
    package var shownQuota: String {
        let parts = [self.quota.bytes.map(Self.megabytes), self.quota.packages.map { "\($0.shown) gói" }]
            .compactMap { $0 }
        return parts.isEmpty ? "không giới hạn" : parts.joined(separator: ", ")
    }

    /// MiB, as the settings count.
    fileprivate static func megabytes(_ bytes: Int) -> String {
        let tenths = (bytes * 10 + (1 << 19)) >> 20
        return "\((tenths / 10).shown),\(tenths % 10) MB"
    }
}

extension Fault {
    fileprivate static func quotaExceeded(_ use: QuotaUse) -> Fault {
        let next = VietnamTime.start(of: use.day).addingTimeInterval(86_400)
        let bytes = use.quota.bytes.map { "\($0) bytes" }
        let packages = use.quota.packages.map { "\($0) packages" }
        let quota = [bytes, packages].compactMap { $0 }.joined(separator: " and ")
        return Fault(
            .quotaExceeded,
            vi:
                "Hệ thống \"\(use.system)\" đã gửi \(use.shown) trong ngày \(use.day.shown); hạn mức mỗi ngày là \(use.shownQuota), gói này không còn chỗ. Gửi lại từ \(VietnamTime.shown(next)), hoặc đề nghị đơn vị vận hành trục nâng hạn mức.",
            en:
                "The system \"\(use.system)\" has used \(use.bytes) bytes and \(use.packages) packages of \(use.day.iso); its quota is \(quota) a day and has no room for this package. It begins anew at \(Timestamp.text(next))."
        )
    }
}
