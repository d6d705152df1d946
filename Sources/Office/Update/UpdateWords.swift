/// The words for updates of documents.
enum UpdateWords {
    static let code = "Số, ký hiệu"
    static let date = "Ngày văn bản"
    static let type = "Loại văn bản"
    static let subject = "Trích yếu"
    static let signer = "Người ký"
    static let title = "Chức vụ người ký"
    static let urgency = "Độ khẩn"
    static let due = "Hạn trả lời"
    static let files = "Tệp"
    static let receivers = "Nơi nhận"
    static let nothing = "không có"
    static let tasksChanged = UpdateChange("Danh mục nhiệm vụ", was: "bản đã gửi", becomes: "bản hiện nay")

    /// What the receiver reads; empty when nothing changes.
    static func receivers(added: [String], removed: [String], removesUs: Bool) -> String {
        [
            removesUs ? "cơ quan ta không còn là nơi nhận" : nil,
            added.isEmpty ? nil : "thêm \(added.joined(separator: ", "))",
            removed.isEmpty ? nil : "bỏ \(removed.joined(separator: ", "))",
        ].compactMap { $0 }.joined(separator: "; ")
    }

    static func state(_ state: DocumentUpdate.State) -> String {
        switch state {
        case .requested: "Chờ trả lời"
        case .agreed: "Đã nhận cập nhật"
        case .declined: "Đã từ chối"
        case .overtaken: "Có bản cập nhật sau"
        }
    }

    /// `Trích yếu: “cũ”; Tệp: “a.pdf”`: what stood before, for the timeline.
    static func before(_ changes: [UpdateChange]) -> String {
        changes.map { "\($0.name): “\($0.was)”" }.joined(separator: "; ")
    }

    /// What stands there now.
    static func after(_ changes: [UpdateChange]) -> String {
        changes.map { "\($0.name): “\($0.becomes)”" }.joined(separator: "; ")
    }

    static func names(_ changes: [UpdateChange]) -> String {
        changes.map { $0.name.lowercased() }.joined(separator: ", ")
    }
}
