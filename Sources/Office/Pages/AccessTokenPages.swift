import Exchange
import Pages
import Web

/// Access tokens as a table, each with the button that takes it back.
struct AccessTokenTable {
    let shell: Shell
    let tokens: [AccessToken]
    /// `/account/tokens`, of the administrator `/tokens`.
    let path: String
    var showsPeople = false

    var html: HTML {
        let person: [ListTable.Column] = self.showsPeople ? [.init("Của")] : []
        return ListTable(
            caption: "Mã truy cập",
            columns: [.init("Tên", .subject)] + person + [
                .init("Quyền"), .init("Đến hết ngày", .when), .init("Dùng lần cuối", .when), .init("Thao tác"),
            ],
            rows: self.tokens.map { token in
                var form = self.shell.form("\(self.path)/\(token.id)/revoke", once: RandomText.secret(), version: 0)
                form.kind = "act"
                let revoke = form.html(
                    """
                    <button class="button button--small" type="submit">Thu hồi\
                    <span class="unseen"> mã \(token.name)</span></button>
                    """)
                let owner: [HTML] = self.showsPeople ? ["\(token.personName)"] : []
                return .init(
                    ["<b>\(token.name)</b>"] + owner + [
                        "\(AccessTokenWords.rights(token.readsOnly))", Shown.date(token.endsOn),
                        token.usedAt.map(Shown.moment) ?? "chưa dùng", revoke,
                    ])
            }
        ).html
    }
}

/// The form of a new access token.
struct AccessTokenFormPage: Sendable, FormPage {
    let shell: Shell
    let once: String
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.errors
        let form = self.shell.form("/account/tokens", once: self.once, version: 0)
        let name = Field(
            "name", "Tên", .text(value: self.fields?.text("name") ?? "", maximum: 100),
            hint: "Phần mềm nào dùng mã này, ví dụ: Phần mềm một cửa", error: self.error("name"))
        let ends = Field(
            "ends", "Ngày hết hạn", .date(value: self.fields?.text("ends") ?? ""),
            hint: "Tối đa một năm kể từ hôm nay", error: self.error("ends"))
        let rights = Field(
            "rights", "Quyền",
            .radio(
                options: [("read", "Chỉ đọc"), ("full", "Đọc và làm mọi việc bạn được làm")],
                selected: self.fields?.text("rights") ?? "read"), error: self.error("rights"))
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")Tạo mã truy cập",
            """
            \(trail("Tài khoản của tôi", href: "/account"))
            \(pageHead("Tạo mã truy cập", lead: "Phần mềm cầm mã này làm việc dưới tên bạn, với đúng quyền của bạn."))
            \(errorSummary(errors))
            \(form.html("<div class=\"sheet--pad\">\(name.html)\(ends.html)\(rights.html)</div>\(formFoot("\(submitButton("Tạo mã"))\(button("Quay lại, chưa tạo", href: "/account", plain: true))"))"))
            """)
    }
}

/// The secret of a new access token, the only time that it is seen.
struct AccessTokenSecretPage: Sendable {
    let shell: Shell
    let name: String
    let secret: String

    var html: HTML {
        self.shell.page(
            "Mã truy cập mới",
            """
            \(trail("Tài khoản của tôi", href: "/account"))
            \(pageHead("Mã truy cập mới", lead: self.name))
            \(notice(.near, "<b>Chép mã này ngay bây giờ.</b> Mã không hiện lại; mất thì thu hồi và tạo mã khác. Ai cầm mã làm việc được dưới tên bạn.", result: true))
            <div class="sheet sheet--pad reading"><pre><code>\(self.secret)</code></pre>\
            <p class="hint">Cách dùng: <a href="/docs">mô tả API</a></p></div>
            """)
    }
}

/// Everybody's access tokens, for the administrator.
struct AccessTokenListPage: Sendable {
    let shell: Shell
    let tokens: [AccessToken]

    var html: HTML {
        let table = AccessTokenTable(shell: self.shell, tokens: self.tokens, path: "/tokens", showsPeople: true)
        return self.shell.page(
            "Mã truy cập",
            """
            \(pageHead("Mã truy cập", lead: "Phần mềm đang làm việc dưới tên người của cơ quan. Mỗi người tự tạo mã ở trang tài khoản."))
            \(self.tokens.isEmpty ? empty("Chưa ai có mã truy cập", "Mã do từng người tạo ở “Tài khoản của tôi”.") : table.html)
            """)
    }
}
