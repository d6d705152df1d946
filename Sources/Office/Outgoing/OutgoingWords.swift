import Exchange

/// The words for outgoing documents.
enum OutgoingWords {
    static func state(_ state: OutgoingState) -> String {
        switch state {
        case .draft: "Dự thảo"
        case .submitted: "Trình ký"
        case .approved: "Chờ cấp số"
        case .numbered: "Chờ phát hành"
        case .published: "Đã ban hành"
        }
    }

    static func view(_ view: OutgoingView) -> String {
        switch view {
        case .drafts: "Dự thảo của tôi"
        case .underway: "Đang trình ký"
        case .toInitial: "Chờ ký nháy"
        case .toApprove: "Chờ ký"
        case .toNumber: "Chờ cấp số"
        case .toPublish: "Chờ phát hành"
        case .all: "Văn bản đi"
        }
    }

    static func duty(_ view: OutgoingView) -> String {
        switch view {
        case .drafts: "Dự thảo bạn đang soạn và dự thảo bị trả lại."
        case .underway: "Dự thảo của bạn đang chờ ký, chờ số hoặc chờ phát hành."
        case .toInitial: "Dự thảo đến lượt bạn ký nháy trước khi lãnh đạo ký duyệt."
        case .toApprove: "Dự thảo trình bạn ký duyệt."
        case .toNumber:
            "Đã ký duyệt, chờ số. Cấp số trong ngày, chậm nhất ngày làm việc tiếp theo; văn bản khẩn làm ngay."
        case .toPublish: "Đã có số. Đính kèm bản ký số rồi ban hành."
        case .all: "Mọi văn bản đi bạn được xem, mới nhất trước."
        }
    }

    static func empty(_ view: OutgoingView) -> (title: String, text: String) {
        switch view {
        case .drafts: ("Bạn không có dự thảo nào", "Bấm “Soạn văn bản” hoặc mở văn bản đến rồi chọn “Dự thảo trả lời”.")
        case .underway: ("Bạn không có văn bản nào đang trình", "Dự thảo đã trình ký sẽ hiện ở đây đến khi ban hành.")
        case .toInitial: ("Không có dự thảo nào chờ bạn ký nháy", "Dự thảo đến lượt bạn sẽ hiện ở đây.")
        case .toApprove: ("Không có dự thảo nào chờ bạn ký", "Dự thảo được trình bạn sẽ hiện ở đây.")
        case .toNumber: ("Không có văn bản nào chờ cấp số", "Văn bản lãnh đạo đã ký duyệt sẽ hiện ở đây.")
        case .toPublish: ("Không có văn bản nào chờ phát hành", "Văn bản đã cấp số sẽ hiện ở đây.")
        case .all: ("Chưa có văn bản đi", "Bấm “Soạn văn bản” để bắt đầu.")
        }
    }

    /// How a document stands for whoever looks at it; one that has not reached everybody is not simply issued.
    static func standing(_ outgoing: Outgoing) -> String {
        let reach = outgoing.reach
        return switch outgoing.state {
        case .draft where outgoing.returnedReason != nil: "Dự thảo bị trả lại"
        case .submitted where outgoing.initiallerID != nil: "Chờ ký nháy"
        case .published where outgoing.isPaperOnly: "Đã phát hành bản giấy"
        case .published where reach.withdrawn > 0 && reach.withdrawn == reach.recipients: "Đã thu hồi"
        case .published where reach.withdrawn > 0: "Đã ban hành, \(reach.withdrawn) nơi đã trả lại"
        case .published where reach.unsent > 0: "Đã ban hành, gửi lỗi"
        case .published where reach.refused > 0: "Đã ban hành, \(reach.refused) nơi chưa nhận được"
        case .published where reach.queued > 0: "Đã ban hành, đang gửi"
        default: self.state(outgoing.state)
        }
    }

    /// As it is chosen and as it stands in the timeline.
    static func paper(_ paper: PaperCase) -> String {
        switch paper {
        case .government: "Văn bản gửi Chính phủ, Thủ tướng Chính phủ"
        case .listed: "Văn bản thuộc danh mục do người đứng đầu bộ, ngành, địa phương quyết định"
        }
    }

    static let onPaper = "Chỉ phát hành bản giấy"

    static func way(_ way: IssueWay) -> String {
        switch way {
        case .exchange: "Gửi liên thông qua trục; nơi nhận ngoài hệ thống nhận bản giấy"
        case .paper: "\(self.onPaper), không gửi qua trục"
        }
    }

    static func way(_ way: PostEntry.Way) -> String {
        switch way {
        case .post: "Bưu điện"
        case .hand: "Trao tay"
        }
    }

    static func urgency(_ urgency: Urgency) -> String {
        switch urgency {
        case .ordinary: "Thường"
        case .urgent: "Khẩn"
        case .veryUrgent: "Thượng khẩn"
        case .flash: "Hỏa tốc"
        case .timedFlash: "Hỏa tốc hẹn giờ"
        }
    }

    static func steering(_ steering: Steering) -> String {
        switch steering {
        case .none: "Văn bản thường"
        case .directive: "Văn bản chỉ đạo, điều hành"
        case .report: "Báo cáo thực hiện chỉ đạo"
        }
    }
}
