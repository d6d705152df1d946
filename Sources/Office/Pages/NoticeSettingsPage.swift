import Exchange
import Pages
import Storage
import Web

/// By which ways people are told beside the page, and what did not go.
struct NoticeSettingsPage: Sendable, FormPage {
    let shell: Shell
    let settings: NoticeSettings
    let rules: NoticeRules
    let server: MailServer?
    /// Calls that wait.
    let waiting: Int
    let failures: [DigestFailure]
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.errors
        let form = self.shell.form("/people/notices", once: RandomText.secret(), version: self.settings.version)
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")Thông báo", keys: [("Ctrl + Enter", "lưu")],
            """
            \(pageHead("Cách báo tin", lead: "Thông báo luôn hiện trong trang. Ngoài ra có thể gửi mỗi ngày làm việc một thư tổng hợp, không gửi thư cho từng việc, và báo cho phần mềm khác."))
            \(PeopleTabs.html(.notices))\(errorSummary(errors))\(self.state)
            \(form.html("<div class=\"sheet--pad\">\(self.controls)</div>\(self.table(.digest))\(self.table(.webhook))\(formFoot(submitButton("Lưu")))"))
            \(self.key, if: self.settings.webhook != nil)
            \(panel("Thư không gửi được, 14 ngày", id: "thu-loi", self.failed), if: !self.failures.isEmpty)
            """)
    }

    private var state: HTML {
        let mail =
            self.server.map {
                notice(.plain, "Thư đi từ \($0.sender.text) qua máy chủ \($0.host).")
            }
            ?? notice(
                .near,
                "<b>Chưa có máy chủ thư.</b> Ghi smtp-server và smtp-sender vào tệp cấu hình rồi khởi động lại phần mềm."
            )
        let calls = self.settings.calls
        let words = "\(calls.failures) lần liền không được, \(self.waiting) thông báo đang chờ."
        let failing =
            calls.isSuspended
            ? notice(
                .bad,
                "<b>Đã thôi gọi báo</b> vì nơi nhận không trả lời nhiều ngày. Sửa địa chỉ hoặc bấm Lưu để gọi lại.")
            : notice(.near, "<b>Gọi báo chưa được.</b> \(words) Hệ thống tự gọi lại.")
        return "\(mail)\(failing, if: calls.isSuspended || calls.failures > 0)"
    }

    private var controls: HTML {
        """
        \(Field("time", "Giờ gửi thư tổng hợp", .text(value: self.value("time", self.settings.digestTime), maximum: 5), hint: "Giờ Việt Nam, ví dụ 07:30", error: self.error("time")).html)\
        \(Field("address", "Địa chỉ văn phòng", .text(value: self.value("address", self.settings.publicAddress), maximum: 200), hint: "Như mọi người mở trang, ví dụ https://vanphong.coquan.gov.vn. Để trống thì thư không có liên kết.", optional: true, error: self.error("address")).html)\
        \(Field("url", "Địa chỉ gọi báo", .text(value: self.value("url", self.settings.webhook), maximum: 1000), hint: "Phần mềm nhận từng thông báo, có chữ ký: https://… Để trống thì không gọi ai.", optional: true, error: self.error("url")).html)
        """
    }

    private func table(_ channel: NoticeRules.Channel) -> HTML {
        var table = ListTable(
            caption: NoticeWords.channel(channel),
            columns: [.init("Sự kiện", .subject)] + Role.working.map { .init(RoleWords.name($0)) },
            rows: Notice.Kind.allCases.map { kind in
                ListTable.Row(
                    ["\(NoticeWords.kind(kind))"]
                        + Role.working.map { self.box(.init(kind: kind, role: $0, channel: channel)) })
            })
        table.isFlush = false
        return """
            <div class="sheet--pad">\(sectionHead(NoticeWords.channel(channel), id: "kenh-\(channel.rawValue)", note: NoticeWords.note(channel)))</div>\
            \(table.html)
            """
    }

    private func box(_ cell: NoticeRules.Cell) -> HTML {
        let id = "\(cell.channel.rawValue)-\(cell.value)"
        let name = "\(NoticeWords.channel(cell.channel)): \(NoticeWords.kind(cell.kind)), \(RoleWords.name(cell.role))"
        return """
            <label class="choice" for="\(id)"><input id="\(id)" type="checkbox" name="\(cell.channel.rawValue)" \
            value="\(cell.value)"\(" checked", if: self.rules.on.contains(cell))><span class="unseen">\(name)</span></label>
            """
    }

    private var key: HTML {
        var form = self.shell.form("/people/notices/key", once: RandomText.secret(), version: self.settings.version)
        form.kind = "acts"
        return """
            <section class="section" aria-labelledby="khoa">\(sectionHead("Khóa ký gọi báo", id: "khoa", note: "Nơi nhận kiểm chữ ký theo Standard Webhooks. Khóa mới thay khóa cũ ngay."))\
            \(form.html(submitButton("Tạo khóa mới", main: false)))</section>
            """
    }

    private var failed: HTML {
        var table = ListTable(
            caption: "Thư không gửi được",
            columns: [.init("Người nhận", .subject), .init("Ngày", .when), .init("Số lần", .count), .init("Vì sao")],
            rows: self.failures.map { failure in
                .init([
                    "<a href=\"/people/\(url: failure.personID)/mail\">\(failure.name)</a>\(under(["\(MailWords.kind(failure.mail))"]))",
                    Shown.date(failure.day),
                    "\(failure.tries)",
                    "\(MailWords.failure(failure.kind))\(under(["<span lang=\"en\">\(failure.error)</span>"]))",
                ])
            })
        table.isFlush = false
        return table.html
    }

    private func value(_ name: String, _ present: String?) -> String { self.fields?.text(name) ?? present ?? "" }
}

/// A new key for calls, told once.
struct NoticeKeyPage: Sendable {
    let shell: Shell
    let key: String

    var html: HTML {
        self.shell.page(
            "Khóa ký gọi báo",
            """
            \(trail("Cách báo tin", href: "/people/notices"))
            \(pageHead("Khóa ký gọi báo", lead: "Đưa cho phần mềm nhận gọi báo; khóa trước không dùng nữa."))
            \(notice(.near, "<b>Chỉ hiện một lần.</b> Chép vào phần mềm nhận rồi đóng trang.", result: true))
            <p class="sheet sheet--pad"><code>\(self.key)</code></p>
            <div class="acts section">\(button("Đã chép, quay lại", href: "/people/notices", main: true))</div>
            """)
    }
}
