import Exchange

/// The labels of statuses (edXML §4.2).
enum StatusWords {
    static func label(_ status: HandlingStatus) -> String {
        switch status {
        case .arrived: "Đã đến"
        case .refused: "Từ chối tiếp nhận"
        case .accepted: "Đã tiếp nhận"
        case .assigned: "Phân công"
        case .inProgress: "Đang xử lý"
        case .finished: "Hoàn thành"
        case .takeBack: "Lấy lại"
        case .agreed: "Đồng ý cập nhật, lấy lại"
        case .declined: "Từ chối cập nhật, lấy lại"
        }
    }
}
