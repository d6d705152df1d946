import Exchange
import Pages

/// The page to sign in.
struct SignInPage {
    let identity: Office.Identity
    let next: String
    let userName: String
    let problem: String?

    var html: HTML {
        let layout = Layout(
            title: self.problem == nil ? "Đăng nhập" : "Lỗi: Đăng nhập", letterhead: self.identity.letterhead)
        let problem = self.problem.html {
            errorSummary([FieldError(field: "user", sentence: $0)], title: "Chưa đăng nhập được")
        }
        let invalid: HTML = self.problem == nil ? "" : " aria-invalid=\"true\""
        return layout.door(
            """
            <div>\(layout.head)\(problem)
            <form class="sheet sheet--pad" method="post" action="/sign-in">
            <h1>Quản lý văn bản và điều hành</h1>
            <input type="hidden" name="next" value="\(self.next)">
            <div class="field"><label for="user">Tên đăng nhập</label>\
            <input id="user" name="user" value="\(self.userName)" autocomplete="username" autocapitalize="none" spellcheck="false" \
            maxlength="100" required\(invalid)></div>
            <div class="field"><label for="password">Mật khẩu</label><div class="secret">\
            <input id="password" name="password" type="password" autocomplete="current-password" maxlength="200" required\(invalid)>\
            <button class="button" type="button" data-reveal="password" aria-pressed="false" hidden>Hiện</button></div></div>
            <div class="field"><button class="button button--main" type="submit">Đăng nhập</button></div>
            </form></div>
            <aside class="door__aside" aria-label="Hỗ trợ">
            <section><h2>Quên mật khẩu?</h2><p>\(self.identity.contact)</p></section>
            <p class="quiet small">Hệ thống không nhận văn bản mật. Mọi thao tác được ghi nhật ký với họ tên người làm.</p>
            </aside>
            """
        )
    }
}

/// What went wrong, and what to do next.
struct ErrorPage {
    let fault: Fault
    let letterhead: [String]

    var html: HTML {
        let layout = Layout(title: "Lỗi: \(self.title)", letterhead: self.letterhead)
        return layout.door(
            """
            <div>\(layout.head)
            <div class="sheet sheet--pad"><h1>\(self.title)</h1>
            <p>\(self.fault.vietnamese)</p>
            <p class="quiet small" lang="en">\(self.fault.english) <span class="nowrap">(\(self.fault.code.rawValue))</span></p>
            <div class="acts"><a class="button button--main" href="/">Về danh mục việc</a></div></div></div>
            """
        )
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
