import Pages

extension Gallery {
    var list: HTML {
        let columns: [ListTable.Column] = [
            .init("Chọn", .tick), .init("Số, ký hiệu", .number), .init("Trích yếu, nơi gửi", .subject),
            .init(self.text("Đến lúc"), .when), .init("Hạn", .when),
        ]
        let rows = (1...4).map { number in
            ListTable.Row(
                [
                    ListTable.tick(
                        "chon", value: "\(number)", label: self.text("Chọn 9001\(number)/VPCP-KSTT"),
                        checked: number == 2),
                    ListTable.number(self.text("9001\(number)/VPCP-KSTT"), self.day),
                    ListTable.subject(
                        self.text("V/v đôn đốc kết nối, liên thông hệ thống quản lý văn bản và điều hành"),
                        href: "/incoming/\(number)?a=1&b=2", unread: number < 3 ? self.text("chưa đọc") : nil,
                        under: [
                            stamp(level: number == 1 ? 3 : 0, self.text("Hỏa tốc")),
                            "\(self.text("Văn phòng Chính phủ"))",
                            "<span>\(Icon.clip.html)\(number) tệp</span>",
                            Mark(.late, self.text("Tệp bị sửa sau khi ký")).html,
                        ]
                    ),
                    ListTable.when(self.moment, Mark(.late, self.text("Để qua ngày"))),
                    ListTable.when(self.day, Mark(.inTime, "Còn 22 ngày")),
                ],
                unread: number < 3,
                note: number == 4
                    ? rowNote(
                        "\(self.text("Mã H29.95 đã đóng từ 30/06/2024."))",
                        acts: button("Gửi lại…", href: "/x", main: true, small: true)) : nil,
                attributes: " data-code=\"\(self.text("90017"))\""
            )
        }
        var table = ListTable(caption: self.text("Văn bản chờ vào sổ"), columns: columns, rows: rows)
        table.announcement = self.text("4 văn bản")
        let acts: HTML = """
            \(button("Vào sổ văn bản tiếp theo", href: "/next", main: true))\
            \(button("Nhập văn bản giấy", href: "/new", icon: .plus))
            """
        let scopes = [
            Tab(self.text("Văn bản đơn vị"), href: "/a", count: 14, isCurrent: true),
            Tab("Văn bản cá nhân", href: "/b"),
        ]
        let filter = filter(
            action: "/incoming", keep: [("view", self.text("in"))],
            [
                filterSelect(
                    "noi-gui", self.text("Nơi gửi"), options: [("", "Tất cả"), (self.text("b"), self.text("Bộ"))],
                    selected: ""
                ),
                filterText("tu", "Từ ngày", value: self.text("11/03/2024"), numeric: true),
                filterText("den", "Đến ngày", value: self.text("14/03/2024"), numeric: true),
            ],
            chips: [Chip(self.text("Đến từ 07/03/2024"), remove: "/incoming?view=in")]
        )
        let lead = self.text("Văn bản điện tử đã đến, chưa tiếp nhận.")
        return self.layout("Chờ vào sổ (14)", live: ["#danh-sach", "#danh-muc"]).page(
            """
            <div id="danh-sach">\(pageHead(self.text("Chờ vào sổ"), count: 14, lead: lead, acts: acts))
            \(tabs(scopes))\(filter)\(table.html)
            \(pager(page: 2, size: 4, total: 14) { "/incoming?view=in&page=\($0)" })</div>
            """
        )
    }

