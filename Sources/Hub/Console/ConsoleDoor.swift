import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Pages
import ServiceLifecycle
import Storage
import Web

/// Signing in and out, the operator's own sessions, the live line.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/sign-in` | anyone | 200 |
/// | POST | `/sign-in` | anyone | 303, 422, 429 |
/// | POST | `/sign-out` | operators | 303 |
/// | GET | `/sessions` | operators | 200 |
/// | POST | `/sessions/end` | operators, for their own | 303 |
/// | GET | `/live` | operators | 200 `text/event-stream`, 429 |
struct ConsoleDoor: Sendable {
    let console: Console
    let guarded = SignInGuard()
    let lines = LiveLines()

    func add(to router: Router<ConsoleContext>) {
        router.get("sign-in") { _, context in
            context.visit == nil ? self.page(name: "", problem: nil) : .seeOther("/")
        }
        router.post("sign-in", use: self.signIn)
        router.post("sign-out", use: self.signOut)
        router.get("sessions", use: self.sessions)
        router.post("sessions/end", use: self.end)
        router.get("live", use: self.live)
    }

    @Sendable private func signIn(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        // No session guards this form: only our own pages may send it.
        if request.isFromOtherSite {
            throw Fault(.forbidden, vi: "Mở trang đăng nhập rồi thử lại.", en: "Cross-site sign-in is refused.")
        }
        let fields = try await FormFields.readUnchecked(request)
        let (name, now) = (fields.text("user").lowercased(), self.console.now())
        let wrong = "Tên, mật khẩu hoặc mã xác thực chưa đúng"
        guard name.utf8.count <= SignInGuard.maximumNameBytes else {
            return self.page(name: "", problem: wrong, status: .unprocessableContent)
        }
        let attempt: SignInGuard.Attempt
        switch self.guarded.begin(name, at: now) {
        case .admitted(let counted): attempt = counted
        case .waits(let until):
            let minutes = SignInGuard.minutes(until: until, at: now)
            return self.page(
                name: name, problem: "Sai nhiều lần. Thử lại sau \(minutes) phút", status: .tooManyRequests)
        }
        let token = try await self.console.operators.signIn(
            name, password: fields.text("password"), code: fields.text("code"), from: context.address,
            secrets: self.console.secrets, evidence: self.console.evidence, at: now)
        guard let token else {
            context.logger.notice("console sign-in refused", metadata: ["net.peer": "\(context.address)"])
            return self.page(name: name, problem: wrong, status: .unprocessableContent)
        }
        self.guarded.succeeded(attempt)
        var response = Response.seeOther("/")
        response.setCookie(self.cookie(token, maxAge: Int(OperatorStore.sessionSeconds)))
        return response
    }

    @Sendable private func signOut(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        let visit = try context.signedIn
        _ = try await FormFields.read(request, csrf: visit.csrf)
        try await self.console.operators.end(visit.tokenHash, of: visit.name)
        var response = Response.seeOther("/sign-in")
        response.setCookie(self.cookie("", maxAge: 0))
        return response
    }

    private func cookie(_ value: String, maxAge: Int) -> Cookie {
        Cookie(
            name: ConsoleGate.cookie, value: value, maxAge: maxAge, path: "/", secure: self.console.usesTLS,
            httpOnly: true, sameSite: .strict)
    }

