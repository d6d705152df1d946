import Exchange

/// The words for incoming documents.
enum IncomingWords {
    static func closure(_ closure: Closure) -> String {
        switch closure {
        case .withdrawn: "Đã thu hồi"
        case .replaced: "Đã bị thay thế"
        case .linked: "Đã gắn vào bản đã có"
        }
    }

    /// A document of the register as its copies name it.
    static func registered(_ incoming: Incoming) -> String {
        "văn bản số đến \(incoming.number?.description ?? "…")"
    }

    /// A further copy as its registered document names it.
    static func copy(_ incoming: Incoming) -> String {
        "\(incoming.organName), \(self.channel(incoming.channel).lowercased())"
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
        case .asked: "Nơi gửi yêu cầu"
        case .toDirect: "Chờ chỉ đạo"
        case .directed: "Tôi đã giao"
        case .extensions: "Xin gia hạn"
        case .toAssign: "Chờ phân công"
        case .unit: "Đơn vị đang xử lý"
        case .unitSupporting: "Đơn vị phối hợp"
        case .leading: "Tôi chủ trì"
        case .supporting: "Tôi phối hợp"
        case .know: "Để biết, chưa xem"
        case .overdue: "Quá hạn"
        case .all: "Văn bản đến"
        }
    }

    /// Over the views of a desk: what is not one person's own.
    static func desk(_ role: Role) -> String {
        switch role {
        case .clerk, .admin: "Việc của văn thư"
        case .leader: "Việc tôi giao"
        case .head, .officer: "Việc của đơn vị"
        }
    }

    /// One sentence of duty under the list's title.
    static func duty(_ view: IncomingView) -> String {
        switch view {
        case .toRegister:
            "Văn bản điện tử đã đến, chưa tiếp nhận. Tiếp nhận hoặc trả lại trong ngày; văn bản khẩn làm ngay."
        case .toSubmit: "Đã vào sổ, chưa trình lãnh đạo. Trình trong ngày, chậm nhất ngày làm việc tiếp theo."
        case .asked:
            "Nơi gửi yêu cầu thu hồi, lấy lại hoặc gửi bản cập nhật; trả lời đồng ý hay từ chối để nơi gửi biết."
        case .toDirect: "Văn bản đã trình bạn, chờ bút phê."
        case .directed: "Văn bản bạn đã bút phê, đơn vị chưa hoàn thành."
        case .extensions: "Người được giao xin thêm thời gian; trả lời để họ biết hạn."
        case .toAssign:
            "Lãnh đạo giao đơn vị của bạn chủ trì, chưa có người xử lý. Trưởng đơn vị phân công; chuyên viên có thể nhận việc."
        case .unit: "Văn bản đơn vị chủ trì đang có người xử lý."
        case .unitSupporting: "Văn bản đơn vị của bạn được giao phối hợp, chưa báo kết quả."
        case .leading: "Việc giao đích danh cho bạn chủ trì."
        case .supporting: "Việc giao đích danh cho bạn phối hợp, chưa báo kết quả."
        case .know: "Văn bản gửi bạn để biết. Mở ra là đã xem; không phải làm gì thêm."
        case .overdue: "Hạn xử lý đã qua mà chưa hoàn thành, tính theo ngày làm việc."
        case .all:
            "Mọi văn bản đến bạn được xem, mới nhất trước. Văn bản đã thu hồi hoặc bị thay thế: tìm theo số hoặc trích yếu."
        }
    }

    /// What is not there and what would put it there.
    static func empty(_ view: IncomingView) -> (title: String, text: String) {
        switch view {
        case .toRegister: ("Không có văn bản nào chờ vào sổ", "Văn bản từ trục liên thông sẽ tự hiện ở đây khi đến.")
        case .toSubmit: ("Không có văn bản nào chờ trình", "Văn bản đã vào sổ mà chưa trình lãnh đạo sẽ hiện ở đây.")
        case .asked:
            (
                "Không có yêu cầu nào của nơi gửi",
                "Khi nơi gửi yêu cầu thu hồi hoặc cập nhật một văn bản, yêu cầu sẽ hiện ở đây."
            )
        case .toDirect: ("Không có văn bản nào chờ bạn chỉ đạo", "Văn bản do văn thư trình bạn sẽ hiện ở đây.")
        case .directed: ("Không có việc nào bạn giao còn dang dở", "Văn bản bạn bút phê ở lại đây đến khi hoàn thành.")
        case .toAssign:
            ("Không có văn bản nào chờ bạn phân công", "Văn bản lãnh đạo giao đơn vị của bạn sẽ hiện ở đây.")
        case .extensions: ("Không có đề nghị gia hạn nào", "Đề nghị của người được bạn giao việc sẽ hiện ở đây.")
        case .unitSupporting:
            ("Đơn vị không có việc phối hợp nào", "Văn bản đơn vị được giao phối hợp sẽ hiện ở đây.")
        case .know: ("Bạn đã xem hết", "Văn bản gửi bạn để biết sẽ hiện ở đây đến khi bạn mở xem.")
        case .overdue: ("Không có việc nào quá hạn", "Việc đã qua hạn mà chưa hoàn thành sẽ hiện ở đây.")
        case .unit: ("Đơn vị không có việc nào đang xử lý", "Việc đã phân công sẽ hiện ở đây.")
        case .leading: ("Không có việc nào bạn chủ trì", "Việc được phân công cho bạn sẽ hiện ở đây.")
        case .supporting:
            ("Không có việc phối hợp nào đang chờ bạn", "Văn bản đơn vị được giao phối hợp sẽ hiện ở đây.")
        case .all: ("Chưa có văn bản đến", "Văn bản từ trục liên thông sẽ tự hiện ở đây khi đến.")
        }
    }
}
