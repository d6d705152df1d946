import Pages

extension Gallery {
    var form: HTML {
        var due = Field(
            "han", self.text("Hạn xử lý"), .date(value: self.text("12/03/2024")),
            error: self.text("Hạn xử lý phải từ ngày đến 13/03/2024 trở đi"))
        due.suggestion = .confirmed(origin: self.text("như 12 văn bản trước"))
        var area = Field(
            "linh-vuc", "Lĩnh vực",
            .select(
                options: [("1", self.text("Văn thư, lưu trữ")), (self.text("2"), "Công nghệ thông tin")], selected: "1")
        )
        area.suggestion = .open(
            origin: self.text("như văn bản 90009/VPCP-KSTT"), name: "dung", value: self.text("linh-vuc"),
            spoken: self.text("lĩnh vực Văn thư, lưu trữ"))
        area.remark = self.text("dự kiến")
        let fields: [Field] = [
            Field("so-den", "Số đến", .number(value: self.text("1284"), maximum: 7), hint: self.text("Số tiếp theo")),
            due, area,
            Field(
                "trich-yeu", "Trích yếu", .area(value: self.text("\nV/v đôn đốc"), rows: 2, maximum: 500),
                optional: true),
            Field(
                "nguoi-ky", self.text("Người ký"), .text(value: self.text("Lê Minh Họa"), maximum: 100),
                origin: self.text("theo gói tin")),
            Field(
                "noi-nhan", "Nơi nhận",
                .several(
                    options: [("H29", self.text("UBND TP. Hồ Chí Minh (H29)")), ("G22", "VPCP")], selected: ["H29"])),
            Field(
                "chuyen", self.text("Chuyển"),
                .radio(options: [("trinh", self.text("Trình lãnh đạo")), ("giao", "Giao thẳng")], selected: "trinh"),
                error: self.text("Chọn một")),
            Field("tep", "Tệp", .file(multiple: true), hint: "Không quá 300 MB."),
            Field("mat-khau-khoa", "Mật khẩu của khóa", .secret(autocomplete: "off"), hint: "Không lưu lại."),
        ]
        let errors = [
            FieldError(field: "han", sentence: self.text("Hạn xử lý phải từ ngày đến 13/03/2024 trở đi")),
            FieldError(field: "chuyen", sentence: "Chọn một"),
        ]
        var form = self.formOf("/incoming/1/register")
        form.isUpload = true
        form.id = "vao-so"
        let twin = notice(.near, "<b>Có thể đã vào sổ.</b> \(self.text("Số đến 1200"))")
        let paper = choice(
            "giay", self.text("Có bản giấy gửi sau"), checked: true, error: self.text("Đánh dấu khi đã xem")
        )
        let picture = QRCode("otpauth://totp/H29")?.svg(title: self.text("Mã QR chứa khóa"), id: "ma-qr")
        let acts: HTML = """
            \(submitButton(self.text("Lưu và mở tiếp theo"), name: "next"))\(submitButton("Lưu", main: false))\
            \(button("Quay lại, chưa lưu", href: "/incoming", plain: true))
            """
        return self.layout("Lỗi: Vào sổ").page(
            """
            \(trail(self.text("Chờ vào sổ"), href: "/incoming"))\(pageHead("Vào sổ văn bản đến"))\(errorSummary(errors))
            <div class="split">\(self.doc.html)\(form.html(
                """
                <div class="sheet--pad"><h2>Vào sổ</h2>\(twin)\(fields.map(\.html))\(paper)\(picture)</div>\(formFoot(acts))
                """
            ))</div>
            """
        )
    }

    var direction: HTML {
        var rows = ["NCPC", "STTTT", "HCTC"].map {
            DirectionTable.Row(id: self.text($0), name: self.text("Phòng \($0)"), note: self.text("Ngô Thử Nghiệm"))
        }
        rows[0].isLead = true
        rows[0].due = self.text("10/04/2024")
        rows[1].supports = true
        rows[1].due = self.text("31/02/2024")
        rows[1].error = self.text("Hạn cần viết theo mẫu 31/12/2026")
        rows[2].knows = true
        var table = DirectionTable(rows: rows)
        table.error = self.text("Chọn một nơi chủ trì")
        table.remark = self.text("Đúng một nơi chủ trì. Hạn không quá 12/04/2024.")
        var doc = self.doc
        doc.isTall = true
        let direction = Field(
            "y-kien", "Ý kiến chỉ đạo",
            .area(value: self.text("Giao P. NCPC chủ trì, tham mưu trước ngày 10/4."), rows: 3, maximum: 4000)
        )
        let acts: HTML = """
            \(submitButton("Ký bút phê và chuyển"))\(submitButton("Lưu nháp", main: false, name: "luu"))
            """
        return self.layout("Bút phê").page(
            """
            \(trail("Chờ chỉ đạo", href: "/incoming"))\(self.head.html)
            <div class="split section">\(doc.html)\(self.formOf("/incoming/1/direct").html(
                """
                <div class="direct"><h2>Bút phê</h2>\(direction.html)
                \(table.html)\(choice("tra-loi", "Phải có văn bản trả lời mới hoàn thành được", checked: true))</div>\
                \(formFoot(acts))
                """
            ))</div>
            """
        )
    }

