/// The words of tasks that were given to us.
enum ReceivedTaskWords {
    static let title = "Nhiệm vụ được giao"

    static func state(_ state: ReceivedTask.State) -> String {
        switch state {
        case .waiting: "Chưa tiếp nhận"
        case .accepted: "Đã tiếp nhận"
        case .working: "Đang làm"
        case .finished: "Xong"
        case .returned: "Đã trả lại"
        case .withdrawn: "Nơi giao đã rút"
        }
    }

    static func part(_ part: ReceivedTaskPart) -> String {
        switch part {
        case .waiting: "Chưa tiếp nhận"
        case .inTime: "Đang làm"
        case .near: "Sắp đến hạn"
        case .late: "Quá hạn"
        case .finished: "Xong"
        case .out: "Đã trả lại, đã rút"
        }
    }

    static func act(_ act: ReceivedTaskAct) -> String {
        switch act {
        case .accept: "Tiếp nhận"
        case .give: "Giao đơn vị"
        case .progress: "Báo tiến độ"
        case .finish: "Báo hoàn thành"
        case .askExtension: "Xin gia hạn"
        case .return: "Trả lại"
        }
    }

    /// What the act sends to whoever gave the task.
    static func told(_ act: ReceivedTaskAct) -> String {
        switch act {
        case .accept: "Nơi giao được báo cơ quan đã tiếp nhận nhiệm vụ."
        case .give: "Nơi giao được báo đơn vị nào làm; hạn của đơn vị không gửi đi."
        case .progress: "Nơi giao đọc đúng câu này."
        case .finish: "Nơi giao đọc đúng câu này và xác nhận. Báo xong rồi không sửa được."
        case .askExtension: "Nơi giao đọc đúng lý do này; thời hạn chỉ đổi khi nơi giao cập nhật văn bản."
        case .return: "Nơi giao đọc đúng lý do này. Trả lại rồi chỉ làm lại khi nơi giao cập nhật văn bản mà vẫn giao."
        }
    }

    /// Beside the act that finishes the document.
    static func stayOpen(_ ordinals: [Int]) -> String {
        let numbers = ordinals.map(String.init).joined(separator: ", ")
        return
            "Nhiệm vụ \(numbers) chưa xong: hoàn thành văn bản không thay cho báo hoàn thành từng nhiệm vụ ở trang của văn bản."
    }

    /// Beside the act that links the document to another one.
    static func lost(_ count: Int) -> String {
        """
        Bản này giao cơ quan ta \(count) nhiệm vụ: gắn thì chúng không còn trong “\(Self.title)”, nên khi bản đã vào sổ không có \
        các nhiệm vụ ấy, ví dụ bản giấy, hãy vào sổ mới.
        """
    }

    static func emptiness(_ part: ReceivedTaskPart?) -> (title: String, text: String) {
        part == nil
            ? (
                "Không có nhiệm vụ nào phải làm",
                "Nhiệm vụ giao cơ quan ta trong danh mục kèm văn bản chỉ đạo sẽ tự hiện ở đây khi văn bản đến."
            ) : ("Không có nhiệm vụ nào như vậy", "Xem tình trạng khác ở trên.")
    }
}