    var document: HTML {
        let items = [
            TimelineItem(
                icon: .hub, title: self.text("Đã báo trạng thái 05"),
                who: "\(self.moment) \(self.text("Hệ thống gửi"))", isGood: true),
            TimelineItem(
                icon: .pen, title: self.text("Bút phê"),
                quote: self.text("Giao P. NCPC chủ trì, phối hợp Sở TTTT rà soát toàn bộ mã định danh."),
                who: "\(self.moment) \(self.text("Phạm Giả Định, Phó Chủ tịch"))", isDirection: true,
                attributes: " data-event=\"\(self.text("directed"))\""
            ),
            TimelineItem(icon: .late, title: "Chưa gửi được trạng thái 03", who: self.moment, isBad: true),
            TimelineItem(icon: .inbox, title: "Gói tin đến", who: self.moment),
        ]
        let workers = workerTable([
            WorkerLine(
                self.text("Phòng Nội chính – Pháp chế"), under: ["\(self.text("Đặng Thị Giả Sử"))"], part: .lead,
                due: ListTable.when(self.day, Mark(.near, "Còn 3 ngày"))),
            WorkerLine(
                "Sở Thông tin và Truyền thông", under: ["H29.91, đã góp ý"], part: .support,
                due: ListTable.when(self.day, Mark(.doneLate, "Trễ 1 ngày"))),
            WorkerLine("Chi cục Văn thư – Lưu trữ", part: .know, due: "<span class=\"quiet\">Không có</span>"),
        ])
        let nav: HTML = """
            <a id="loc" href="/incoming/1?only=directions">Chỉ bút phê</a>
            """
        return self.layout("90017/VPCP-KSTT", live: ["#dau", "#ai", "#dien-bien", "#danh-muc"]).page(
            """
            \(trail(self.text("Tôi chủ trì"), href: "/incoming?view=lead"))
            <div id="dau">\(self.head.html)</div>
            <div class="split section"><div>\(self.doc.html)</div><div>\
            \(panel(self.text("Ai xử lý"), id: "ai", section: false, workers))\
            \(panel("Diễn biến", id: "dien-bien", nav: nav, timeline(items)))</div></div>
            """
        )
    }

    var outgoing: HTML {
        let cause = Mark(.late, self.text("Mã H29.95 đã đóng từ 30/06/2024."), big: true, wrap: true)
        let failed = RecipientLine(
            self.text("Ban Quản lý dự án số hóa"), under: ["\(self.text("H29.95"))", "Nội tỉnh"],
            sending: Mark(.late, self.text("Gửi lỗi")),
            handling: Mark(.none, "Chưa có"), at: self.moment, attempts: 5,
            note: rowNote(
                "\(cause.html) Đã thử 5 lần, không thử thêm.",
                acts: button(self.text("Gửi đến H29.96…"), href: "/send", main: true, small: true)
            )
        )
        let taken = RecipientLine(
            "Sở Tài chính", under: ["H29.93"], sending: Mark(.done, "Đã gửi"),
            handling: Mark(.go, self.text("04 Đã phân công")),
            details: under(["\(self.text("Lâm Văn Giả Thiết, Phó Giám đốc"))"]), at: self.moment, attempts: 1
        )
        let chain = [
            StepMark("Đã ký số", .done, note: self.moment),
            StepMark(self.text("Đã cấp số 90003"), .done, note: self.moment),
            StepMark("Nơi nhận xử lý", .current, note: "\(self.text("7 trong 12 nơi đã tiếp nhận"))"),
            StepMark("Hoàn thành", .later),
        ]
        let parts = [
            TallyItem(self.text("Gửi lỗi"), 1, bad: true), TallyItem("Đã đến", 2, href: "/outgoing/1?at=01"),
            TallyItem("Hoàn thành", 9),
        ]
        return self.layout("90003/CT-UBND").page(
            """
            \(trail("Đã ban hành", href: "/outgoing"))
            \(self.head.html)\(steps(chain, label: self.text("Các bước phát hành")))
            <section class="section" aria-labelledby="noi-nhan">\
            \(sectionHead(self.text("12 nơi nhận"), id: "noi-nhan", note: self.text("Lỗi và trả lại xếp trước")))
            \(tally(parts))
            \(recipientTable([failed, taken], announcement: self.text("Trạng thái nơi nhận đã đổi")))</section>
            """
        )
    }

    var board: HTML {
        let figures = { (name: String, late: Int) in
            Matrix.Row(
                name, href: "/board/lines?organ=H29&a=1",
                figures: [3, 0, late, 3 + late].map { .init($0, href: "/board/lines?part=late") })
        }
        var table = Matrix(
            caption: self.text("Việc theo cơ quan"), head: self.text("Cơ quan"),
            columns: [
                .init(self.text("Đúng hạn"), group: self.text("Đã hoàn thành"), mark: .done),
                .init("Sắp đến hạn", group: self.text("Đang thực hiện"), mark: .near, tone: .near),
                .init("Quá hạn", group: self.text("Đang thực hiện"), mark: .late, tone: .late),
                .init(self.text("Tổng")),
            ],
            rows: [figures(self.text("Sở Tài chính"), 2), figures("Sở Y tế", 0)],
            total: figures(self.text("Tất cả"), 2))
        table.announcement = self.text("2 trong 8 việc đang quá hạn")
        return self.layout("Theo dõi chỉ đạo").page(
            "\(pageHead(self.text("Theo dõi chỉ đạo"), count: 8))\(table.html)")
    }
}
