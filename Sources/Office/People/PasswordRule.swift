import Exchange
import Web

/// What a password that somebody chooses must be: long, without the names of its owner, none of the usual ones.
enum PasswordRule {
    static let minimumLength = 12

    /// Why it may not be used, or nil; Vietnamese, no full stop.
    static func refusal(_ password: String, userName: String, fullName: String) -> String? {
        guard (Self.minimumLength...200).contains(password.count) else {
            return "Mật khẩu cần từ \(Self.minimumLength) đến 200 ký tự; một câu ngắn dễ nhớ là tốt nhất"
        }
        let plain = password.lowercased()
        guard !plain.contains(userName), !userName.contains(plain) else {
            return "Mật khẩu không được chứa tên đăng nhập"
        }
        guard !Self.letters(password).contains(Self.letters(fullName)) else {
            return "Mật khẩu không được chứa họ tên của bạn"
        }
        guard Set(plain).count >= 5, !Self.usual.contains(where: { plain.hasPrefix($0) && plain.count < $0.count + 4 })
        else {
            return "Mật khẩu này quá dễ đoán: chọn mật khẩu khác"
        }
        return nil
    }

    /// Without marks and blanks.
    private static func letters(_ text: String) -> String { text.folded.replacing(" ", with: "") }

    /// The beginnings of what people use most; up to three further signs do not make them better.
    private static let usual = [
        "123456789", "1234567890", "123456789012", "0123456789", "987654321", "0987654321", "abcd12345678",
        "abc123456789", "a123456789", "qwerty123456", "qwertyuiop", "qwertyuiop123", "1q2w3e4r5t6y", "1qaz2wsx3edc",
        "zaq12wsxcde3", "password1234", "password12345", "passwordpassword", "p@ssw0rd1234", "p@ssword1234",
        "matkhau12345", "matkhau123456", "mậtkhẩu12345", "matkhaumatkhau", "admin1234567", "administrator",
        "quantri12345", "quantri123456", "vanthu123456", "vietnam12345", "vietnam123456", "vietnamvietnam",
        "iloveyou1234", "anhyeuem1234", "emyeuanh1234", "welcome12345", "letmein12345", "hanoi1234567", "saigon123456",
        "lienthong123",
    ]
}
