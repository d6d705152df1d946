import Exchange
import Pages
import Web

/// The form in which the clerk links what has come to a document of the register; its file beside it.
struct LinkingPage: Sendable, FormPage {
    let shell: Shell
    let dossier: Dossier
    let once: String
    let fields: FormFields?
    let fault: FormFault?

    private var incoming: Incoming { self.dossier.incoming }

    var html: HTML {
        let title = "Gắn vào bản đã có"
        let back = "/incoming/\(self.incoming.id)"
        let errors = self.fault.errors
        let lead = "\(self.incoming.name) của \(self.incoming.organName): \(self.incoming.subject)"
        guard !self.dossier.duplicates.isEmpty else {
            return self.shell.page(
                "\(title) \(self.incoming.name)",
                """
                \(trail("\(self.incoming.name)", href: back))\(pageHead(title, lead: lead))
                \(empty(
                    "Không có bản nào trong sổ",
                    "Không văn bản nào đã vào sổ có cùng mã định danh, hoặc cùng số, ký hiệu và nơi gửi.",
                    acts: "\(button("Vào sổ mới…", href: "\(back)/register", main: true), if: self.incoming.state == .received)\(button("Quay lại văn bản", href: back))"))
                """)
        }
        var form = self.shell.form("\(back)/link", once: self.once, version: self.incoming.version)
        form.kind = "sheet"
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(title) \(self.incoming.name)", keys: [("Ctrl + Enter", "thực hiện")],
            """
            \(trail("\(self.incoming.name)", href: back))
            \(pageHead(title, lead: lead))
            \(errorSummary(errors))
            <div class="split"><div>\(Shown.files(self.dossier.files, tall: true))</div>
            \(form.html(
                """
                <div class="sheet--pad">\(self.controls)</div>\
                \(formFoot("\(submitButton("Gắn vào bản đã chọn"))\(button("Vào sổ mới…", href: "\(back)/register"))\(button("Quay lại, chưa gắn", href: back, plain: true))"))
                """))</div>
            """)
    }

    private var controls: HTML {
        let twins = self.dossier.duplicates
        let one = twins.count == 1 ? twins[0].id : ""
        let told: HTML =
            self.incoming.channel == .hub
            ? " Nơi gửi được báo 03 ngay, và các bước sau như văn bản đã vào sổ." : ""
        return """
            \(notice(.plain, "Bản này không lấy số đến, rời danh sách chờ; tệp và diễn biến được giữ, xem ở cả hai trang.\(told)"))\(self.tasks)
            <ul class="links">\(twins.map(DuplicateList.item))</ul>
            \(Field(
                "to", "Gắn vào", .radio(
                    options: twins.map { ($0.id, DuplicateList.label($0)) }, selected: self.fields?.text("to") ?? one),
                error: self.error("to")
            ).html)
            \(choice("checked", "Đã xem chữ ký số và nơi nhận: văn bản gửi đúng cơ quan ta", checked: self.fields?.isTicked("checked") ?? false, error: self.error("checked")))
            """
    }

    /// The registered one may have come without the list of tasks.
    private var tasks: HTML {
        let open = self.dossier.tasks.filter(\.isOpen).count
        return open == 0 ? "" : notice(.plain, "\(ReceivedTaskWords.carried(open))")
    }
}

/// The form in which the clerk undoes a link; the file of the copy beside it.
struct UnlinkingPage: Sendable {
    let shell: Shell
    let dossier: Dossier
    let registered: Incoming
    let once: String
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let incoming = self.dossier.incoming
        let (title, back) = ("Bỏ gắn", "/incoming/\(incoming.id)")
        let errors = self.fault.errors
        var form = self.shell.form("\(back)/unlink", once: self.once, version: incoming.version)
        form.kind = "sheet"
        let reason = Field(
            "reason", "Lý do bỏ gắn", .area(value: self.fields?.longText("reason") ?? "", rows: 3, maximum: 1_000),
            hint: "Từ 10 đến 1.000 ký tự, lưu trong diễn biến của cả hai văn bản.", error: self.fault?.sentence)
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(title) \(incoming.name)", keys: [("Ctrl + Enter", "thực hiện")],
            """
            \(trail("\(incoming.name)", href: back))
            \(pageHead(title, lead: "\(incoming.name) của \(incoming.organName): \(incoming.subject)"))
            \(errorSummary(errors))
            <div class="split"><div>\(Shown.files(self.dossier.files, tall: true))</div>
            \(form.html(
                """
                <div class="sheet--pad"><p>Đang gắn vào <a href="/incoming/\(self.registered.id)">\(IncomingWords.registered(self.registered)), \(self.registered.name)</a>.</p>\
                \(notice(.plain, "Bản này lại chờ vào sổ. Nơi gửi đã được báo 03 nên không trả lại được nữa, chỉ vào sổ hoặc gắn vào bản khác."))\(reason.html)</div>\
                \(formFoot("\(submitButton("Bỏ gắn"))\(button("Quay lại, vẫn gắn", href: back, plain: true))"))
                """))</div>
            """)
    }
}

/// What a document may be the same as, wherever it is listed.
enum DuplicateList {
    /// With a link, so that both can be compared.
    static func item(_ twin: Incoming) -> HTML {
        """
        <li><a href="/incoming/\(twin.id)">\(self.label(twin)): \(twin.name)</a>, \(Shown.date(twin.promulgationDate)), \
        \(twin.organName) <span class="quiet">\(IncomingWords.channel(twin.channel)), đến \(Shown.moment(twin.arrivedAt))</span> \
        \(Shown.state(twin))</li>
        """
    }

    static func label(_ twin: Incoming) -> String {
        twin.number.map { "Văn bản số đến \($0)" } ?? "Gói tin chờ vào sổ"
    }

    /// The tick and the reason with which it is registered anew.
    static func anew(_ fields: FormFields?, _ fault: FormFault?) -> HTML {
        func error(_ name: String) -> String? { fault.sentence(of: name) }
        return """
            \(choice(
                "despite-duplicate", "Đã xem, vẫn vào sổ thành văn bản mới", checked: fields?.isTicked("despite-duplicate") ?? false,
                error: error("despite-duplicate")))
            \(Field(
                "duplicate-reason", "Lý do vào sổ mới", .area(value: fields?.text("duplicate-reason") ?? "", rows: 2, maximum: 1000),
                hint: "Chỉ khi vẫn vào sổ mới. Từ 10 đến 1.000 ký tự, lưu trong diễn biến.", optional: true, error: error("duplicate-reason")
            ).html)
            """
    }
}
