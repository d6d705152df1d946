/// Why nothing was signed: a stable code, and for people what would put it right.
package enum SigningFailure: String, Error, Sendable, CaseIterable {
    case wrongSecret = "wrong-secret"
    case locked = "locked"
    case unreadableKey = "unreadable-key"
    case noToken = "no-token"
    case noKey = "no-key"
    case unreadableFile = "unreadable-file"
    case encryptedFile = "encrypted-file"
    case rotatedPage = "rotated-page"
    case noSuchPage = "no-such-page"
    case unreadableImage = "unreadable-image"
    case opaqueImage = "opaque-image"
    case noFont = "no-font"
    /// The authority that stamps times did not answer in time, or not with 200.
    case noStamp = "time-stamp-unavailable"
    /// It answered, but gave no stamp.
    case stampRefused = "time-stamp-refused"
    /// The stamp that it gave does not stand up to the check, or the office does not trust it.
    case stampUnsound = "time-stamp-unsound"
    /// The program that signs failed or took too long.
    case failed = "failed"
    /// Too many sign at the same time.
    case busy = "busy"

    package var vietnamese: String {
        switch self {
        case .wrongSecret: "Mật khẩu của khóa hoặc mã PIN chưa đúng"
        case .locked: "Thiết bị đã khóa vì sai mã PIN nhiều lần: báo quản trị mở khóa thiết bị"
        case .unreadableKey: "Không đọc được khóa: cần tệp PKCS#12 (.p12, .pfx) có khóa bí mật và chứng thư số"
        case .noToken: "Không mở được thiết bị lưu khóa: kiểm tra thiết bị và cấu hình trên máy chủ"
        case .noKey: "Không tìm thấy khóa ký trong thiết bị, hoặc thiết bị không ký được"
        case .unreadableFile: "Tệp PDF bị hỏng nên không ký được"
        case .encryptedFile: "Tệp PDF bị đặt mật khẩu nên không ký được: xuất lại tệp không có mật khẩu"
        case .rotatedPage: "Trang đặt chữ ký đang bị xoay: xuất lại tệp PDF với trang đứng"
        case .noSuchPage: "Tệp PDF không có trang này"
        case .unreadableImage: "Không đọc được hình: cần tệp .png, tối đa 4 triệu điểm ảnh"
        case .opaqueImage: "Hình phải có nền trong suốt (.png)"
        case .noFont: "Máy chủ chưa có phông chữ Times New Roman hoặc Liberation Serif (gói fonts-liberation2)"
        case .noStamp: "Máy chủ cấp dấu thời gian không trả lời nên chưa ký: thử lại sau ít phút, hoặc báo quản trị"
        case .stampRefused: "Máy chủ cấp dấu thời gian từ chối yêu cầu nên chưa ký: báo quản trị"
        case .stampUnsound:
            "Dấu thời gian vừa nhận không đúng hoặc không do tổ chức được tin cậy cấp nên chưa ký: báo quản trị"
        case .failed: "Công cụ ký số không ký được tệp này, chưa có gì thay đổi"
        case .busy: "Nhiều người đang ký cùng lúc: thử lại sau ít giây"
        }
    }
}
