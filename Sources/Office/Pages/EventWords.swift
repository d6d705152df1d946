import Exchange
import Pages

/// The words and icons of timeline lines.
enum EventWords {
    /// The lines of a timeline, newest first. That a status waits is told only until the hub has it.
    static func items(_ events: [Event]) -> [TimelineItem] {
        var taken: [String: Int] = [:]
        return events.filter { event in
            switch event.kind {
            case .statusSent:
                taken[event.detail, default: 0] += 1
                return true
            case .statusQueued:
                let isTaken = taken[event.detail, default: 0] > 0
                if isTaken { taken[event.detail, default: 0] -= 1 }
                return !isTaken
            default: return true
            }
        }.map(self.item)
    }

    private static func item(_ event: Event) -> TimelineItem {
        TimelineItem(
            icon: self.icon(event.kind),
            title: self.title(event),
            quote: event.quote,
            who: "\(Shown.moment(event.at)) \(event.actor)",
            isDirection: event.kind == .directed,
            isGood: [.statusSent, .acceptedByHub, .statusReceived].contains(event.kind),
            isBad: [.sendingFailed, .statusFailed, .deliveryRefused, .statusRefused, .recallFailed, .updateFailed]
                .contains(
                    event.kind),
            attributes: " data-event=\"\(event.kind.rawValue)\""
        )
    }

