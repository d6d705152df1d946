import EdXML
import Exchange

/// The words of the report.
extension PackageKind {
    var vietnamese: String {
        switch self {
        case .new: "Văn bản mới"
        case .recall: "Thu hồi văn bản"
        case .update: "Cập nhật văn bản"
        case .replacement: "Thay thế văn bản"
        case .status: "Gói tin trạng thái"
        }
    }
}

extension Urgency {
    var vietnamese: String {
        switch self {
        case .ordinary: "Thường"
        case .urgent: "Khẩn"
        case .veryUrgent: "Thượng khẩn"
        case .flash: "Hỏa tốc"
        case .timedFlash: "Hỏa tốc hẹn giờ"
        }
    }
}

extension Steering {
    /// Nil where there is nothing to say.
    var vietnamese: String? {
        switch self {
        case .none: nil
        case .directive: "Văn bản chỉ đạo, điều hành"
        case .report: "Báo cáo thực hiện văn bản chỉ đạo"
        }
    }
}

extension HandlingStatus {
    var vietnamese: String {
        switch self {
        case .arrived: "Đã đến"
        case .refused: "Từ chối tiếp nhận"
        case .accepted: "Đã tiếp nhận"
        case .assigned: "Phân công"
        case .inProgress: "Đang xử lý"
        case .finished: "Hoàn thành"
        case .takeBack: "Lấy lại"
        case .agreed: "Đồng ý cập nhật, lấy lại, thu hồi"
        case .declined: "Từ chối cập nhật, lấy lại, thu hồi"
        }
    }
}
