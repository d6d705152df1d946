/// The words of reminders and extensions.
enum FollowingWords {
    static func title(_ act: Following) -> String {
        switch act {
        case .remind: "Đôn đốc"
        case .extend: "Gia hạn"
        }
    }

    static func button(_ act: Following) -> String {
        switch act {
        case .remind: "Gửi đôn đốc"
        case .extend: "Gia hạn"
        }
    }

    /// The way back, which says what is not done.
    static func back(_ act: Following) -> String {
        switch act {
        case .remind: "Quay lại, chưa gửi"
        case .extend: "Quay lại, chưa gia hạn"
        }
    }

    static func kind(_ kind: ReminderKind) -> String {
        switch kind {
        case .remind: "Nhắc nhở"
        case .criticise: "Phê bình"
        case .review: "Kiểm điểm"
        }
    }
}
