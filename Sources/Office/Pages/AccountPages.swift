import Exchange
import Pages
import Storage
import Web

/// One's own account (tài khoản của tôi).
struct AccountPage: Sendable {
    let shell: Shell
    let sessions: [SessionRecord]
    let tokens: [AccessToken]

    var html: HTML {
        let person = self.shell.visit.account
        var all = self.shell.form("/account/sessions/end", once: RandomText.secret(), version: 0)
        all.kind = "acts"
        let others = all.html(submitButton("Kết thúc mọi phiên khác", main: false))
        return self.shell.page(
            "Tài khoản của tôi",
            """
            \(pageHead("Tài khoản của tôi", lead: "\(person.fullName), \(person.title), \(person.unit.name)", acts: button("Đổi mật khẩu…", href: "/account/password") + button("Xác thực hai bước…", href: "/account/second-factor") + self.mail))
            <dl class="given"><dt>Tên đăng nhập</dt><dd>\(person.userName)</dd><dt>Vai trò</dt><dd>\(RoleWords.name(person.role))</dd></dl>
            \(SignerKeyPage.way, if: person.role == .leader)
            <section class="section" aria-labelledby="phien">\(sectionHead("Phiên đăng nhập", id: "phien", note: "Kết thúc phiên mà bạn không nhận ra"))\
            \(self.table)\(others, if: self.sessions.count > 1)</section>
            \(self.tokenSection)
            """)
    }

    private var mail: HTML { button("Thư tổng hợp…", href: "/account/mail") }

    private var tokenSection: HTML {
        let table = AccessTokenTable(shell: self.shell, tokens: self.tokens, path: "/account/tokens").html
        return """
            <section class="section" aria-labelledby="ma">\(sectionHead("Mã truy cập", id: "ma", note: "Cho phần mềm làm việc dưới tên bạn qua API"))\
            \(table, if: !self.tokens.isEmpty)<div class="acts">\(button("Tạo mã truy cập…", href: "/account/tokens/new"))</div></section>
            """
    }

    private var table: HTML {
        ListTable(
            caption: "Phiên đăng nhập của bạn",
            columns: [
                .init("Từ", .subject), .init("Đăng nhập lúc", .when), .init("Dùng lần cuối", .when), .init("Thao tác"),
            ],
            rows: self.sessions.map { session in
                var form = self.shell.form("/account/sessions/end", once: RandomText.secret(), version: 0)
                form.kind = "act"
                let isThis = session.tokenHash == self.shell.visit.tokenHash
                let end = form.html(
                    """
                    <input type="hidden" name="session" value="\(session.tokenHash.hex)">\
                    <button class="button button--small" type="submit">Kết thúc\
                    <span class="unseen"> phiên từ \(session.address)</span></button>
                    """)
                let name = session.address.isEmpty ? "Không rõ địa chỉ" : session.address
                return .init([
                    "<b>\(name)</b>\(under(["\(BrowserName(session.agent).text)"]))", Shown.moment(session.createdAt),
                    session.seenAt.map(Shown.moment) ?? "", isThis ? "<span class=\"nowrap\">Phiên này</span>" : end,
                ])
            }
        ).html
    }
}

/// The form of a new password.
struct PasswordPage: Sendable {
    let shell: Shell
    let once: String
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.errors
        let form = self.shell.form("/account/password", once: self.once, version: 0)
        let isFirst = self.shell.visit.passwordIsFirst
        let first = notice(
            .near, "<b>Bạn đang dùng mật khẩu do quản trị cấp.</b> Đổi mật khẩu rồi mới làm việc khác được.")
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")Đổi mật khẩu",
            """
            \(trail("Tài khoản của tôi", href: "/account"), if: !isFirst)
            \(pageHead("Đổi mật khẩu", lead: "Mọi phiên đăng nhập khác của bạn kết thúc."))
            \(errorSummary(errors))\(first, if: isFirst)
            \(form.html(
                """
                <div class="sheet--pad">\(PasswordField.owner(self.shell.visit.account))\
                \(PasswordField.html("current", "Mật khẩu đang dùng", "current-password", fault: self.fault))\
                \(PasswordField.html("wanted", "Mật khẩu mới", "new-password", hint: "Từ \(PasswordRule.minimumLength) ký tự, không chứa tên đăng nhập hay họ tên", fault: self.fault))\
                \(PasswordField.html("again", "Ghi lại mật khẩu mới", "new-password", fault: self.fault))</div>\
                \(formFoot("\(submitButton("Đổi mật khẩu"))\(button("Quay lại, chưa đổi", href: "/account", plain: true), if: !isFirst)"))
                """))
            """)
    }
}

/// The field of a password.
enum PasswordField {
    /// Tells the browser whose password the form asks for.
    static func owner(_ person: Person) -> HTML {
        """
        <input type="text" name="user" value="\(person.userName)" autocomplete="username" hidden readonly>
        """
    }

    static func html(
        _ name: String, _ label: String, _ autocomplete: String, hint: String? = nil, fault: FormFault?
    ) -> HTML {
        Field(
            name, label, .secret(autocomplete: autocomplete), hint: hint,
            error: fault.sentence(of: name)
        ).html
    }
}
