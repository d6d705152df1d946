/// The words of single sign-on.
enum SignOnWords {
    /// On the button.
    static func button(_ provider: String) -> String { "Đăng nhập bằng \(provider)" }

    /// What whoever came from the provider reads.
    static func sentence(_ refusal: SignOnRefusal, _ provider: String) -> String {
        switch refusal.reason {
        case .foreign:
            "Lần đăng nhập này đã quá 10 phút, đã dùng rồi hoặc bắt đầu ở trình duyệt khác. Bấm đăng nhập lại."
        case .cancelled: "Bạn chưa đăng nhập ở \(provider)."
        case .code, .token: "Câu trả lời của \(provider) không dùng được. Thử lại; nếu vẫn lỗi, báo quản trị."
        case .nobody: "Tài khoản \(provider) này chưa có người dùng ở đây, hoặc người dùng đã bị khóa. Báo quản trị."
        case .otherAccount: "Tài khoản \(provider) này không phải tài khoản đã gắn lần đầu. Báo quản trị."
        }
    }

    /// What whoever came with a password reads, when the provider asks for the second factor.
    static func passwordIsNotEnough(_ provider: String) -> String {
        """
        Vai trò của bạn phải có xác thực hai bước, ở đây bạn chưa bật. Đăng nhập bằng \(provider) rồi bật xác thực hai bước; \
        không vào được thì báo quản trị.
        """
    }

    static let tooMany = "Quá nhiều lượt đăng nhập cùng lúc. Thử lại sau ít phút."
}
