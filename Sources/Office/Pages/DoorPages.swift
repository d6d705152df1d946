import Exchange
import Foundation
import Pages

/// The page to sign in.
struct SignInPage {
    let identity: Office.Identity
    let next: String
    let userName: String
    let problem: String?
    /// What went wrong elsewhere than in the fields.
    let told: String?
    /// Where else one can sign in; nil: nowhere.
    let provider: String?
    /// Whether the password is that of the emergency administrator alone.
    var passwordsAreOff = false

    var html: HTML {
        let hasProblem = self.problem != nil || self.told != nil
        let layout = Layout(
            title: hasProblem ? "Lỗi: Đăng nhập" : "Đăng nhập", letterhead: self.identity.letterhead)
        let problem = self.problem.html {
            errorSummary([FieldError(field: "user", sentence: $0)], title: "Chưa đăng nhập được")
        }
        let invalid: HTML = self.problem == nil ? "" : " aria-invalid=\"true\""
        let fields: HTML = """
            <div class="field"><label for="user">Tên đăng nhập</label>\
            <input id="user" name="user" value="\(self.userName)" autocomplete="username" autocapitalize="none" spellcheck="false" \
            maxlength="100" required\(invalid)></div>
            <div class="field"><label for="password">Mật khẩu</label><div class="secret">\
            <input id="password" name="password" type="password" autocomplete="current-password" maxlength="200" required\(invalid)>\
            <button class="button" type="button" data-reveal="password" aria-pressed="false" hidden>Hiện</button></div></div>
            """
        let inside: HTML =
            self.passwordsAreOff
            ? """
            <div class="field">\(self.elsewhere)</div>
            <details class="fold"><summary>Quản trị khẩn cấp</summary>\(fields)\
            <div class="field"><button class="button" type="submit">Đăng nhập bằng mật khẩu</button></div></details>
            """
            : """
            \(fields)
            <div class="field"><button class="button button--main" type="submit">Đăng nhập</button>\(self.elsewhere)</div>
            """
        return layout.door(
            """
            <div>\(layout.head)\(problem)\(self.told.html { notice(.bad, "<b>Chưa đăng nhập được.</b> \($0)", result: true) })
            <form class="sheet sheet--pad" method="post" action="/sign-in">
            <h1>Quản lý văn bản và điều hành</h1>
            <input type="hidden" name="next" value="\(self.next)">
            \(inside)
            </form></div>
            <aside class="door__aside" aria-label="Hỗ trợ">
            <section><h2>Quên mật khẩu?</h2><p>\(self.identity.contact)</p></section>
            <p class="quiet small">Hệ thống không nhận, không gửi văn bản mật. Mọi thao tác được ghi nhật ký với họ tên người làm.</p>
            </aside>
            """
        )
    }
}

extension SignInPage {
    /// A link and no form: where forms may go is ourselves alone.
    private var elsewhere: HTML {
        self.provider.html { provider in
            let next = LocalPath.checked(self.next).addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            return button(
                SignOnWords.button(provider), href: "\(SignOnRoutes.path)?next=\(next)", main: self.passwordsAreOff)
        }
    }
}

/// Who came from the provider has signed out here, and can sign out there as well. A link and no form, for the same reason.
struct SignedOutPage {
    let identity: Office.Identity
    let provider: String

    var html: HTML {
        let layout = Layout(title: "Đã đăng xuất", letterhead: self.identity.letterhead)
        return layout.door(
            """
            <div>\(layout.head)
            <div class="sheet sheet--pad"><h1>Đã đăng xuất khỏi văn phòng</h1>
            <p>Trình duyệt này còn đăng nhập ở \(self.provider): ai ngồi vào máy cũng vào lại được. Máy dùng chung thì đăng xuất cả ở đó.</p>
            <div class="acts">\(button(SignOnWords.signOut(self.provider), href: SignOutHint.therePath, main: true))\
            \(button("Đăng nhập lại", href: "/sign-in"))</div></div></div>
            """
        )
    }
}

/// The page that asks for the code, after the password.
struct CodePage {
    let identity: Office.Identity
    let step: String
    let next: String
    let problem: String?

    var html: HTML {
        let layout = Layout(
            title: self.problem == nil ? "Mã xác thực" : "Lỗi: Mã xác thực", letterhead: self.identity.letterhead)
        let problem = self.problem.html {
            errorSummary([FieldError(field: "code", sentence: $0)], title: "Chưa đăng nhập được")
        }
        return layout.door(
            """
            <div>\(layout.head)\(problem)
            <form class="sheet sheet--pad" method="post" action="/sign-in/code">
            <h1>Mã xác thực</h1>
            <input type="hidden" name="step" value="\(self.step)"><input type="hidden" name="next" value="\(self.next)">
            \(CodeField.html("Mã xác thực", hint: "6 số trong ứng dụng xác thực, hoặc một mã khôi phục", error: self.problem))
            <div class="field"><button class="button button--main" type="submit">Đăng nhập</button></div>
            <p><a href="/sign-in">Đăng nhập bằng tên khác</a></p>
            </form></div>
            <aside class="door__aside" aria-label="Hỗ trợ">
            <section><h2>Mất điện thoại?</h2><p>Dùng một mã khôi phục bạn đã cất. Hết mã: \(self.identity.contact)</p></section>
            </aside>
            """
        )
    }
}

/// The field of a one-time code.
enum CodeField {
    static func html(_ label: String, hint: String, error: String?) -> HTML {
        """
        <div class="field\(" field--error", if: error != nil)"><label for="code">\(label)</label>\
        <p class="hint" id="code-them">\(hint)</p>\(error.html { fieldError("code", $0) })\
        <input id="code" name="code" autocomplete="one-time-code" autocapitalize="none" spellcheck="false" maxlength="30" \
        aria-describedby="code-them\(" code-loi", if: error != nil)"\(" aria-invalid=\"true\"", if: error != nil)></div>
        """
    }
}

/// What went wrong, and what to do next.
struct ErrorPage {
    let fault: Fault
    let letterhead: [String]
    let back: WayBack?

    var html: HTML {
        let layout = Layout(title: "Lỗi: \(self.title)", letterhead: self.letterhead)
        return layout.problem(
            self.title, sentence: self.fault.vietnamese, english: self.fault.english, code: self.fault.code.rawValue,
            act: self.back.map { ($0.text, $0.href) })
    }

    private var title: String {
        switch self.fault.code {
        case .notAllowed, .forbidden: "Không làm được việc này"
        case .notFound, .unknownDocument: "Không tìm thấy"
        case .staleVersion, .conflict: "Nội dung vừa thay đổi"
        case .unauthenticated: "Cần đăng nhập lại"
        case .internalFault: "Hệ thống gặp lỗi"
        default: "Chưa thực hiện được"
        }
    }
}
