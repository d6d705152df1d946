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

    /// What whoever came with a password reads, when passwords are off.
    static func passwordsAreOff(_ provider: String) -> String {
        "Cơ quan không còn dùng mật khẩu ở đây. Bấm \(self.button(provider))."
    }

    /// On the button.
    static func signOut(_ provider: String) -> String { "Đăng xuất khỏi \(provider)" }

    static func noSignOut(_ provider: String) -> String {
        "Đã đăng xuất ở đây, nhưng chưa đăng xuất được khỏi \(provider): tự đăng xuất ở đó, hoặc đóng hết trình duyệt."
    }

    static let tooMany = "Quá nhiều lượt đăng nhập cùng lúc. Thử lại sau ít phút."
}