    static func title(_ event: Event) -> String {
        switch event.kind {
        case .arrived: "Gói tin đến, \(event.detail) tệp"
        case .entered: "Nhập và vào sổ, số đến \(event.detail)"
        case .registered: "Vào sổ, số đến \(event.detail)"
        case .returned: "Trả lại nơi gửi"
        case .submitted: "Trình \(event.detail)"
        case .directed: "Bút phê: \(event.detail)"
        case .officerAssigned: "Phân công \(event.detail)"
        case .supplemented: "Giao bổ sung: \(event.detail)"
        case .reported: "\(event.detail) báo kết quả phối hợp"
        case .handedOver: "Chuyển giao cho \(event.detail)"
        case .lineReturned: "\(event.detail) trả lại việc được giao"
        case .lineWithdrawn: "Thu hồi việc đã giao \(event.detail)"
        case .extensionAsked: "Xin gia hạn của \(event.detail)"
        case .extensionDeclined: "Không gia hạn của \(event.detail)"
        case .opinionAsked: "Xin ý kiến \(event.detail)"
        case .opinionGiven: "Cho ý kiến: \(event.detail)"
        case .opinionsClosed: "Kết thúc xin ý kiến, đã cho \(event.detail)"
        case .allRead: "Mọi nơi nhận để biết đã xem"
        case .begun: "Bắt đầu xử lý"
        case .replyDrafted: "Bắt đầu dự thảo trả lời"
        case .replyPublished: "Đã ban hành văn bản trả lời \(event.detail)"
        case .finished:
            event.detail.isEmpty ? "Hoàn thành" : "Hoàn thành: đã ban hành văn bản trả lời \(event.detail)"
        case .linked: "Gắn với \(event.detail)"
        case .copyLinked: "Gắn thêm bản của \(event.detail)"
        case .unlinked: "Bỏ gắn với \(event.detail), lại chờ vào sổ"
        case .copyUnlinked: "Bỏ gắn bản của \(event.detail)"
        case .copyGivenBack: "Bản gắn thêm của \(event.detail) đã trả lại theo yêu cầu thu hồi"
        case .copyUpdated: "Nhận cập nhật của bản gắn thêm: \(event.detail); nay là"
        case .statusQueued: "Ghi trạng thái \(self.status(event.detail)) để gửi về nơi gửi"
        case .statusSent: "Trục đã nhận trạng thái \(self.status(event.detail))"
        case .statusFailed: "Chưa gửi được trạng thái \(self.status(event.detail))"
        case .statusReceived: self.received(event.detail)
        case .statusRefused: "Hệ thống nơi gửi không nhận được trạng thái \(self.status(event.detail))"
        case .drafted: event.detail.isEmpty ? "Soạn dự thảo" : "Soạn dự thảo trả lời \(event.detail)"
        case .edited: event.detail.isEmpty ? "Sửa dự thảo" : "Sửa dự thảo: phiên bản \(event.detail)"
        case .submittedForSigning: "Trình ký \(event.detail)"
        case .initialled: "Ký nháy"
        case .initialsVoided: "Dự thảo được sửa, chữ ký nháy của \(event.detail) hết hiệu lực"
        case .approved: event.detail.isEmpty ? "Ký duyệt" : "Ký duyệt, \(event.detail)"
        case .digitallySigned: "Ký số \(event.detail)"
        case .sealed: "Đóng dấu số \(event.detail)"
        case .sentBack: "Trả lại"
        case .numbered: "Cấp số \(event.detail)"
        case .numberCancelled: "Hủy số \(event.detail), chờ cấp số khác"
        case .attached: "Đính kèm \(event.detail)"
        case .detached: "Gỡ tệp \(event.detail)"
        case .published: "Ban hành, gửi đến \(event.detail) nơi nhận"
        case .issuedOnPaper: "Phát hành bản giấy đến \(event.detail) nơi nhận"
        case .paperAnnounced: "Báo nơi nhận có bản giấy gửi sau: \(event.detail)"
        case .issuedInDoubt: "Vẫn ban hành khi chữ ký số chưa đạt: \(event.detail)"
        case .issuedPastDeadline: "Vẫn ban hành khi có nhiệm vụ đã quá thời hạn: \(event.detail)"
        case .recipientsAdded: "Gửi bổ sung đến \(event.detail)"
        case .acceptedByHub: "Trục đã nhận, biên nhận \(event.detail)"
        case .sendingFailed: "Gửi lỗi"
        case .sendingRetried: "Gửi lại"
        case .sendingStopped: event.detail.isEmpty ? "Thôi gửi" : "Thôi gửi đến \(event.detail)"
        case .deliveryRefused: "Hệ thống nơi nhận không nhận được: \(event.detail)"
        case .deliveryRenewed: "Trục gửi lại đến \(event.detail)"
        case .deliverySettled: "Đã xử lý ngoài hệ thống việc \(event.detail) không nhận được"
        case .answered: "Đã có văn bản trả lời \(event.detail)"
        case .reminded: "Đôn đốc lần \(event.detail)"
        case .extended: "Gia hạn của \(event.detail)"
        case .broughtBack: "Lãnh đạo trả lại văn thư"
        case .replaced: "Bị thay thế bởi \(event.detail)"
        case .recallAsked: "Nơi gửi yêu cầu thu hồi văn bản"
        case .gaveBack: "Đồng ý thu hồi: văn bản không còn dùng được, nội dung đã niêm phong"
        case .kept: "Từ chối yêu cầu thu hồi"
        case .recalled: "Yêu cầu thu hồi tại \(event.detail)"
        case .recallTaken: "Trục đã nhận yêu cầu thu hồi"
        case .recallFailed: "Yêu cầu thu hồi không đến được \(event.detail)"
        case .updateAsked: "Nơi gửi cập nhật văn bản, chờ trả lời"
        case .updated: "Nhận cập nhật của nơi gửi: \(event.detail); trước đó"
        case .updateKept: "Từ chối bản cập nhật của nơi gửi"
        case .updateSent: "Gửi cập nhật: \(event.detail)"
        case .updateTaken: "Trục đã nhận bản cập nhật"
        case .updateFailed: "Bản cập nhật không đến được \(event.detail)"
        case .filed: "Đưa vào hồ sơ \(event.detail)"
        case .unfiled: "Đưa ra khỏi hồ sơ \(event.detail)"
        case .caseOpened: "Mở hồ sơ \(event.detail)"
        case .caseEdited: "Sửa thông tin hồ sơ"
        case .caseFilled: "Đưa văn bản \(event.detail) vào"
        case .caseLost: "Đưa văn bản \(event.detail) ra"
        case .caseClosed: "Đóng hồ sơ, \(event.detail) văn bản"
        case .caseReopened: "Mở lại hồ sơ"
        case .caseHeld: "Được giữ lại đến \(event.detail)"
        case .caseOffered: "Đề nghị \(event.detail)"
        case .caseGivenBack: "Trả lại theo \(event.detail)"
        case .caseTransferred: event.detail
        case .accessAsked: "Đề nghị xem hồ sơ lưu trữ"
        case .accessGranted: "Cho xem: \(event.detail)"
        case .accessRefused: "Từ chối cho xem: \(event.detail)"
        case .accessEnded: "Thu hồi quyền xem: \(event.detail)"
        case .filesDestroyed: "Hủy tệp của văn bản theo \(event.detail)"
        case .caseDestroyed: "Hủy tệp của \(event.detail)"
        case .frozen: "Đóng băng"
        case .unfrozen: "Bỏ đóng băng"
        case .viewShared: "Chia sẻ quyền xem: \(event.detail)"
        case .viewEnded: "Thôi chia sẻ quyền xem: \(event.detail)"
        case .posted: "Gửi giấy: \(event.detail)"
        case .copyUsed: "\(event.detail) sử dụng bản lưu"
        case .copied: event.detail
        case .taskAdded: "Thêm nhiệm vụ \(event.detail)"
        case .taskEdited: "Sửa nhiệm vụ \(event.detail)"
        case .taskRemoved: "Xóa nhiệm vụ \(event.detail)"
        case .taskFinished: "Xác nhận hoàn thành nhiệm vụ \(event.detail)"
        case .taskDeadlineChanged: "Đổi hạn nhiệm vụ \(event.detail)"
        case .taskReopened: "Mở lại nhiệm vụ \(event.detail)"
        case .taskWithdrawn: "Rút nhiệm vụ \(event.detail)"
        case .fieldChanged: "Đổi lĩnh vực \(event.detail)"
        case .urged: "Đôn đốc nơi nhận, \(event.detail)"
        case .escalated: EscalationWords.title
        case .taskGivenAnew: "Giao lại nhiệm vụ \(event.detail)"
        case .taskExtensionRefused: "Không gia hạn nhiệm vụ \(event.detail)"
        case .taskClockStopped: "Dừng tính hạn nhiệm vụ \(event.detail)"
        case .taskClockResumed: "Tính hạn tiếp nhiệm vụ \(event.detail)"
        case .taskReported, .taskReturned, .taskExtensionAsked: "Nhiệm vụ \(event.detail)"
        case .tasksCame: "Đọc danh mục nhiệm vụ: \(event.detail) nhiệm vụ giao cơ quan ta"
        case .taskAccepted: "Tiếp nhận nhiệm vụ \(event.detail)"
        case .taskGiven: "Giao nhiệm vụ \(event.detail)"
        case .taskProgress: "Báo tiến độ nhiệm vụ \(event.detail)"
        case .taskDone: "Báo hoàn thành nhiệm vụ \(event.detail)"
        case .taskPartReported: "Báo phần phối hợp nhiệm vụ \(event.detail)"
        case .taskMoreTimeAsked: "Xin gia hạn nhiệm vụ \(event.detail)"
        case .taskGivenBack: "Trả lại nhiệm vụ \(event.detail)"
        case .taskOpenAgain: "Nơi giao mở lại nhiệm vụ \(event.detail)"
        case .taskMoreTimeRefused: "Nơi giao không gia hạn nhiệm vụ \(event.detail)"
        }
    }