    private func page(name: String, problem: String?, status: HTTPResponse.Status = .ok) -> Response {
        let layout = Layout(
            title: problem == nil ? "Đăng nhập" : "Lỗi: Đăng nhập", letterhead: self.console.letterhead)
        let invalid: HTML = problem == nil ? "" : " aria-invalid=\"true\""
        let summary = problem.html {
            errorSummary([FieldError(field: "user", sentence: $0)], title: "Chưa đăng nhập được")
        }
        return .page(
            layout.door(
                """
                <div>\(layout.head)\(summary)
                <form class="sheet sheet--pad" method="post" action="/sign-in">
                <h1>Vận hành trục</h1>
                <div class="field"><label for="user">Tên đăng nhập</label>\
                <input id="user" name="user" value="\(name)" autocomplete="username" autocapitalize="none" \
                spellcheck="false" maxlength="64" required\(invalid)></div>
                <div class="field"><label for="password">Mật khẩu</label><div class="secret">\
                <input id="password" name="password" type="password" autocomplete="current-password" maxlength="200" \
                required\(invalid)>\
                <button class="button" type="button" data-reveal="password" aria-pressed="false" hidden>Hiện</button>\
                </div></div>
                <div class="field"><label for="code">Mã xác thực</label>\
                <p class="hint" id="code-them">6 số trong ứng dụng xác thực, hoặc một mã khôi phục</p>\
                <input id="code" name="code" autocomplete="one-time-code" autocapitalize="none" spellcheck="false" \
                maxlength="20" required aria-describedby="code-them"\(invalid)></div>
                <div class="field"><button class="button button--main" type="submit">Đăng nhập</button></div>
                </form></div>
                <aside class="door__aside" aria-label="Hỗ trợ">
                <section><h2>Mất ứng dụng xác thực?</h2><p>Dùng một mã khôi phục. Hết mã: người giữ máy chủ cấp lại bằng \
                <code>lienthong hub operator renew</code>.</p></section>
                <p class="quiet small">Mọi thao tác được ghi vào sổ bằng chứng với tên người làm.</p>
                </aside>
                """), status: status)
    }

    @Sendable private func sessions(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        let visit = try context.signedIn
        let shell = try await ConsoleShell(visit, .sessions, console: self.console)
        let rows = try await self.console.operators.sessions(of: visit.name, at: self.console.now()).map { session in
            let isThis = session.tokenHash == visit.tokenHash
            var form = shell.form("/sessions/end", once: RandomText.secret())
            form.kind = "act"
            let act: HTML =
                isThis
                ? "Phiên này"
                : form.html(
                    """
                    <input type="hidden" name="session" value="\(session.tokenHash)">\
                    <button class="button button--small" type="submit">Kết thúc</button>
                    """)
            return ListTable.Row([
                "<b>\(session.address)</b>", ConsoleShown.moment(session.createdAt),
                ConsoleShown.moment(session.expiresAt), act,
            ])
        }
        let table = ListTable(
            caption: "Phiên đăng nhập của bạn",
            columns: [
                .init("Từ địa chỉ", .subject), .init("Đăng nhập lúc", .when), .init("Hết hạn", .when),
                .init("Thao tác"),
            ], rows: rows)
        return .page(
            shell.page(
                "Phiên đăng nhập",
                pageHead("Phiên đăng nhập", count: rows.count, lead: "Kết thúc phiên mà bạn không nhận ra.")
                    + table.html))
    }

    @Sendable private func end(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        let visit = try context.signedIn
        let fields = try await FormFields.read(request, csrf: visit.csrf)
        try await self.console.operators.end(fields.text("session"), of: visit.name)
        return .seeOther("/sessions")
    }

    /// Tells open pages that something happened at the hub, whoever did it: they ask again with their own rights.
    @Sendable private func live(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        _ = try context.signedIn
        guard let place = self.lines.take() else {
            throw Fault(.tooManyRequests, vi: "Quá nhiều trang đang mở.", en: "Too many pages are listening.")
        }
        let database = self.console.database
        let body = ResponseBody { writer in
            defer { withExtendedLifetime(place) {} }
            let end = ContinuousClock.now + .seconds(3600)
            var seen = try await database.read { try EvidenceLog.size(in: $0) }
            var quiet = 0
            try await writer.write(ByteBuffer(string: "retry: 1000\n\n"))
            while ContinuousClock.now < end, !Task.isShuttingDownGracefully {
                try await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(1)) }
                let size = try await database.read { try EvidenceLog.size(in: $0) }
                quiet += 1
                if size != seen || quiet >= 60 {
                    (seen, quiet) = (size, 0)
                    try await writer.write(ByteBuffer(string: "event: change\ndata: 1\n\n"))
                } else if quiet % 20 == 0 {
                    try await writer.write(ByteBuffer(string: ": still here\n\n"))
                }
            }
            try await writer.finish(nil)
        }
        return Response(
            status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"], body: body)
    }
}