    var confirmation: HTML {
        var form = self.formOf("/outgoing/1/publish")
        form.kind = "act-page"
        let effects = [
            Effect("<b>1 gói tin mới</b> đến \(self.text("Trung tâm Lưu trữ số")), 1 tệp, 25 KB.", icon: .send),
            Effect("<b>Dòng H29.95 được đóng.</b>", icon: .none), Effect("11 nơi nhận khác không đổi."),
        ]
        let acts: HTML = "\(submitButton("Gửi văn bản"))\(button("Không gửi", href: "/outgoing/1"))"
        let question = confirm(
            self.text("Gửi 90003/CT-UBND đến Trung tâm Lưu trữ số?"),
            lead: self.text("Gói tin đã gửi thì không xóa được."),
            button: self.text("Gửi văn bản"), effects: effects,
            form: form.html("<div class=\"acts section\">\(acts)</div>")
        )
        return self.layout("Xác nhận gửi").page("\(trail("Quay lại, chưa gửi", href: "/outgoing/1"))\(question)")
    }

    var nothing: HTML {
        let nothing = empty(
            self.text("Không có việc phối hợp nào đang chờ bạn"),
            self.text("Văn bản được giao phối hợp sẽ hiện ở đây."),
            acts: button("Chờ vào sổ (12)", href: "/incoming")
        )
        return self.layout("Tôi phối hợp (0)").page(
            """
            \(pageHead("Tôi phối hợp", count: 0))\
            \(notice(.good, "<b>Đã vào sổ \(self.text("2 văn bản"))</b>", result: true))\(notice(.bad, "Quá hạn"))\
            \(notice(.plain, "Tin"))\(nothing)
            """
        )
    }

    var register: HTML {
        let titles = [
            "Ngày đến", "Số đến", "Tác giả", "Số, ký hiệu văn bản", "Ngày tháng văn bản",
            "Tên loại và trích yếu nội dung văn bản", "Đơn vị hoặc người nhận", "Ngày chuyển", "Ký nhận", "Ghi chú",
        ]
        let rows = (1275...1284).map { number -> [HTML] in
            [
                self.day, "<b>\(number)</b>", "\(self.text("Sở Tài chính"))", "\(self.text("90150/STC-NS"))", self.day,
                "\(self.text("Công văn về việc đôn đốc báo cáo quyết toán ngân sách năm 2023"))", "P. Kinh tế",
                self.day,
            ]
        }
        var register = PrintedRegister(
            title: self.text("Sổ đăng ký văn bản đến"), superior: self.text("ỦY BAN NHÂN DÂN"),
            body: self.text("THÀNH PHỐ HỒ CHÍ MINH"), year: 2024,
            columns: titles.enumerated().map {
                PrintedRegister.Column(self.text($1), centred: [0, 1, 3, 4, 7].contains($0))
            },
            rows: rows, mark: self.text("Bản in của Trần Thị Ví Dụ, Văn thư, 16:43 12/03/2024")
        )
        register.volume = self.text("Quyển số 03")
        register.span = "Từ ngày \(self.day) đến ngày \(self.day)"
        register.signers = [("VĂN THƯ", self.text("Trần Thị Ví Dụ")), (self.text("CHÁNH VĂN PHÒNG"), "")]
        return self.layout("Sổ đăng ký văn bản đến").page(
            "<div class=\"screen\">\(pageHead("Sổ đăng ký văn bản đến"))</div>\(register.html)")
    }

    var door: HTML {
        var layout = self.layout("Đăng nhập")
        layout.user = nil
        layout.side = []
        return layout.door(
            """
            <div>\(layout.head)<form class="sheet sheet--pad" method="post" action="/sign-in"><h1>Quản lý văn bản và \
            điều hành</h1>
            \(Field("user", "Tên đăng nhập", .text(value: self.text("vidu"), maximum: 100)).html)
            <div class="field"><label for="password">Mật khẩu</label><div class="secret"><input id="password" \
            name="password" type="password"><button class="button" type="button" data-reveal="password" \
            aria-pressed="false" hidden>Hiện</button></div></div>
            <div class="field"><button class="button button--main" type="submit">Đăng nhập</button></div></form></div>
            <aside class="door__aside" aria-label="Hỗ trợ"><section><h2>Quên mật khẩu?</h2><p>\
            \(self.text("Gọi quản trị của cơ quan: 028.0000.0100"))</p></section></aside>
            """
        )
    }

    var problem: HTML {
        self.layout("Lỗi: Không tìm thấy").problem(
            self.text("Không tìm thấy"), sentence: self.text("Không có văn bản này, hoặc bạn không được xem."),
            english: self.text("No such document."),
            code: self.text("unknown-document"), act: (self.text("Về danh mục việc"), "/")
        )
    }
}
