// The words that belong to the components themselves, for every page. What an office says stands in the office.

/// Vietnamese, as people know it (DESIGN.md §6). `HTML` where the words stand alone, functions where a number goes in.
enum Words {
    // MARK: Frame

    /// In the window's title.
    static let product: HTML = "LienThong"
    /// Skip link.
    static let skip: HTML = "Đến nội dung chính"
    /// Name of the side list.
    static let menu: HTML = "Danh mục việc"
    static let find: HTML = "Tìm văn bản"
    static let findHint: HTML = "Số, ký hiệu hoặc trích yếu"
    static let findAct: HTML = "Tìm"
    /// Unseen unit behind a count.
    static let documents: HTML = "văn bản"
    static let signOut: HTML = "Đăng xuất"
    static let changePost: HTML = "Chuyển sang"
    static let keysOfPage: HTML = "Phím tắt của trang này"
    static let close: HTML = "Đóng"
    /// Keys of every page.
    static let commonKeys: [(key: String, meaning: String)] = [("/", "đến ô tìm kiếm"), ("?", "mở bảng phím tắt này")]
    /// The page follows changes but cannot hear them at the moment.
    static let disconnected: HTML = "Mất kết nối, đang thử lại. Trang có thể chưa mới nhất."
    /// The page has stopped trying.
    static let stopped: HTML = "Mất kết nối. Tải lại trang để xem tin mới."
    static let home: HTML = "Về danh mục việc"

    // MARK: Lists

    static let position: HTML = "Vị trí"
    static let scope: HTML = "Phạm vi"
    static let filterAct: HTML = "Lọc"
    static let dropFilter: HTML = "Bỏ lọc"
    static let pages: HTML = "Trang"
    static let previousPage: HTML = "Trang trước"
    static let nextPage: HTML = "Trang sau"
    /// `1–50 trong 120 văn bản`.
    static func span(_ first: Int, _ last: Int, of total: Int) -> HTML {
        "\(first)–\(last) trong \(total) \(self.documents)"
    }

    // MARK: Document

    static let arrival: HTML = "ĐẾN"
    static let arrivalName: HTML = "Dấu đến"
    static let openInTab: HTML = "Mở trong thẻ mới"
    static let download: HTML = "Tải về"
    static let otherActs: HTML = "Thao tác khác"
    /// Name of the two links beside a file.
    static let file: HTML = "Tệp"
    /// Name of the frame that shows a file.
    static let content: HTML = "Nội dung"
    /// Below the picture of page 1, which leads to the file.
    static func openWhole(_ title: String) -> HTML { "Mở toàn văn \(title)" }
    /// Announced when the timeline changes.
    static func events(_ count: Int) -> HTML { "\(count) diễn biến" }

    // MARK: Parts on a receipt line

    static let lead: HTML = "Chủ trì"
    static let support: HTML = "Phối hợp"
    static let know: HTML = "Để biết"
    static let due: HTML = "Hạn"
    static let unit: HTML = "Đơn vị"
    static let person: HTML = "Đơn vị, người"
    static let role: HTML = "Vai trò"
    static let whoActs: HTML = "Ai làm"
    static let workers: HTML = "Người xử lý"

    // MARK: Recipients

    static let recipients: HTML = "Theo dõi từng nơi nhận"
    static let recipient: HTML = "Nơi nhận"
    static let sending: HTML = "Gửi"
    static let handling: HTML = "Xử lý ở nơi nhận"
    static let handlingShort: HTML = "Xử lý"
    static let at: HTML = "Lúc"
    static let attempts: HTML = "Lần gửi"

    // MARK: Register

    static func year(_ year: Int) -> HTML { "Năm \(year)" }
    static func blankDate(_ year: Int) -> HTML { "Ngày … tháng … năm \(year)" }

    // MARK: Forms

    static let optional: HTML = "(không bắt buộc)"
    static let narrow: HTML = "Gõ vài chữ để lọc danh sách"
    /// Unseen, before the sentence beside a field.
    static let error: HTML = "Lỗi: "
    static let suggestion: HTML = "Gợi ý"
    static let confirmed: HTML = "Đã xác nhận"
    /// The button that takes a suggestion, and for whom it is read aloud.
    static let right: HTML = "Đúng"
    static func use(_ value: String) -> HTML { ", dùng \(value)" }
    static func notSaved(_ count: Int) -> String { "Chưa lưu được: còn \(count) chỗ phải sửa" }
    /// Above the list of effects on a confirm page.
    static func whenPressed(_ button: String) -> HTML { "Khi bạn bấm “\(button)”" }
}
