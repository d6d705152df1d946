import Exchange
import Pages

/// The words of the administrative log (nhật ký quản trị).
enum AuditWords {
    /// By the stable word of each act.
    static let acts: [String: String] = [
        "hub-started": "Khởi động trục", "hub-restored": "Phục hồi từ bản sao lưu", "signed-in": "Đăng nhập",
        "system-added": "Thêm hệ thống",
        "system-enabled": "Cho kết nối lại", "system-disabled": "Ngừng kết nối", "system-bound": "Đặt dải địa chỉ",
        "secret-renewed": "Cấp mã bí mật mới", "certificate-added": "Cấp chứng thư",
        "directory-imported": "Nhập danh bạ", "agency-registered": "Đăng ký đơn vị", "agency-closed": "Đóng đơn vị",
        "webhook-set": "Đặt địa chỉ gọi báo", "webhook-removed": "Bỏ địa chỉ gọi báo",
        "operator-added": "Thêm người vận hành", "operator-renewed": "Cấp lại đăng nhập",
        "operator-disabled": "Khóa người vận hành", "delivery-resent": "Gửi lại gói",
        "deliveries-renewed": "Giao lại cho hệ thống được phục hồi",
        "quota-set": "Đặt hạn mức ngày",
    ]

    /// What is said of an act: its own details, and the settings of a start (`HubConfiguration.told`) as `hub.yaml` explains them.
    static let details: [String: String] = [
        "address": "địa chỉ máy", "name": "tên", "fullName": "họ tên",
        "organs": SystemWords.organs.lowercased(), "networks": SystemWords.networks.lowercased(),
        "added": "thêm", "changed": "sửa", "sha256": "mã băm SHA-256", "notAfter": "có giá trị đến",
        "bytes": "byte mỗi ngày", "packages": "gói mỗi ngày", "url": "địa chỉ gọi báo",
        "to": "nơi nhận", "package": "gói", "since": "nhận từ lúc",
        "listen": "địa chỉ phục vụ hệ thống kết nối", "tls": "dùng TLS", "ownCertificate": "chứng thư do trục tự cấp",
        "maximumPackageBytes": "gói tin lớn nhất, byte",
        "callsPerSecond": "số lần gọi mỗi giây của một hệ thống",
        "expiryDays": "số ngày chờ nơi nhận lấy gói", "keepPackagesDays": "số ngày giữ tệp của gói tin đã xong",
        "dailyMegabytesPerSystem": "MiB mỗi ngày của một hệ thống",
        "dailyPackagesPerSystem": "gói mỗi ngày của một hệ thống",
        "malwareScanner": "quét mã độc ở", "metricsListen": "địa chỉ số liệu cho Prometheus",
        "vxpListen": "địa chỉ giao thức VXP", "vxpTLS": "dùng TLS cho VXP", "consoleListen": "địa chỉ trang vận hành",
        "balancers": "bộ cân bằng tải đứng trước", "database": "cơ sở dữ liệu", "content": "nơi lưu tệp gói tin",
        "uplink": "trục cấp trên", "uplinkStation": "mã của trục này ở trục cấp trên",
    ]

    static func source(_ source: String) -> String {
        switch Actor.Source(rawValue: source) {
        case .console: "trang vận hành"
        case .commandLine: "dòng lệnh"
        case .wire: "hệ thống kết nối"
        case .hub: "trục"
        case nil: source
        }
    }

    /// What stands behind the name `detail`. Values may be hashes: `code` breaks where the column ends.
    static func value(_ value: JSON, of detail: String) -> HTML {
        switch value {
        case .bool(let isSo): isSo ? "có" : "không"
        case .list(let values) where values.isEmpty:
            detail == "networks" ? "\(SystemWords.everywhere)" : "không có"
        case .list(let values): HTML.joined(values.map { Self.value($0, of: detail) }, by: ", ")
        case .text(let text): "<code>\(text)</code>"
        case .null, .number, .object: "<code>\(value.canonical)</code>"
        }
    }
}

/// The words of connected systems that a page and the log share.
enum SystemWords {
    /// The agencies that it serves.
    static let organs = "Gửi, nhận cho"
    /// The networks from which it is let in.
    static let networks = "Được gọi từ"
    /// Where no network is named.
    static let everywhere = "mọi nơi"
}
