import Exchange

/// The words for incoming documents.
enum IncomingWords {
    static func closure(_ closure: Closure) -> String {
        switch closure {
        case .withdrawn: "Đã thu hồi"
        case .replaced: "Đã bị thay thế"
        }
    }

    static let noCode = "Không số"

    static func channel(_ channel: Channel) -> String {
        switch channel {
        case .hub: "Trục liên thông"
        case .paper: "Văn thư nơi gửi mang đến"
        case .post: "Bưu điện"
        case .email: "Thư điện tử"
        case .fax: "Fax"
        case .hand: "Trao tay"
        }
    }

    static func state(_ state: InternalState) -> String {
        switch state {
        case .received: "Chờ vào sổ"
        case .returned: "Đã trả lại"
        case .registered: "Chờ trình"
        case .submitted: "Chờ chỉ đạo"
        case .assigned: "Đã phân công"
        case .inProgress: "Đang xử lý"
        case .finished: "Hoàn thành"
        }
    }

    static func view(_ view: IncomingView) -> String {
        switch view {
        case .toRegister: "Chờ vào sổ"
        case .toSubmit: "Chờ trình"
        case .asked: "Xin lấy lại"
        case .toDirect: "Chờ chỉ đạo"
        case .directed: "Tôi đã giao"
        case .toAssign: "Chờ phân công"
        case .unit: "Đơn vị đang xử lý"
        case .leading: "Tôi chủ trì"
        case .supporting: "Tôi phối hợp"
        case .all: "Văn bản đến"
        }
    }

    /// One sentence of duty under the list's title.
    static func duty(_ view: IncomingView) -> String {
        switch view {
        case .toRegister:
            "Văn bản điện tử đã đến, chưa tiếp nhận. Tiếp nhận hoặc trả lại trong ngày; văn bản khẩn làm ngay."
        case .toSubmit: "Đã vào sổ, chưa trình lãnh đạo. Trình trong ngày, chậm nhất ngày làm việc tiếp theo."
        case .asked: "Nơi gửi yêu cầu thu hồi hoặc lấy lại; trả lời đồng ý hay từ chối để nơi gửi biết."
        case .toDirect: "Văn bản đã trình bạn, chờ bút phê."
        case .directed: "Văn bản bạn đã bút phê, đơn vị chưa hoàn thành."
        case .toAssign: "Lãnh đạo giao đơn vị của bạn chủ trì; chọn người xử lý."
        case .unit: "Văn bản đơn vị chủ trì đang có người xử lý."
        case .leading: "Việc giao bạn hoặc đơn vị của bạn chủ trì."
        case .supporting: "Việc đơn vị của bạn phối hợp."
        case .all:
            "Mọi văn bản đến bạn được xem, mới nhất trước. Văn bản đã thu hồi hoặc bị thay thế: tìm theo số hoặc trích yếu."
        }
    }

    /// What is not there and what would put it there.
    static func empty(_ view: IncomingView) -> (title: String, text: String) {
        switch view {
        case .toRegister: ("Không có văn bản nào chờ vào sổ", "Văn bản từ trục liên thông sẽ tự hiện ở đây khi đến.")
        case .toSubmit: ("Không có văn bản nào chờ trình", "Văn bản đã vào sổ mà chưa trình lãnh đạo sẽ hiện ở đây.")
        case .asked: ("Không có yêu cầu lấy lại nào", "Khi nơi gửi yêu cầu thu hồi một văn bản, yêu cầu sẽ hiện ở đây.")
        case .toDirect: ("Không có văn bản nào chờ bạn chỉ đạo", "Văn bản do văn thư trình bạn sẽ hiện ở đây.")
        case .directed: ("Không có việc nào bạn giao còn dang dở", "Văn bản bạn bút phê ở lại đây đến khi hoàn thành.")
        case .toAssign:
            ("Không có văn bản nào chờ bạn phân công", "Văn bản lãnh đạo giao đơn vị của bạn sẽ hiện ở đây.")
        case .unit: ("Đơn vị không có việc nào đang xử lý", "Việc đã phân công sẽ hiện ở đây.")
        case .leading: ("Không có việc nào bạn chủ trì", "Việc được phân công cho bạn sẽ hiện ở đây.")
        case .supporting:
            ("Không có việc phối hợp nào đang chờ bạn", "Văn bản đơn vị được giao phối hợp sẽ hiện ở đây.")
        case .all: ("Chưa có văn bản đến", "Văn bản từ trục liên thông sẽ tự hiện ở đây khi đến.")
        }
    }
}
