import Exchange

/// The words of receipt lines and of what is done with them.
enum LineWords {
    static func part(_ part: Receipt.Part) -> String {
        switch part {
        case .lead: "chủ trì"
        case .support: "phối hợp"
        case .know: "để biết"
        }
    }

    static func title(_ act: LineAct) -> String {
        switch act {
        case .assign: "Phân công"
        case .report: "Báo kết quả phối hợp"
        case .handOver: "Chuyển giao"
        case .sendBack: "Trả lại người giao"
        case .askExtension: "Xin gia hạn"
        case .answerExtension: "Trả lời xin gia hạn"
        case .supplement: "Giao bổ sung"
        case .withdraw: "Thu hồi việc đã giao"
        }
    }

    static func button(_ act: LineAct) -> String {
        switch act {
        case .assign: "Giao việc"
        case .report: "Báo kết quả"
        case .handOver: "Chuyển giao"
        case .sendBack: "Trả lại"
        case .askExtension: "Gửi đề nghị"
        case .answerExtension: "Trả lời"
        case .supplement: "Giao thêm"
        case .withdraw: "Thu hồi"
        }
    }

    /// The way back, which says what is not done.
    static func back(_ act: LineAct) -> String {
        switch act {
        case .assign, .supplement: "Quay lại, chưa giao"
        case .report: "Quay lại, chưa báo"
        case .handOver: "Quay lại, chưa chuyển"
        case .sendBack: "Quay lại, chưa trả"
        case .askExtension: "Quay lại, chưa gửi"
        case .answerExtension: "Quay lại, chưa trả lời"
        case .withdraw: "Quay lại, chưa thu hồi"
        }
    }
}
