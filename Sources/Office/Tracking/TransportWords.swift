import Exchange

/// The words for how far a package has come to a recipient's system.
enum TransportWords {
    static func state(_ transport: Recipient.Transport) -> String {
        switch transport {
        case .none: "Chưa gửi"
        case .queued: "Đang gửi"
        case .failed: "Gửi lỗi"
        case .sent: "Trục đã nhận"
        case .delivered: "Đã đến hệ thống nơi nhận"
        case .refused: "Hệ thống nơi nhận không nhận được"
        }
    }

    /// Why it did not arrive; nil while nothing is wrong.
    static func cause(_ recipient: Recipient) -> String? {
        switch recipient.transport {
        case .failed: recipient.faultSentence ?? "Không gửi được."
        case .refused where recipient.faultCode == Self.expired:
            "Hệ thống nơi nhận không lấy gói tin trong thời hạn của trục."
        case .refused: "Hệ thống nơi nhận không nhận được: \(recipient.faultSentence ?? "không rõ nguyên nhân")"
        default: nil
        }
    }

    /// What the clerk does next.
    static func nextStep(_ recipient: Recipient) -> String? {
        switch recipient.transport {
        case .failed where recipient.settledAt != nil: "Văn thư đã thôi gửi, xử lý ngoài hệ thống."
        case .failed: "Xử lý nguyên nhân rồi bấm “Gửi lại” ở mục Gửi lỗi."
        case .refused where recipient.settledAt != nil: "Văn thư đã xử lý ngoài hệ thống."
        case .refused where recipient.faultCode == Self.expired:
            "Liên hệ văn thư nơi nhận. Khi hệ thống của họ hoạt động lại, đề nghị người quản trị trục gửi lại; kết quả tự hiện ở đây."
        case .refused:
            "Báo văn thư nơi nhận và người quản trị trục. Khi lỗi đã sửa, người quản trị trục gửi lại; kết quả tự hiện ở đây."
        default: nil
        }
    }

    /// The hub's code for what nobody took in time.
    private static let expired = "expired"
}