    private static func status(_ code: String) -> String {
        HandlingStatus(rawValue: code).map { "\(code) “\(StatusWords.label($0))”" } ?? code
    }

    /// `03 Ủy ban nhân dân …`.
    private static func received(_ detail: String) -> String {
        "\(detail.dropFirst(3)): \(self.status(String(detail.prefix(2))))"
    }

    private static func icon(_ kind: Event.Kind) -> Icon {
        switch kind {
        case .arrived, .answered: .inbox
        case .entered, .registered, .numbered, .numberCancelled: .book
        case .reminded, .urged, .escalated: .bell
        case .extended, .extensionAsked: .near
        case .broughtBack, .returned, .lineReturned, .lineWithdrawn, .extensionDeclined, .sentBack, .sendingFailed,
            .statusFailed, .deliveryRefused, .statusRefused,
            .recallFailed, .updateFailed, .initialsVoided, .issuedInDoubt, .issuedPastDeadline:
            .late
        case .recallAsked, .gaveBack, .copyGivenBack, .copyUpdated, .kept, .recalled, .replaced, .updateAsked, .updated,
            .updateKept, .updateSent, .unlinked, .copyUnlinked:
            .swap
        case .submitted, .submittedForSigning, .published, .issuedOnPaper, .paperAnnounced, .sendingRetried: .out
        case .directed, .approved, .digitallySigned, .initialled, .sealed, .opinionAsked, .opinionGiven,
            .opinionsClosed:
            .pen
        case .officerAssigned, .supplemented, .handedOver: .assign
        case .begun: .go
        case .recipientsAdded: .out
        case .replyDrafted, .drafted, .edited, .replyPublished: .file
        case .finished, .reported, .allRead, .deliverySettled, .sendingStopped: .done
        case .linked, .copyLinked, .attached, .detached, .filed, .caseFilled: .clip
        case .unfiled, .caseLost, .caseGivenBack, .filesDestroyed, .caseDestroyed: .late
        case .caseHeld, .frozen: .near
        case .unfrozen, .accessGranted, .viewShared: .go
        case .accessAsked: .inbox
        case .accessRefused, .accessEnded, .viewEnded: .late
        case .posted: .out
        case .copyUsed, .copied: .book
        case .taskAdded, .taskEdited, .taskGiven: .assign
        case .fieldChanged: .file
        case .taskFinished, .taskDone: .done
        case .tasksCame: .inbox
        case .taskAccepted, .taskProgress, .taskPartReported: .go
        case .taskDeadlineChanged, .taskReopened, .taskGivenAnew, .taskExtensionAsked, .taskMoreTimeAsked,
            .taskOpenAgain, .taskClockStopped, .taskClockResumed:
            .near
        case .taskRemoved, .taskWithdrawn, .taskReturned, .taskExtensionRefused, .taskGivenBack, .taskMoreTimeRefused:
            .late
        case .taskReported: .hub
        case .caseOffered, .caseTransferred: .book
        case .caseOpened, .caseEdited, .caseReopened: .file
        case .caseClosed: .done
        case .statusQueued, .statusSent, .statusReceived, .acceptedByHub, .deliveryRenewed, .recallTaken, .updateTaken:
            .hub
        }
    }
}
