import Exchange

/// Names and texts of the demonstration: invented, and plainly so.
enum DemoWords {
    static let surnames = [
        "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý",
    ]
    static let givenNames = [
        "Ví Dụ", "Giả Định", "Thử Nghiệm", "Minh Họa", "Tạm Đặt", "Ước Lệ", "Thí Điểm", "Giả Sử", "Mô Phỏng",
        "Tập Huấn",
    ]
    static let fields = [
        "Kế hoạch", "Tài chính", "Tổ chức", "Pháp chế", "Công nghệ", "Giáo dục", "Y tế", "Nông nghiệp", "Xây dựng",
        "Giao thông", "Thương mại", "Môi trường", "Lao động", "Văn hóa", "Thanh tra",
    ]
    static let organs = [
        "Bộ Giả Định", "Cục Ví Dụ", "Tổng cục Thử Nghiệm", "Ủy ban nhân dân Tỉnh Minh Họa", "Sở Mô Phỏng",
        "Ban Quản lý Tạm Đặt", "Ủy ban nhân dân Xã Ước Lệ", "Trung tâm Tập Huấn",
    ]
    private static let actions = [
        "triển khai", "báo cáo kết quả", "góp ý dự thảo", "phối hợp thực hiện", "rà soát", "đề nghị hướng dẫn",
        "phê duyệt", "kiểm tra", "tăng cường", "tổng kết",
    ]
    private static let matters = [
        "kế hoạch chuyển đổi số", "dự toán ngân sách", "quy hoạch đất đai", "chương trình cải cách hành chính",
        "đề án vị trí việc làm", "công tác phòng, chống thiên tai", "chỉ tiêu tuyển sinh", "an toàn thực phẩm",
        "dự án đường liên xã", "hồ sơ khen thưởng", "xử lý đơn thư công dân", "bảo vệ môi trường làng nghề",
        "chế độ chính sách người có công", "phòng cháy, chữa cháy", "quản lý tài sản công",
    ]
    private static let places = [
        "trên địa bàn tỉnh", "năm 2026", "quý III", "6 tháng đầu năm", "giai đoạn 2026–2030", "tại các xã ven biển",
        "theo kết luận của thanh tra", "thuộc chương trình mục tiêu quốc gia",
    ]

    static let directions = [
        "Chủ trì, phối hợp các đơn vị tham mưu, báo cáo trước hạn.", "Nghiên cứu, đề xuất phương án xử lý.",
        "Thực hiện theo quy định, báo cáo kết quả.", "Dự thảo văn bản trả lời trình ký.",
        "Rà soát số liệu, tổng hợp chung.", "Biết, theo dõi và đôn đốc.",
    ]
    static let results = [
        "Đã thực hiện xong, gửi báo cáo.", "Đã tổng hợp vào báo cáo chung.", "Đã có văn bản trả lời nơi gửi.",
        "Đã họp thống nhất và triển khai đến các đơn vị.", "Đã lưu hồ sơ theo dõi.",
    ]
    static let questions = [
        "Xin ý kiến về phương án xử lý kèm theo.", "Đề nghị cho ý kiến về thẩm quyền giải quyết.",
        "Xin ý kiến về số liệu của đơn vị.",
    ]
    static let opinions = ["Thống nhất.", "Thống nhất, bổ sung căn cứ pháp lý.", "Đề nghị rà soát lại số liệu."]
    static let reminders = ["Khẩn trương báo cáo kết quả.", "Quá hạn nhiều ngày, làm rõ lý do.", "Báo cáo tiến độ."]
    static let returnReasons = ["Gửi nhầm cơ quan nhận.", "Thiếu phụ lục nêu trong văn bản.", "Tệp không mở được."]

    /// What an extension is asked for.
    static let extensionReason = "Cần thêm thời gian để lấy số liệu của các đơn vị."

    /// Types of what comes and is issued, the most frequent repeated.
    static let types = [
        "Công văn", "Công văn", "Công văn", "Công văn", "Báo cáo", "Kế hoạch", "Thông báo", "Tờ trình", "Giấy mời",
        "Quyết định",
    ]

    /// `V/v rà soát dự toán ngân sách quý III (việc giả lập 004512)`: the number is of this document alone.
    static func subject(_ serial: Int, _ random: inout DemoRandom) -> String {
        let code = String(String(1_000_000 + serial).suffix(6))
        return
            "V/v \(random.pick(self.actions)) \(random.pick(self.matters)) \(random.pick(self.places)) (việc giả lập \(code))"
    }

    /// What a task inside of a directive asks for.
    static func task(_ random: inout DemoRandom) -> String {
        let text = "\(random.pick(self.actions)) \(random.pick(self.matters)) \(random.pick(self.places))"
        return text.prefix(1).uppercased() + text.dropFirst() + "."
    }
}
