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
/// | POST | `/sign-in` | anyone | 303; 200 when a code is asked for; 403, 422, 429 |
/// | POST | `/sign-in/code` | whose password was right, or who signed in at the provider | 303, 422, 429 |
/// | POST | `/sign-out` | whoever is signed in | 303 |
/// | GET | `/sign-out` | who has signed out and came from the provider | 200, 303 |
/// | GET | `/sign-out/sso` | the same | 303 to the provider; 503 |
struct SignInRoutes: Sendable {
    let door: SignInDoor
    private let guarded = SignInGuard()

    private var office: Office { self.door.office }

    init(door: SignInDoor) { self.door = door }

    func add(to router: Router<OfficeContext>) {
        router.get("sign-in", use: self.show)
        router.post("sign-in", use: self.signIn)
        router.post("sign-in/code", use: self.takeCode)
        router.post("sign-out", use: self.signOut)
        router.get("sign-out", use: self.signedOut)
        router.get("sign-out/sso", use: self.signOutThere)
    }

    @Sendable private func show(_ request: Request, _ context: OfficeContext) async throws -> Response {
        if context.visit != nil { return .seeOther("/") }
        return self.door.page(
            next: request.uri.queryParameters["next"].map(String.init) ?? "",
            passwordsAreOff: try await self.door.passwordsAreOff())
    }

    /// No session guards these forms: only our own pages may send them.
    private static func read(_ request: Request) async throws -> FormFields {
        if request.isFromOtherSite {
            throw Fault(.forbidden, vi: "Mở trang đăng nhập rồi thử lại.", en: "Cross-site sign-in is refused.")
        }
        return try await FormFields.readUnchecked(request)
    }

    /// What whoever must wait until then reads.
    private static func wait(until: Date, at now: Date) -> String {
        "Sai nhiều lần. Thử lại sau \(SignInGuard.minutes(until: until, at: now)) phút"
    }

    private static let wrong = "Tên đăng nhập hoặc mật khẩu chưa đúng"

    @Sendable private func signIn(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let fields = try await Self.read(request)
        let userName = fields.text("user").lowercased()
        let next = fields.text("next")
        let now = self.office.now()
        guard userName.utf8.count <= SignInGuard.maximumNameBytes else {
            return self.door.page(next: next, problem: Self.wrong, status: .unprocessableContent)
        }
        let attempt: SignInGuard.Attempt
        switch self.guarded.begin(userName, at: now) {
        case .admitted(let counted): attempt = counted
        case .waits(let until):
            return self.door.page(
                next: next, userName: userName, problem: Self.wait(until: until, at: now), status: .tooManyRequests)
        }
        let credentials = try await self.office.database.read { connection -> [String]? in
            try PersonStore.credentials(userName: userName, in: connection).map { [$0.id, $0.hash] }
        }
        // The same work for an unknown name, so that the time tells nothing.
        let (password, hash) = (fields.text("password"), credentials?.last ?? Passwords.nobody)
        let matches = try await blocking { try Passwords.verify(password, hash: hash) }
        guard matches, let id = credentials?.first else {
            context.logger.notice("sign-in refused")
            self.office.access.record(
                AccessEntry(.signInFailed, personID: credentials?.first, address: context.address, at: now))
            return self.door.page(
                next: next, userName: userName, problem: Self.wrong, status: .unprocessableContent)
        }
        if let told = try await self.refusal(of: id) {
            self.guarded.takeBack(attempt)
            context.logger.notice("sign-in by password refused", metadata: ["reason": "\(told.detail)"])
            var entry = AccessEntry(.signInFailed, personID: id, address: context.address, at: now)
            entry.detail = told.detail
            self.office.access.record(entry)
            return self.door.page(next: next, told: told.words, status: .forbidden)
        }
        let step = try await self.office.database.write { connection in
            try SecondFactor.isOn(id, in: connection)
                ? try SignInStep.open(id, .password, at: now, in: connection) : nil
        }
        // Failures are forgotten with the code only: who knows the password alone gets no more guesses by it.
        if let step {
            self.guarded.takeBack(attempt)
            return self.door.page(step: step, next: next, problem: nil)
        }
        self.guarded.succeeded(attempt)
        let token = try await self.office.database.write {
            try self.door.open(id, .password, request, context, at: now, in: $0)
        }
        return self.door.welcome(token, next: next)
    }

