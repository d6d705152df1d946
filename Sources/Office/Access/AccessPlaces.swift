/// What the addresses in the access log stand for, in words (trang nào, việc nào). Which document it was stands beside, in a column of its own.
enum AccessPlaces {
    /// The words for `detail` as `RecordAccess` writes it, a method and an address: `In sổ văn bản đến` for `GET /registers/in/print`. Nil for what is no
    /// address of the office.
    static func words(of detail: String) -> String? {
        let parts = detail.split(separator: " ", maxSplits: 2)
        guard parts.count > 1, ["GET", "POST", "MAIL"].contains(parts[0]),
            let address = parts[1].split(separator: "?").first
        else { return nil }
        let isCall = address.hasPrefix(OfficeAPI.root + "/")
        let path = isCall ? address.dropFirst(OfficeAPI.root.count) : address
        guard let pattern = self.pattern(of: String(path)) else { return nil }
        let (page, act) = (self.pages[pattern], self.acts[pattern])
        guard let words = parts[0] == "POST" ? act ?? page : page ?? act else { return nil }
        let bulk = parts.count > 2 ? BulkAct(rawValue: String(parts[2])) : nil
        let way = isCall ? " (qua API)" : parts[0] == "MAIL" ? " (qua thư)" : ""
        return words + (bulk.map { ": \(BulkWords.title($0))" } ?? "") + way
    }

    /// Which of the patterns is meant by `path`, the API's without its root.
    static func pattern(of path: String) -> String? {
        let parts = path.split(separator: "/")
        return self.patterns.first { pattern in
            pattern.parts.count == parts.count && zip(pattern.parts, parts).allSatisfy { $0 == "*" || $0 == $1 }
        }?.text
    }

    /// Every pattern; what names a part before what leaves it open.
    static let patterns: [(text: String, parts: [Substring])] = Set(Self.pages.keys).union(Self.acts.keys)
        .sorted(by: >).map { (text: $0, parts: $0.split(separator: "/")) }

    /// What is done at an address: as the API calls it, and what only pages do.
    private static let acts: [String: String] = {
        var acts = Self.actsOfPages
        for act in APIAct.all {
            let parts = act.path.split(separator: "/").map { $0.hasPrefix("{") ? "*" : String($0) }
            acts["/" + parts.joined(separator: "/")] = act.vietnamese
        }
        return acts
    }()

    /// Acts that no program does, at addresses that show nothing or something else.
    private static let actsOfPages: [String: String] = [
        "/account/post": "Đổi chức vụ đang làm",
        "/account/second-factor/begin": "Bật xác thực hai bước",
        "/account/second-factor/confirm": "Bật xác thực hai bước",
        "/account/sessions/end": "Kết thúc phiên đăng nhập",
        "/account/signing-key/end": "Bỏ khóa ký số của mình",
        "/account/tokens": "Tạo mã truy cập",
        "/account/tokens/*/revoke": "Thu hồi mã truy cập của mình",
        "/board/views": "Lưu cách xem",
        "/calendar": "Sửa lịch làm việc",
        "/calendar/*/remove": "Sửa lịch làm việc",
        "/delegations": "Ủy quyền",
        "/delegations/stop": "Thôi làm thay",
        "/delegations/*/act": "Làm thay",
        "/delegations/*/revoke": "Thu hồi ủy quyền",
        "/failures/*/retry": "Gửi lại",
        "/notices": "Đánh dấu đã đọc thông báo",
        "/people/import/take": "Nhập đơn vị, người dùng",
        "/people/notices/key": "Tạo khóa ký gọi báo",
        "/people/sign-in/passwords": "Đổi ai được đăng nhập bằng mật khẩu",
        "/phrases/*/remove": "Bỏ ý kiến mẫu",
        "/rights/*/confirm": "Xác nhận đã biết thay đổi quyền",
        "/seal-key/end": "Bỏ khóa con dấu",
        "/search/saved": "Lưu tìm kiếm",
        "/search/saved/*/*": "Sửa tìm kiếm đã lưu",
        "/secrets": "Nhập văn bản mật",
        "/tokens/*/revoke": "Thu hồi mã truy cập",
        "/type-deadlines": "Sửa hạn theo loại văn bản",
        "/type-deadlines/remove": "Sửa hạn theo loại văn bản",
    ]

