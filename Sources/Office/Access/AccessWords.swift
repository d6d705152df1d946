/// The words of the access log.
enum AccessWords {
    static func kind(_ kind: AccessEntry.Kind) -> String {
        switch kind {
        case .acted: "Thao tác"
        case .opened: "Mở xem"
        case .downloaded: "Mở, tải tệp"
        case .printed: "Mở bản in"
        case .exported: "Xuất dữ liệu"
        case .signedIn: "Đăng nhập"
        case .signInFailed: "Đăng nhập sai"
        case .signedOut: "Đăng xuất"
        case .refused: "Bị từ chối"
        case .administered: "Quản trị"
        case .lost: "Lượt chưa kịp ghi"
        }
    }

    /// For how long the log is kept; nil: for good.
    static func kept(_ years: Int?) -> String { years.map { "\($0) năm" } ?? "giữ mãi" }
}
