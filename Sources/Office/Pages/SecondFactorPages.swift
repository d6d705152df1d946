import Exchange
import Foundation
import Pages
import Web

/// One's own second factor (xác thực hai bước): off, begun or on.
struct SecondFactorPage: Sendable {
    let shell: Shell
    let state: SecondFactor.State
    let isRequired: Bool
    /// Stands in the app beside the user name.
    let issuer: String
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.errors
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")Xác thực hai bước",
            """
            \(trail("Tài khoản của tôi", href: "/account"))
            \(pageHead("Xác thực hai bước", lead: "Khi đăng nhập, sau mật khẩu hệ thống hỏi thêm mã 6 số trên điện thoại của bạn.", acts: self.acts))
            \(errorSummary(errors))\(self.demand)\(self.content)
            """)
    }

    private var demand: HTML {
        if case .on = self.state { return "" }
        return
            "\(notice(.near, "<b>Vai trò của bạn phải có xác thực hai bước.</b> Bật rồi mới làm việc khác được."), if: self.isRequired)"
    }

    private var acts: HTML {
        guard case .on = self.state else { return "" }
        return """
            \(button("Làm mã khôi phục mới…", href: "/account/second-factor/codes"))\
            \(button("Tắt…", href: "/account/second-factor/off"), if: !self.isRequired)
            """
    }

    private func form(_ act: String) -> Form {
        self.shell.form("/account/second-factor/\(act)", once: RandomText.secret(), version: 0)
    }

    private var content: HTML {
        switch self.state {
        case .off:
            return panel(
                "Chưa bật", id: "bat",
                """
                <div class="sheet--pad"><p>Cần một ứng dụng xác thực trên điện thoại, ví dụ FreeOTP hoặc Aegis. \
                Ứng dụng không cần mạng.</p>\(self.form("begin").button("Bật xác thực hai bước", main: true))</div>
                """)
        case .begun(let secret):
            return self.enrolment(secret)
        case .on(let left):
            let few = notice(
                .near, "<b>Còn \(left) mã khôi phục.</b> Làm mã mới trước khi hết, phòng khi mất điện thoại.")
            return """
                \(notice(.good, "<b>Đang bật.</b> Mỗi lần đăng nhập hệ thống hỏi mã trên điện thoại của bạn."))
                \(few, if: left < 3)
                <dl class="given"><dt>Mã khôi phục còn lại</dt><dd>\(left)</dd></dl>
                """
        }
    }

    private var password: HTML {
        if self.shell.visit.enrolsWithoutPassword { return "" }
        return """
            \(PasswordField.owner(self.shell.visit.account))\
            \(PasswordField.html("current", "Mật khẩu đang dùng", "current-password", fault: self.fault))
            """
    }

    private func enrolment(_ secret: Data) -> HTML {
        let letters = Array(OneTimeCode.base32(secret))
        let groups = stride(from: 0, to: letters.count, by: 4).map { String(letters[$0..<min($0 + 4, letters.count)]) }
        let address = OneTimeCode.address(secret, account: self.shell.visit.account.userName, issuer: self.issuer)
        // A very long name of an agency does not fit; the typed key always works.
        let picture = QRCode(address)?.svg(title: "Mã QR chứa khóa ghi bên dưới", id: "ma-qr")
        return """
            \(panel("1. Ghi khóa vào ứng dụng", id: "khoa", """
                <div class="sheet--pad">\(picture.html { "<p>Trong ứng dụng xác thực chọn thêm tài khoản rồi quét mã:</p>\($0)" })\
                <p>\(picture == nil ? "Trong ứng dụng xác thực chọn thêm tài khoản, nhập khóa bằng tay:" : "Không quét được thì nhập khóa bằng tay:")</p>\
                <p><code>\(groups.joined(separator: " "))</code></p>\
                <p class="quiet">Loại: theo thời gian (TOTP), SHA-1, 6 số, 30 giây. \
                Đang mở trang này trên điện thoại: <a href="\(url: address)">mở ứng dụng xác thực</a>.</p></div>
                """))
            \(panel("2. Xác nhận", id: "xac-nhan", self.form("confirm").html("""
                <div class="sheet--pad">\
                \(CodeField.html("Mã trong ứng dụng", hint: "6 số đang hiện", error: self.fault.sentence(of: "code")))\
                \(self.password)</div>\
                \(formFoot("\(submitButton("Xác nhận và bật"))\(button("Quay lại, chưa bật", href: "/account", plain: true), if: !self.isRequired)"))
                """)))
            """
    }
}

/// Asks for the password before new recovery codes are made or the second factor is switched off.
struct SecondFactorActPage: Sendable {
    let shell: Shell
    let act: SecondFactorRoutes.Act
    let fault: FormFault?

