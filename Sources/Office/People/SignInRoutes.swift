import Exchange
import Foundation
import Hummingbird
import Logging
import Storage
import Web

/// Signing in and out.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/sign-in` | anyone | 200 |
/// | POST | `/sign-in` | anyone | 303, 422, 429 |
/// | POST | `/sign-out` | whoever is signed in | 303 |
struct SignInRoutes: Sendable {
    let office: Office
    let guarded = SignInGuard()
    /// Whether the cookie may travel over TLS only.
    let secureCookie: Bool

    func add(to router: Router<OfficeContext>) {
        router.get("sign-in", use: self.show)
        router.post("sign-in", use: self.signIn)
        router.post("sign-out", use: self.signOut)
    }

    @Sendable private func show(_ request: Request, _ context: OfficeContext) async throws -> Response {
        if context.visit != nil { return .seeOther("/") }
        return self.page(next: request.uri.queryParameters["next"].map(String.init) ?? "", userName: "", problem: nil)
    }

    @Sendable private func signIn(_ request: Request, _ context: OfficeContext) async throws -> Response {
        // No session guards this form: only our own pages may send it.
        if let site = request.headers[.init("Sec-Fetch-Site")!], site != "same-origin", site != "none" {
            throw Fault(.forbidden, vi: "Mở trang đăng nhập rồi thử lại.", en: "Cross-site sign-in is refused.")
        }
        let fields = try await FormFields.readUnchecked(request)
        let userName = fields.text("user").lowercased()
        let next = fields.text("next")
        let now = self.office.now()
        if let until = self.guarded.waitsUntil(userName, at: now) {
            let minutes = Int((until.timeIntervalSince(now) / 60).rounded(.up))
            return self.page(
                next: next, userName: userName, problem: "Sai mật khẩu nhiều lần. Thử lại sau \(minutes) phút",
                status: .tooManyRequests
            )
        }
        let credentials = try await self.office.database.read { connection -> [String]? in
            try PersonStore.credentials(userName: userName, in: connection).map { [$0.id, $0.hash] }
        }
        // The same work for an unknown name, so that the time tells nothing.
        let hash = credentials?.last ?? Passwords.nobody
        let matches = try Passwords.verify(fields.text("password"), hash: hash)
        guard matches, let id = credentials?.first else {
            self.guarded.failed(userName, at: now)
            context.logger.notice("sign-in refused")
            return self.page(
                next: next, userName: userName, problem: "Tên đăng nhập hoặc mật khẩu chưa đúng",
                status: .unprocessableContent
            )
        }
        self.guarded.succeeded(userName)
        let token = try await self.office.database.write {
            try Sessions.open(
                personID: id, address: context.address, agent: request.headers[.userAgent] ?? "", at: now, in: $0)
        }
        // A path of ours only: never another site.
        let isPath = next.hasPrefix("/") && !next.hasPrefix("//") && !next.contains("\\")
        var response = Response.seeOther(isPath ? next : "/")
        response.setCookie(self.cookie(token, maxAge: Int(Sessions.lifetimeSeconds)))
        return response
    }

    @Sendable private func signOut(_ request: Request, _ context: OfficeContext) async throws -> Response {
        _ = try await FormFields.read(request, csrf: try context.signedIn().csrf)
        if let token = request.cookie(SessionGate.cookie) {
            try await self.office.database.write { try Sessions.close(token: token, in: $0) }
        }
        var response = Response.seeOther("/sign-in")
        response.setCookie(self.cookie("", maxAge: 0))
        return response
    }

    private func cookie(_ value: String, maxAge: Int) -> Cookie {
        Cookie(
            name: SessionGate.cookie, value: value, maxAge: maxAge, path: "/", secure: self.secureCookie,
            httpOnly: true,
            sameSite: .lax
        )
    }

    private func page(next: String, userName: String, problem: String?, status: HTTPResponse.Status = .ok) -> Response {
        .page(
            SignInPage(identity: self.office.identity, next: next, userName: userName, problem: problem).html,
            status: status
        )
    }
}
