import Pages

/// Pages made of every component with invented people and papers. `text` passes every text that a database could hold,
/// so that a test can put something hostile into all of them at once.
struct Gallery {
    var text: (String) -> String
    /// A file that the pages show; nothing of it is read.
    var file = "/files/1/cong-van.pdf"

    init(text: @escaping (String) -> String = { $0 }) { self.text = text }

    /// The pages by name; each is made when it is asked for.
    static let pages: KeyValuePairs<String, @Sendable (Gallery) -> HTML> = [
        "list": \.list, "form": \.form, "document": \.document, "direction": \.direction, "outgoing": \.outgoing,
        "board": \.board,
        "confirm": \.confirmation, "empty": \.nothing, "register": \.register, "door": \.door, "problem": \.problem,
    ]

    func layout(_ title: String, live: [String] = []) -> Layout {
        Layout(
            title: self.text(title),
            letterhead: [self.text("Ủy ban nhân dân"), self.text("Thành phố Hồ Chí Minh")],
            user: .init(
                name: self.text("Trần Thị Ví Dụ"), role: self.text("Văn thư, Văn phòng"), csrf: self.text("c5rf")),
            side: [
                .init(
                    title: self.text("Việc của tôi"),
                    items: [
                        .init(
                            title: self.text("Chờ vào sổ"), href: "/incoming?view=in&page=1", count: 14, isCurrent: true
                        ),
                        .init(
                            title: self.text("Tôi phối hợp"), href: "/incoming?view=support", count: 0, isCurrent: false
                        ),
                        .init(title: self.text("Quá hạn"), href: "/late", count: 2, isCurrent: false, isAlarm: true),
                        .init(title: self.text("Gửi lỗi"), href: "/failed", count: 0, isCurrent: false, isAlarm: true),
                    ]
                ),
                .init(
                    title: self.text("Tất cả"),
                    items: [.init(title: "Văn bản đến", href: "/all", count: nil, isCurrent: false)]),
            ],
            live: live.isEmpty ? nil : .init(url: "/live?document=\(self.text("d1"))", regions: live),
            keys: [("j k", self.text("xuống, lên một văn bản")), ("o", "mở văn bản")]
        )
    }

    func formOf(_ action: String) -> Form {
        var form = Form(action: action, csrf: self.text("c5rf"), once: self.text("0nce"), version: 3)
        form.kind = "sheet"
        return form
    }

    var day: HTML { Times.date(year: 2024, month: 3, day: 13) }
    var moment: HTML { Times.moment(year: 2024, month: 3, day: 12, hour: 16, minute: 3) }

    var doc: DocumentFile {
        var doc = DocumentFile(
            title: self.text("Công văn, bản ký số"), note: self.text("1 trang, 41 KB"), href: self.file, isPDF: true)
        doc.firstPage = "/files/1/first-page"
        return doc
    }

    var head: DocumentHead {
        var head = DocumentHead(
            line: [
                "Công văn <b>\(self.text("90017/VPCP-KSTT"))</b>", self.day, "\(self.text("Văn phòng Chính phủ"))",
                stamp(level: 1, self.text("Khẩn")), secrecyStamp(self.text("Mật")),
            ],
            title: self.text("V/v đôn đốc kết nối, liên thông hệ thống quản lý văn bản và điều hành"),
            facts: [
                .init(
                    self.text("Trạng thái"),
                    "\(Mark(.go, self.text("Đang xử lý"), big: true).html)<small>từ \(self.day)</small>"),
                .init(
                    "Đang ở",
                    "\(self.text("Đặng Thị Giả Sử"))<small>\(self.text("Phòng Nội chính, chủ trì"))</small>"),
                .init("Hạn của bạn", ListTable.when(self.day, Mark(.near, self.text("Còn 3 ngày làm việc")))),
                .init("Hạn của cơ quan", ListTable.when(self.day, Mark(.inTime, "Còn 8 ngày làm việc"))),
            ]
        )
        head.arrival = [("Số", self.text("1284")), ("Ngày", "13/03/2024"), (self.text("Chuyển"), "P. NCPC")]
        head.acts = """
            \(button(self.text("Trình dự thảo trả lời…"), href: "/outgoing/new", main: true))\
            \(button("Xin ý kiến…", href: "#"))\
            \(self.formOf("/incoming/1/begin").button(self.text("Bắt đầu xử lý")))\
            \(moreActs([(self.text("Trả lại người giao…"), "/back"), ("In phiếu giải quyết", "/print")]))
            """
        head.next = self.text("Tự hoàn thành khi ban hành văn bản trả lời.")
        return head
    }
}
