/// The words of marking tasks in the text of a directive.
enum TaskMarkWords {
    static let act = "Đánh dấu trong văn bản…"
    static let title = "Đánh dấu nhiệm vụ trong văn bản"
    static let confirm = "Ghi nhiệm vụ từ các đoạn đã đánh dấu"
    static let origin = "Gợi ý từ đoạn văn, xem lại trước khi lưu"

    static let recognized = "Chữ do máy nhận dạng từ bản quét: đối chiếu với bản quét trước khi lưu."

    static let lead =
        "Đánh dấu đoạn nào là nhiệm vụ; bước sau điền sẵn cơ quan, thời hạn, sản phẩm đọc được trong đoạn để xem lại."
    static let confirmLead =
        "Mỗi đoạn một nhiệm vụ. Mọi ô chỉ là gợi ý theo chữ trong đoạn: sửa cho đúng rồi lưu; chưa lưu thì chưa có nhiệm vụ nào."

    /// Of an agency that the text names.
    static func noRecipient(_ name: String) -> String {
        "Đoạn này nêu \(name), chưa phải nơi nhận của văn bản: thêm nơi nhận trước, hoặc chọn nơi nhận khác."
    }

    static func cut(_ shown: Int, of total: Int) -> String {
        "Hiện \(shown) đoạn đầu trong \(total): nhiệm vụ ở đoạn sau thì thêm từng nhiệm vụ."
    }
}
