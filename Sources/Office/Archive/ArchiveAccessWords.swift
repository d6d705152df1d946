/// The words of access to archived files.
enum ArchiveAccessWords {
    static func state(_ state: ArchiveAccess.State) -> String {
        switch state {
        case .asked: "Chờ trả lời"
        case .granted: "Được xem"
        case .refused: "Bị từ chối"
        case .ended: "Đã thu hồi quyền xem"
        }
    }

    /// In place of a title that is not shown.
    static let restricted = "Hồ sơ hạn chế sử dụng"
}