    /// What an address shows or hands out; forms that are not here are called as their acts.
    private static let pages: [String: String] = [
        "/": "Xem trang đầu",
        "/access": "Xem nhật ký truy cập",
        "/access/*": "Xuất nhật ký truy cập",
        "/access/of/*": "Xem ai đã xem văn bản",
        "/access/retention": "Đặt thời gian giữ nhật ký truy cập",
        "/account": "Xem tài khoản của mình",
        "/account/mail": "Đặt thư tổng hợp của mình",
        "/account/password": "Đổi mật khẩu",
        "/account/second-factor": "Xem xác thực hai bước",
        "/account/second-factor/codes": "Làm mã khôi phục mới",
        "/account/second-factor/off": "Tắt xác thực hai bước",
        "/account/signing-key": "Đặt khóa ký số của mình",
        "/account/tokens/new": "Tạo mã truy cập",
        "/archive": "Xem danh mục hồ sơ lưu trữ",
        "/archive/*": "Xem hồ sơ lưu trữ",
        "/archive/*/files/*": "Tải tệp trong hồ sơ lưu trữ",
        "/archive/*/files/*/*": "Tải tệp trong hồ sơ lưu trữ",
        "/archive-requests": "Xem đề nghị xem hồ sơ lưu trữ",
        "/board": "Xem theo dõi chỉ đạo",
        "/board/lines": "Xem danh sách theo dõi chỉ đạo",
        "/board/pictures": "Xem biểu đồ theo dõi chỉ đạo",
        "/board/steps": "Xem từng bước của văn bản chỉ đạo",
        "/books": "Xem các sổ văn bản",
        "/books/new": "Mở sổ",
        "/books/*": "Xem cách đặt sổ văn bản",
        "/calendar": "Xem lịch làm việc",
        "/case-files": "Xem danh sách hồ sơ",
        "/case-files/new": "Lập hồ sơ",
        "/case-files/*": "Xem hồ sơ",
        "/case-files/*/export/*": "Xuất hồ sơ",
        "/case-files/*/index": "In mục lục văn bản trong hồ sơ",
        "/case-plan": "Xem danh mục hồ sơ",
        "/copies": "Xem sổ bản sao",
        "/copies/xlsx": "Xuất sổ bản sao",
        "/copies/*": "In bản sao",
        "/copies/*/files/*": "Tải tệp bản sao điện tử",
        "/copies/*/files/*/first-page": "Xem trang đầu bản sao điện tử",
        "/copy-register": "Xem sổ sử dụng bản lưu",
        "/copy-register/xlsx": "Xuất sổ sử dụng bản lưu",
        "/counters": "Xem số việc đang chờ",
        "/delegations": "Xem ủy quyền",
        "/delegations/new": "Ủy quyền",
        "/failures": "Xem danh sách gửi lỗi",
        "/failures/*/settle": "Ghi đã xử lý ngoài hệ thống",
        "/failures/*/stop": "Thôi gửi",
        "/files/*": "Tải tệp",
        "/files/*/*": "Tải tệp",
        "/files/*/first-page": "Xem trang đầu của tệp",
        "/incoming": "Xem danh sách văn bản đến",
        "/incoming/bulk": "Xử lý hàng loạt",
        "/incoming/near": "Xem văn bản sắp đến hạn",
        "/incoming/new": "Nhập văn bản đến",
        "/incoming/slow": "Xem văn bản chậm vào sổ, trình",
        "/incoming/*": "Xem văn bản đến",
        "/incoming/*/*": "Xử lý văn bản đến",
        "/incoming/*/received-tasks": "Xem nhiệm vụ được giao",
        "/incoming/*/received-tasks/*/*": "Xử lý nhiệm vụ được giao",
        "/incoming/*/sheet": "In phiếu giải quyết",
        "/incoming/*/sign-copy": "Ký bản sao điện tử",
        "/incoming/*/stamp": "In dấu đến",
        "/live": "Theo dõi thay đổi trên trang",
        "/me": "Xem tài khoản của mình",
        "/notices": "Xem thông báo",
        "/notices/*": "Xem thông báo",
        "/opinions": "Xem văn bản chờ cho ý kiến",
        "/opinions/*/*": "Trả lời xin ý kiến",
        "/outgoing": "Xem danh sách văn bản đi",
        "/outgoing/new": "Soạn dự thảo",
        "/outgoing/*": "Xem văn bản đi",
        "/outgoing/*/*": "Xử lý văn bản đi",
        "/outgoing/*/compare": "So sánh các bản dự thảo",
        "/outgoing/*/package": "Tải gói tin",
        "/outgoing/*/seal": "Đóng dấu số",
        "/outgoing/*/sign": "Ký số",
        "/outgoing/*/sign-copy": "Ký bản sao điện tử",
        "/outgoing/*/task-annex": "Tải phụ lục nhiệm vụ",
        "/outgoing/*/task-marks": "Đánh dấu nhiệm vụ trong văn bản",
        "/outgoing/*/tasks": "Xem nhiệm vụ đã giao",
        "/outgoing/*/tasks/*/*": "Xử lý nhiệm vụ đã giao",
        "/outgoing/*/urging": "In nội dung công văn đôn đốc",
        "/people": "Xem người dùng",
        "/people/escalation": "Đặt mức báo việc quá hạn",
        "/people/import": "Nhập đơn vị, người dùng",
        "/people/log": "Xem nhật ký quản trị",
        "/people/new": "Thêm người dùng",
        "/people/notices": "Đặt cách báo tin",
        "/people/sign-in": "Đặt quy tắc đăng nhập",
        "/people/*": "Xem người dùng",
        "/people/*/mail": "Đặt địa chỉ thư",
        "/people/*/password": "Cấp mật khẩu mới",
        "/people/*/posts/new": "Thêm chức vụ kiêm nhiệm",
        "/people/*/second-factor": "Bỏ xác thực hai bước",
        "/people/*/sign-on": "Bỏ gắn tài khoản đăng nhập một lần",
        "/people/*/signing/new": "Giao thẩm quyền ký",
        "/phrases": "Xem, sửa ý kiến mẫu",
        "/post-register": "Xem sổ gửi bưu điện",
        "/post-register/xlsx": "Xuất sổ gửi bưu điện",
        "/received-tasks": "Xem nhiệm vụ được giao",
        "/registers/import": "Nhập sổ cũ",
        "/registers/import/*": "Xem trước sổ cũ",
        "/registers/in": "Xem sổ văn bản đến",
        "/registers/in/check": "Kiểm tra sổ văn bản đến",
        "/registers/in/print": "In sổ văn bản đến",
        "/registers/in/xlsx": "Xuất sổ văn bản đến",
        "/registers/out": "Xem sổ văn bản đi",
        "/registers/out/check": "Kiểm tra sổ văn bản đi",
        "/registers/out/print": "In sổ văn bản đi",
        "/registers/out/xlsx": "Xuất sổ văn bản đi",
        "/registers/search": "Tìm trong sổ cũ",
        "/registers/*/*": "Xem sổ văn bản",
        "/registers/*/*/check": "Kiểm tra sổ văn bản",
        "/restored": "Xem số sau phục hồi",
        "/seal-key": "Đặt khóa con dấu",
        "/search": "Tìm kiếm",
        "/search/export/*": "Xuất kết quả tìm kiếm",
        "/search/saved/*": "Mở tìm kiếm đã lưu",
        "/secrets": "Xem danh sách văn bản mật",
        "/secrets/import": "Nhập sổ mật cũ",
        "/secrets/import/*": "Nhập sổ mật cũ",
        "/secrets/new": "Nhập văn bản mật",
        "/secrets/*": "Xem văn bản mật",
        "/secrets/*/edit": "Sửa văn bản mật",
        "/secrets/*/hand-over": SecrecyWords.handover,
        "/secrets/*/protection": SecrecyWords.protection,
        "/secrets/*/secrecy": SecrecyWords.change,
        "/statistics": "Xem thống kê",
        "/statistics/issues": "Xem báo cáo giải quyết văn bản đi",
        "/statistics/issues/print": "In báo cáo giải quyết văn bản đi",
        "/statistics/issues/xlsx": "Xuất báo cáo giải quyết văn bản đi",
        "/statistics/period": "Xem báo cáo tuần, tháng",
        "/statistics/period/print": "In báo cáo tuần, tháng",
        "/statistics/period/xlsx": "Xuất báo cáo tuần, tháng",
        "/statistics/xlsx": "Xuất thống kê",
        "/tasks": "Xem nhiệm vụ đã giao",
        "/tokens": "Xem mã truy cập",
        "/transfers": "Xem biên bản nộp lưu, hủy hồ sơ",
        "/transfers/*": "Xem biên bản nộp lưu, hủy hồ sơ",
        "/transfers/*/list": "In mục lục hồ sơ của biên bản",
        "/transfers/*/package": "Xuất gói hồ sơ của biên bản",
        "/transfers/*/record": "In biên bản nộp lưu, hủy hồ sơ",
        "/transfers/*/xlsx": "Xuất mục lục hồ sơ của biên bản",
        "/type-deadlines": "Xem hạn theo loại văn bản",
        "/units": "Xem đơn vị",
        "/units/new": "Thêm đơn vị",
        "/units/*": "Xem đơn vị",
        "/urging": "Xem đôn đốc nơi nhận",
        "/urging/new": "Đôn đốc nơi nhận",
    ]
}
