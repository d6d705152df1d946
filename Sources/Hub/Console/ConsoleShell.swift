import Exchange
import Foundation
import Pages
import Storage

/// What surrounds every page of the console: who is signed in, the lists with their counts, what the page follows live.
struct ConsoleShell: Sendable {
    enum Current: Sendable {
        case overview, waiting, failures, packages, audit, figures, reports, systems, certificates, organs, sessions
    }

    let visit: OperatorVisit
    let letterhead: [String]
    let side: [Layout.SideGroup]

    /// Counts beyond this are not counted on.
    static let countLimit = 10_000

    init(_ visit: OperatorVisit, _ current: Current, console: Console) async throws {
        let late = try await console.overdue.agencies(at: console.now()).count
        let failed: Int = try await console.database.read { connection in
            let row = try connection.row(
                """
                SELECT COUNT(*) AS count FROM (
                    SELECT 1 FROM delivery JOIN package ON package.id = delivery.package_id
                    WHERE delivery.transport = 'fail' AND package.removed_at IS NULL LIMIT $1
                ) AS failed
                """,
                Self.countLimit)
            return try row?["count"] ?? 0
        }
        func item(_ title: String, _ href: String, _ own: Current, count: Int? = nil) -> Layout.SideGroup.Item {
            .init(title: title, href: href, count: count, isCurrent: own == current, isAlarm: count != nil)
        }
        self.visit = visit
        self.letterhead = console.letterhead
        self.side = [
            .init(
                title: "Vận hành",
                items: [
                    item("Tổng quan", "/", .overview), item("Chậm nhận", "/waiting", .waiting, count: late),
                    item("Giao lỗi", "/failures", .failures, count: failed),
                ]),
            .init(
                title: "Tra cứu",
                items: [
                    item("Gói tin", "/packages", .packages), item("Số liệu", "/figures", .figures),
                    item("Báo cáo", "/reports", .reports),
                    item("Nhật ký quản trị", "/audit", .audit),
                ]),
            .init(
                title: "Quản lý",
                items: [
                    item("Hệ thống kết nối", "/systems", .systems), item("Chứng thư", "/certificates", .certificates),
                    item("Danh bạ cơ quan", "/organs", .organs), item("Phiên đăng nhập", "/sessions", .sessions),
                ]),
        ]
    }

    /// `regions` are the parts that follow changes by themselves.
    func page(_ title: String, regions: [String] = [], sought: String = "", _ main: HTML) -> HTML {
        var layout = Layout(
            title: title, letterhead: self.letterhead,
            user: .init(name: self.visit.fullName, role: "Vận hành trục", csrf: self.visit.csrf), side: self.side,
            live: regions.isEmpty ? nil : .init(url: "/live", regions: regions + ["#danh-muc"]), sought: sought)
        layout.findHint = "Mã gói, mã văn bản, số ký hiệu, mã cơ quan"
        return layout.page(main)
    }

    func form(_ action: String, once: String) -> Form {
        Form(action: action, csrf: self.visit.csrf, once: once, version: 0)
    }
}

/// Values as people read them.
enum ConsoleShown {
    static func moment(_ instant: Date) -> HTML {
        let parts = VietnamTime.parts(instant)
        return Times.moment(
            year: parts.date.year, month: parts.date.month, day: parts.date.day, hour: parts.hour, minute: parts.minute)
    }

    /// `2 giờ 10 phút`, `3 ngày`.
    static func age(_ seconds: TimeInterval) -> String {
        let minutes = max(0, Int(seconds / 60))
        if minutes < 60 { return "\(minutes) phút" }
        if minutes < 48 * 60 { return "\(minutes / 60) giờ \(minutes % 60) phút" }
        return "\(minutes / 1440) ngày"
    }

    /// `38 giây`, `12 phút`, `2 giờ 10 phút`.
    static func span(_ seconds: Int) -> String {
        seconds < 60 ? "\(seconds) giây" : self.age(TimeInterval(seconds))
    }

    /// With a capital letter.
    static func sentence(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

    /// `58 KB`.
    static func size(_ bytes: Int) -> String {
        bytes < 1 << 20 ? "\((bytes + 1023) / 1024) KB" : "\((bytes + (1 << 20) - 1) >> 20) MB"
    }

    static func kind(_ kind: String) -> String {
        switch PackageKind(rawValue: kind) {
        case .new: "Văn bản mới"
        case .recall: "Thu hồi"
        case .update: "Cập nhật"
        case .replacement: "Thay thế"
        case .status: "Trạng thái"
        case nil: kind
        }
    }

    static func transport(_ transport: String) -> Mark {
        switch Transport(rawValue: transport) {
        case .initial: Mark(.none, "Chờ nhận")
        case .processing: Mark(.go, "Đang tải")
        case .done: Mark(.done, "Đã giao")
        case .fail: Mark(.late, "Lỗi")
        case nil: Mark(.none, transport)
        }
    }

    static func handling(_ code: String) -> String {
        let words = [
            "01": "Đã đến", "02": "Từ chối", "03": "Đã tiếp nhận", "04": "Phân công", "05": "Đang xử lý",
            "06": "Hoàn thành", "13": "Lấy lại", "15": "Đồng ý", "16": "Không đồng ý",
        ]
        return words[code].map { "\(code) \($0)" } ?? code
    }
}
