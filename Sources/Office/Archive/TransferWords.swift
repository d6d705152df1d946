/// The words for case files that leave their place.
enum TransferWords {
    static let waiting = "Chờ bạn"
    static let nothingWaits = "Biên bản nộp lưu, hủy hồ sơ chờ bạn nhận hoặc quyết định sẽ hiện ở đây."

    static func purpose(_ purpose: TransferPurpose) -> String {
        switch purpose {
        case .archive: "Nộp lưu trữ cơ quan"
        case .historical: "Nộp lưu trữ lịch sử"
        case .destruction: "Hủy hồ sơ hết thời hạn"
        }
    }

    /// After "đề nghị".
    static func verb(_ purpose: TransferPurpose) -> String {
        switch purpose {
        case .archive: "nộp lưu"
        case .historical: "nộp lưu trữ lịch sử"
        case .destruction: "hủy vì hết thời hạn bảo quản"
        }
    }

    static func duty(_ purpose: TransferPurpose) -> String {
        switch purpose {
        case .archive:
            "Hồ sơ đã đóng, bảo quản từ 5 năm trở lên: người lập giao, văn thư kiểm tra và nhận vào lưu trữ cơ quan."
        case .historical: "Hồ sơ bảo quản vĩnh viễn trong lưu trữ cơ quan được nộp lên lưu trữ lịch sử."
        case .destruction: "Văn thư đề nghị hủy hồ sơ đã qua thời hạn bảo quản; chỉ hủy khi lãnh đạo quyết định."
        }
    }

    /// When there is nothing to choose.
    static func nothing(_ purpose: TransferPurpose) -> String {
        switch purpose {
        case .archive: "Chỉ hồ sơ đã đóng, bảo quản từ 5 năm trở lên mà bạn lập hoặc đơn vị bạn giữ."
        case .historical: "Chỉ hồ sơ bảo quản vĩnh viễn đã nộp vào lưu trữ cơ quan."
        case .destruction: "Chưa có hồ sơ nào qua hết thời hạn bảo quản."
        }
    }

    /// The printed list of files.
    static func list(_ purpose: TransferPurpose) -> String {
        switch purpose {
        case .archive, .historical: "Mục lục hồ sơ nộp lưu"
        case .destruction: "Danh mục hồ sơ hết thời hạn bảo quản đề nghị hủy"
        }
    }

    /// The printed record.
    static func record(_ purpose: TransferPurpose) -> String {
        switch purpose {
        case .archive, .historical: "Biên bản giao nhận hồ sơ, tài liệu"
        case .destruction: "Biên bản hủy hồ sơ, tài liệu"
        }
    }

    static func end(_ purpose: TransferPurpose) -> String {
        switch purpose {
        case .archive: "Nhận vào lưu trữ"
        case .historical: "Xác nhận đã nộp"
        case .destruction: "Quyết định hủy"
        }
    }

    /// The field that is filled in at the end.
    static func paper(_ purpose: TransferPurpose) -> (label: String, hint: String) {
        switch purpose {
        case .archive: ("Tình trạng khi nhận", "Ghi trong biên bản, tối đa 200 ký tự")
        case .historical: ("Cơ quan, người nhận", "Lưu trữ lịch sử nào, ai nhận, theo văn bản nào; tối đa 200 ký tự")
        case .destruction: ("Số, ngày quyết định hủy", "Ví dụ: 12/QĐ-UBND ngày 20/11/2026; tối đa 200 ký tự")
        }
    }

    static func missingPaper(_ purpose: TransferPurpose) -> String {
        switch purpose {
        case .archive: "Tình trạng khi nhận tối đa 200 ký tự"
        case .historical: "Ghi cơ quan, người nhận, từ 5 đến 200 ký tự"
        case .destruction: "Ghi số, ngày quyết định hủy, từ 5 đến 200 ký tự"
        }
    }

    /// In the timeline of a file.
    static func outcome(_ purpose: TransferPurpose, _ sign: CaseTransfer.Sign, _ paper: String) -> String {
        switch purpose {
        case .archive: "Nộp vào lưu trữ cơ quan, biên bản \(sign.text)"
        case .historical: "Nộp vào lưu trữ lịch sử, biên bản \(sign.text): \(paper)"
        case .destruction: "Quyết định hủy, biên bản \(sign.text): \(paper)"
        }
    }

    static func state(_ transfer: CaseTransfer) -> String {
        switch transfer.state {
        case .offered: transfer.purpose == .destruction ? "Chờ lãnh đạo quyết định" : "Chờ văn thư nhận"
        case .done: transfer.purpose == .destruction ? "Đã quyết định hủy" : "Đã nhận"
        case .returned: "Đã trả lại"
        }
    }
}