    /// Why a right password does not open the door, for the person and for the log; nil when it does.
    private func refusal(of person: String) async throws -> (words: String, detail: String)? {
        guard let provider = self.door.provider?.settings else { return nil }
        return try await self.office.database.read { connection in
            if try EmergencyAdministrator.read(in: connection).refuses(person) {
                return (SignOnWords.passwordsAreOff(provider.name), "passwords are off")
            }
            return try SignOnAccount.isOnlyFactor(of: person, issuer: provider.issuer, in: connection)
                ? (SignOnWords.passwordIsNotEnough(provider.name), "no second factor") : nil
        }
    }

    @Sendable private func takeCode(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let fields = try await Self.read(request)
        let (step, next, now) = (fields.text("step"), fields.text("next"), self.office.now())
        guard
            let (id, userName, way) = try await self.office.database.read({
                try SignInStep.find(step, at: now, in: $0)
            })
        else {
            return self.door.page(
                next: next, userName: "", problem: "Đã quá 5 phút hoặc sai 5 lần: đăng nhập lại từ đầu",
                status: .unprocessableContent)
        }
        let attempt: SignInGuard.Attempt
        switch self.guarded.begin(userName, at: now) {
        case .admitted(let counted): attempt = counted
        case .waits(let until):
            return self.door.page(
                step: step, next: next, problem: Self.wait(until: until, at: now), status: .tooManyRequests)
        }
        let (code, secrets) = (fields.text("code"), self.office.secrets)
        let token = try await self.office.database.write { connection -> String? in
            // The same step twice at once: the second finds nothing.
            guard try SignInStep.find(step, at: now, in: connection)?.id == id,
                try SignInStep.count(step, in: connection),
                try SecondFactor.use(code, of: id, secrets, at: now, in: connection)
            else { return nil }
            try SignInStep.close(step, in: connection)
            return try self.door.open(id, way, request, context, at: now, in: connection)
        }
        guard let token else {
            context.logger.notice("sign-in code refused")
            self.office.access.record(
                AccessEntry(.signInFailed, personID: id, address: context.address, at: now))
            return self.door.page(
                step: step, next: next, problem: "Mã chưa đúng hoặc đã dùng rồi", status: .unprocessableContent)
        }
        self.guarded.succeeded(attempt)
        return self.door.welcome(token, next: next)
    }

    @Sendable private func signOut(_ request: Request, _ context: OfficeContext) async throws -> Response {
        _ = try await FormFields.read(request, csrf: try context.signedIn().csrf)
        if let token = request.cookie(SessionGate.cookie) {
            self.office.access.record(
                AccessEntry(
                    .signedOut, personID: context.visit?.account.id, address: context.address, at: self.office.now()))
            try await self.office.database.write { try Sessions.close(token: token, in: $0) }
        }
        // A form may not lead to another site, not even by its answer: a link on the next page does.
        let cameFromThere = self.door.provider != nil && request.cookie(SignOutHint.cookie) != nil
        var response = Response.seeOther(cameFromThere ? SignOutHint.path : "/sign-in")
        response.setCookie(self.door.cookie("", maxAge: 0))
        return response
    }

    /// Signed out here; at the provider not yet.
    @Sendable private func signedOut(_ request: Request, _ context: OfficeContext) async throws -> Response {
        guard context.visit == nil, let provider = self.door.provider, request.cookie(SignOutHint.cookie) != nil else {
            return .seeOther(context.visit == nil ? "/sign-in" : "/")
        }
        return .page(SignedOutPage(identity: self.office.identity, provider: provider.settings.name).html)
    }

    /// To the provider (OpenID Connect RP-Initiated Logout 1.0), who brings the browser back to the page to sign in.
    @Sendable private func signOutThere(_ request: Request, _ context: OfficeContext) async throws -> Response {
        guard context.visit == nil else { return .seeOther("/") }
        guard let provider = self.door.provider, let sealed = request.cookie(SignOutHint.cookie) else {
            return .seeOther("/sign-in")
        }
        let hint = SignOutHint.open(sealed, self.office.secrets)
        do {
            guard let address = try await provider.signOutAddress(hint: hint) else {
                // Its metadata name no such address.
                return self.door.page(
                    next: "", told: SignOnWords.noSignOut(provider.settings.name), status: .serviceUnavailable,
                    passwordsAreOff: try await self.door.passwordsAreOff())
            }
            var response = Response.seeOther(address)
            response.setCookie(self.door.cookie("", named: SignOutHint.cookie, path: SignOutHint.path, maxAge: 0))
            return response
        } catch let fault as Fault where fault.code == .unreachable {
            context.logger.warning("signing out at the provider failed", metadata: ["error": "\(fault)"])
            return self.door.page(
                next: "", told: SignOnWords.noSignOut(provider.settings.name), status: .serviceUnavailable,
                passwordsAreOff: try await self.door.passwordsAreOff())
        }
    }
}
