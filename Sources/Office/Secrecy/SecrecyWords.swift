import Exchange

/// The words of secret documents.
enum SecrecyWords {
    static let list = "Văn bản mật"
    static let document = "Văn bản mật"
    static let enter = "Ghi văn bản mật…"

    /// What the form says before anything is typed.
    static let warning =
        "Chỉ ghi dòng đăng ký của văn bản giấy: không đính kèm tệp, không ghi nội dung bí mật; trích yếu bỏ trống được, Tuyệt mật thì phải bỏ trống."

    /// What the page of a document says.
    static let onPaper =
        "Văn bản chỉ ở trên giấy. Hệ thống không giữ tệp, không gửi, không giao xử lý; trong danh sách, tra cứu và thống kê không có văn bản này."

    /// Beside a subject that bears a mark in a form of ordinary documents.
    static let marked = "Trích yếu có dấu độ mật: văn bản mật chỉ ghi vào sổ mật, không nhập ở đây"

    static func level(_ level: SecrecyLevel) -> String {
        switch level {
        case .secret: "Mật"
        case .topSecret: "Tối mật"
        case .utmost: "Tuyệt mật"
        }
    }

    /// Who issued it, or who gets it.
    static func parties(_ direction: Register.Direction) -> String {
        switch direction {
        case .incoming: "Nơi gửi"
        case .outgoing: "Nơi nhận"
        }
    }

    static func title(_ direction: Register.Direction) -> String {
        switch direction {
        case .incoming: "Ghi văn bản mật đến"
        case .outgoing: "Cấp số văn bản mật đi"
        }
    }
}
