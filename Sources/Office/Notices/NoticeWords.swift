/// The words for notices.
enum NoticeWords {
    static func kind(_ kind: Notice.Kind) -> String {
        switch kind {
        case .given: "Giao bạn hoặc đơn vị bạn xử lý"
        case .withdrawn: "Thu hồi việc đã giao bạn hoặc đơn vị bạn"
        case .returned: "Trả lại việc bạn đã giao"
        case .submitted: "Trình bạn"
        case .reminded: "Đôn đốc"
        case .reported: "Báo kết quả việc bạn đã giao"
        case .finished: "Hoàn thành văn bản bạn chỉ đạo"
        case .extended: "Đổi hạn việc của bạn"
        case .extensionAsked: "Xin gia hạn việc bạn đã giao"
        case .extensionDeclined: "Không gia hạn cho bạn"
        case .opinionAsked: "Xin ý kiến của bạn"
        case .opinionGiven: "Cho ý kiến bạn đã hỏi"
        case .toSign: "Đến lượt bạn ký"
        case .draftGiven: "Giao bạn soạn tiếp, trình ký dự thảo"
        case .sentBack: "Trả lại dự thảo của bạn"
        case .published: "Đã ban hành dự thảo của bạn"
        case .escalated: "Báo bạn việc quá hạn"
        case .updated: "Nơi gửi đã cập nhật văn bản bạn được giao"
        case .answered: "Đã có trả lời cho văn bản của bạn"
        case .shared: "Chia sẻ để bạn hoặc đơn vị bạn xem"
        case .copySent: "Gửi đơn vị bạn bản sao điện tử"
        }
    }

    static func channel(_ channel: NoticeRules.Channel) -> String {
        switch channel {
        case .digest: "Thư tổng hợp"
        case .webhook: "Gọi báo"
        }
    }

    static func note(_ channel: NoticeRules.Channel) -> String {
        switch channel {
        case .digest: "Thông báo chưa xem được kể trong thư mỗi ngày"
        case .webhook: "Mỗi thông báo một lần gọi, theo mọi vai trò của người được báo, cả kiêm nhiệm"
        }
    }
}
