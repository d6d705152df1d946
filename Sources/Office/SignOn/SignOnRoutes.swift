import Exchange
import Foundation
import Hummingbird
import Logging
import Storage
import Trust
import Web

/// Signing in at the provider of single sign-on (đăng nhập một lần): authorization code with PKCE. There are links only, no forms: the policy of our
/// pages lets forms go to ourselves alone.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/sign-in/sso` | anyone | 303 to the provider; 503 |
/// | GET | `/sign-in/sso/return` | whoever comes back from there | 303; 200 when a code is asked for; 403, 429, 503 |
struct SignOnRoutes: Sendable {
    let door: SignInDoor
    let provider: SignOnProvider
    private let ended = EndedAttempts()
    /// Of those who come back with a cookie of ours: they alone cost the provider a call and the access log a line. By address, which behind a proxy is
    /// one for all.
    private let limiter = RateLimiter(perSecond: 10)

    static let path = "/sign-in/sso"
    static let returnPath = "/sign-in/sso/return"

    init(door: SignInDoor, provider: SignOnProvider) {
        self.door = door
        self.provider = provider
    }

    func add(to router: Router<OfficeContext>) {
        router.get("sign-in/sso", use: self.begin)
        router.get("sign-in/sso/return", use: self.end)
    }

    @Sendable private func begin(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let next = LocalPath.checked(try FormFields.query(request).text("next"))
        if context.visit != nil { return .seeOther(next) }
        return try await self.reaching(context, next: next) {
            // The cookie must have room for it.
            let attempt = SignOnAttempt(next: next.utf8.count <= 1000 ? next : "/", at: self.door.office.now())
            var response = Response.seeOther(try await self.provider.address(of: attempt))
            response.setCookie(
                self.cookie(
                    try attempt.sealed(self.door.office.secrets), maxAge: Int(SignOnAttempt.lifetimeSeconds)))
            return response
        }
    }

    @Sendable private func end(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let fields = try FormFields.query(request)
        let now = self.door.office.now()
        let attempt = request.cookie(SignOnAttempt.cookie).flatMap {
            SignOnAttempt.open($0, self.door.office.secrets, at: now)
        }
        let next = attempt?.next ?? ""
        var response = try await self.reaching(context, next: next) {
            do {
                guard let attempt else { throw SignOnRefusal(reason: .foreign) }
                if case .refused = self.limiter.judge(context.address) {
                    return self.door.page(
                        next: next, told: SignOnWords.tooMany, status: .tooManyRequests,
                        passwordsAreOff: try await self.door.passwordsAreOff())
                }
                return try await self.finish(attempt, fields, request, context)
            } catch let refusal as SignOnRefusal {
                self.tell(refusal, context, isOurs: attempt != nil, at: now)
                return self.door.page(
                    next: next, told: SignOnWords.sentence(refusal, self.provider.settings.name), status: .forbidden,
                    passwordsAreOff: try await self.door.passwordsAreOff())
            }
        }
        response.setCookie(self.cookie("", maxAge: 0))
        return response
    }

    private func finish(
        _ attempt: SignOnAttempt, _ fields: FormFields, _ request: Request, _ context: OfficeContext
    ) async throws -> Response {
        let now = self.door.office.now()
        let issuer = self.provider.settings.issuer
        // RFC 9207: who answers, when they say so.
        guard constantTimeEqual(fields.text("state"), attempt.state), self.ended.end(attempt, at: now),
            fields.optional("iss") ?? issuer == issuer
        else { throw SignOnRefusal(reason: .foreign) }
        guard let code = fields.optional("code"), code.utf8.count <= 4096 else {
            throw SignOnRefusal(reason: .cancelled)
        }
        let token = try await self.provider.token(for: code, of: attempt)
        let way: SignInWay = token.hasSecondFactor ? .providerWithFactor : .provider
        let (isCodeAsked, opened) = try await self.door.office.database.write { connection -> (Bool, String) in
            let person = try SignOnAccount.person(token, issuer: issuer, at: now, in: connection).id
            // As after a password, unless the provider has asked for one.
            if way == .provider, try SecondFactor.isOn(person, in: connection) {
                return (true, try SignInStep.open(person, way, at: now, in: connection))
            }
            return (false, try self.door.open(person, way, request, context, at: now, in: connection))
        }
        var response =
            isCodeAsked
            ? self.door.page(step: opened, next: attempt.next, problem: nil)
            : self.door.welcome(opened, next: attempt.next)
        let hint = try SignOutHint(token).sealed(self.door.office.secrets)
        response.setCookie(
            self.door.cookie(
                hint, named: SignOutHint.cookie, path: SignOutHint.path, maxAge: Int(Sessions.lifetimeSeconds)))
        return response
    }

    /// Does it; a provider that cannot be reached is told on the page, where passwords still open the door.
    private func reaching(
        _ context: OfficeContext, next: String, _ body: () async throws -> Response
    ) async throws -> Response {
        do {
            return try await body()
        } catch let fault as Fault where fault.code == .unreachable {
            context.logger.warning("single sign-on failed", metadata: ["error": "\(fault)"])
            return self.door.page(
                next: next, told: fault.vietnamese, status: .serviceUnavailable,
                passwordsAreOff: try await self.door.passwordsAreOff())
        }
    }

    /// - Parameter isOurs: whether it began here. What anybody may send leaves no line in the access log, where lines stay for good.
    private func tell(_ refusal: SignOnRefusal, _ context: OfficeContext, isOurs: Bool, at now: Date) {
        context.logger.notice("single sign-on refused", metadata: ["reason": "\(refusal.code)"])
        guard isOurs else { return }
        var entry = AccessEntry(.signInFailed, personID: refusal.personID, address: context.address, at: now)
        entry.detail = "sso \(refusal.code)"
        self.door.office.access.record(entry)
    }

    private func cookie(_ value: String, maxAge: Int) -> Cookie {
        self.door.cookie(value, named: SignOnAttempt.cookie, path: Self.path, maxAge: maxAge)
    }
}
