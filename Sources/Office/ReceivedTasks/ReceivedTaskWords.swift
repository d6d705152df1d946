import Exchange

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
        case .reportPart: "Báo phần phối hợp"
        case .askExtension: "Xin gia hạn"
        case .return: "Trả lại"
        }
    }

    /// The way back, which says what is not done.
    static func back(_ act: ReceivedTaskAct) -> String {
        switch act {
        case .accept: "Quay lại, chưa tiếp nhận"
        case .give: "Quay lại, chưa giao"
        case .progress, .finish, .reportPart: "Quay lại, chưa báo"
        case .askExtension: "Quay lại, chưa gửi"
        case .return: "Quay lại, chưa trả"
        }
    }

    /// What was last said to the sender, as a line of its own.
    static func reported(_ kind: TaskReport.Kind) -> String {
        switch kind {
        case .accepted: "Tiếp nhận"
        case .returned: "Trả lại"
        case .inProgress: "Đang xử lý"
        case .finished: "Hoàn thành"
        case .extension: "Xin gia hạn"
        }
    }

    /// What the act sends to whoever gave the task.
    static func told(_ act: ReceivedTaskAct) -> String {
        switch act {
        case .accept: "Nơi giao được báo cơ quan đã tiếp nhận nhiệm vụ."
        case .give: "Nơi giao được báo đơn vị nào làm; hạn của đơn vị không gửi đi."
        case .progress: "Nơi giao đọc đúng câu này."
        case .finish: "Nơi giao đọc đúng câu này và xác nhận. Báo xong rồi không sửa được; chỉ nơi giao mở lại."
        case .reportPart: "Đơn vị chủ trì nhiệm vụ đọc câu này; không gửi đi."
        case .askExtension: "Nơi giao đọc đúng lý do này; nơi giao trả lời bằng bản cập nhật văn bản."
        case .return:
            "Nơi giao đọc đúng lý do này. Đã trả lại thì chỉ làm tiếp khi nơi giao cập nhật văn bản và vẫn giao nhiệm vụ này."
        }
    }

    /// What the sender answered last.
    static func answer(_ answer: TaskAnswer) -> String {
        let told =
            switch answer.kind {
            case .reopened: "Nơi giao mở lại"
            case .extensionRefused: "Nơi giao không gia hạn đến \(answer.due?.shown ?? "")"
            }
        return answer.text.isEmpty ? told : "\(told): “\(answer.text)”"
    }

    /// `Phòng A`, or `Phòng A chủ trì, phối hợp Phòng B; Phòng C`.
    static func units(_ lead: Unit, _ supporting: [Unit]) -> String {
        supporting.isEmpty
            ? lead.name : "\(lead.name) chủ trì, phối hợp \(supporting.map(\.name).joined(separator: "; "))"
    }

    /// Beside the act that finishes the task.
    static func unfinished(_ supporting: [SupportingUnit]) -> String? {
        let open = supporting.filter { $0.finishedAt == nil }.map(\.unit.name)
        return open.isEmpty
            ? nil : "Chưa báo xong phần phối hợp: \(open.joined(separator: "; ")). Báo hoàn thành là xong cả phần này."
    }

    /// Beside the act that finishes the document.
    static func stayOpen(_ ordinals: [Int]) -> String {
        let numbers = ordinals.map(String.init).joined(separator: ", ")
        return
            "Nhiệm vụ \(numbers) chưa xong: hoàn thành văn bản không thay cho báo hoàn thành từng nhiệm vụ ở trang của văn bản."
    }

    /// Beside the act that links the document to another one.
    static func carried(_ count: Int) -> String {
        "Bản này giao cơ quan ta \(count) nhiệm vụ: gắn rồi thì làm chúng ở trang của văn bản đã chọn; nơi gửi bản này được báo."
    }

    /// On the page of a copy.
    static let elsewhere = "Bản này đã gắn vào văn bản trong sổ: nhiệm vụ làm ở trang của văn bản ấy."

    /// Behind a task in the timeline of `incoming`; empty for its own.
    static func of(_ bearer: Incoming, at incoming: Incoming) -> String {
        bearer.id == incoming.id ? "" : ", theo bản của \(bearer.organName)"
    }

    static func emptiness(_ part: ReceivedTaskPart?) -> (title: String, text: String) {
        part == nil
            ? (
                "Không có nhiệm vụ nào phải làm",
                "Nhiệm vụ giao cơ quan ta trong danh mục kèm văn bản chỉ đạo sẽ tự hiện ở đây khi văn bản đến."
            ) : ("Không có nhiệm vụ nào như vậy", "Xem tình trạng khác ở trên.")
    }
}