    var html: HTML {
        let errors = self.fault.errors
        let form = self.shell.form(
            "/account/second-factor/\(self.act.rawValue)", once: RandomText.secret(), version: 0)
        let (title, lead, verb) =
            switch self.act {
            case .codes:
                (
                    "Làm mã khôi phục mới",
                    "Mười mã mới hiện một lần; các mã cũ hết dùng. Mọi phiên khác của bạn kết thúc.",
                    "Làm mã mới"
                )
            case .off:
                (
                    "Tắt xác thực hai bước", "Bạn đăng nhập chỉ bằng mật khẩu. Mọi phiên khác của bạn kết thúc.",
                    "Tắt xác thực hai bước"
                )
            }
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")\(title)",
            """
            \(trail("Xác thực hai bước", href: "/account/second-factor"))
            \(pageHead(title, lead: lead))
            \(errorSummary(errors))
            \(form.html(
                """
                <div class="sheet--pad">\
                \(PasswordField.owner(self.shell.visit.account))\
                \(PasswordField.html("current", "Mật khẩu đang dùng", "current-password", fault: self.fault))</div>\
                \(formFoot("\(submitButton(verb, main: self.act == .codes, grave: self.act == .off))\(button("Quay lại, chưa làm gì", href: "/account/second-factor", plain: true))"))
                """))
            """)
    }
}

/// New recovery codes (mã khôi phục), told once.
struct RecoveryCodesPage: Sendable {
    let shell: Shell
    let codes: [String]

    var html: HTML {
        self.shell.page(
            "Mã khôi phục",
            """
            \(trail("Xác thực hai bước", href: "/account/second-factor"))
            \(pageHead("Mã khôi phục", count: self.codes.count, lead: "Mỗi mã thay được một lần mã trên điện thoại."))
            \(notice(.near, "<b>Chỉ hiện một lần.</b> In ra hoặc chép lại, cất xa điện thoại.", result: true))
            <ul class="sheet sheet--pad">\(self.codes.map { code -> HTML in "<li><code>\(code)</code></li>" })</ul>
            <div class="acts section">\(button("Đã cất, về tài khoản", href: "/account", main: true))</div>
            """)
    }
}

/// The administrator's rules of signing in.
struct SignInRulePage: Sendable {
    let shell: Shell
    let required: Set<Role>
    let emergency: EmergencyAdministrator
    let candidates: [(id: String, name: String)]
    /// Of single sign-on; nil: people cannot sign in elsewhere.
    let provider: String?
    let fields: FormFields?
    let fault: FormFault?

    var html: HTML {
        let form = self.shell.form("/people/sign-in", once: RandomText.secret(), version: 0)
        let errors = self.fault.errors
        return self.shell.page(
            "\(errors.isEmpty ? "" : "Lỗi: ")Đăng nhập", keys: [("Ctrl + Enter", "lưu")],
            """
            \(pageHead("Quy tắc đăng nhập", lead: "Người có vai trò bắt buộc mà chưa bật xác thực hai bước phải bật ở lần mở trang tiếp theo."))
            \(PeopleTabs.html(.signIn))\(errorSummary(errors))
            \(form.html(
                """
                <div class="sheet--pad">\(Field(
                    "role", "Vai trò bắt buộc xác thực hai bước",
                    .several(options: Role.allCases.map { ($0.rawValue, RoleWords.name($0)) }, selected: self.ticked),
                    error: self.fault.sentence(of: "role")
                ).html)</div>\(formFoot(submitButton("Lưu")))
                """))
            \(self.passwords)
            """)
    }

    /// What was ticked and refused, else what holds.
    private var ticked: Set<String> {
        self.fault?.field == "role" ? Set(self.fields?.all("role") ?? []) : Set(self.required.map(\.rawValue))
    }

    /// Passwords off but for one administrator.
    private var passwords: HTML {
        let form = self.shell.form(
            "/people/sign-in/passwords", once: RandomText.secret(), version: self.emergency.version)
        let options =
            [("", "Mọi người đăng nhập bằng mật khẩu được")] + self.candidates.map { ($0.id, "Chỉ \($0.name)") }
        let field = Field(
            "emergency", "Ai còn đăng nhập bằng mật khẩu",
            .select(options: options, selected: self.fields?.optional("emergency") ?? self.emergency.personID ?? ""),
            hint:
                "Một quản trị khẩn cấp giữ mật khẩu, để vào khi nơi đăng nhập một lần không chạy. Phiên đã mở bằng mật khẩu của người khác kết thúc ngay.",
            error: self.fault.sentence(of: "emergency"))
        let state: HTML =
            if let provider {
                notice(.plain, "Mọi người cũng đăng nhập được bằng \(provider).")
            } else {
                notice(.plain, "Chưa có nơi đăng nhập một lần trong cấu hình: mật khẩu của mọi người vẫn dùng được.")
            }
        return """
            <section class="section" aria-labelledby="mat-khau">\(sectionHead("Mật khẩu", id: "mat-khau"))\(state)\
            \(form.html("<div class=\"sheet--pad\">\(field.html)</div>\(formFoot(submitButton("Lưu cách đăng nhập", main: false)))"))</section>
            """
    }
}
