import Foundation
import Hummingbird
import Pages
import Storage
import Web

/// What every way of signing in answers with: the page before it, the page of the code, the session.
struct SignInDoor: Sendable {
    let office: Office
    /// Whether the cookies may travel over TLS only.
    let secureCookie: Bool
    /// Nil: nobody signs in elsewhere.
    let provider: SignOnProvider?

    /// - Parameter told: what went wrong elsewhere than in the fields.
    func page(
        next: String, userName: String = "", problem: String? = nil, told: String? = nil,
        status: HTTPResponse.Status = .ok, passwordsAreOff: Bool = false
    ) -> Response {
        .page(
            SignInPage(
                identity: self.office.identity, next: next, userName: userName, problem: problem, told: told,
                provider: self.provider?.settings.name, passwordsAreOff: passwordsAreOff
            ).html,
            status: status
        )
    }

    /// Whether nobody but the emergency administrator comes in by a password.
    func passwordsAreOff() async throws -> Bool {
        guard self.provider != nil else { return false }
        return try await self.office.database.read { try EmergencyAdministrator.read(in: $0).personID != nil }
    }

    func page(step: String, next: String, problem: String?, status: HTTPResponse.Status = .ok) -> Response {
        .page(
            CodePage(identity: self.office.identity, step: step, next: next, problem: problem).html, status: status)
    }

    /// Opens a session; returns the token for the cookie.
    func open(
        _ person: String, _ way: SignInWay, _ request: Request, _ context: OfficeContext, at now: Date,
        in connection: Connection
    ) throws -> String {
        try Sessions.open(
            personID: person, way: way, address: context.address, agent: request.headers[.userAgent] ?? "", at: now,
            in: connection)
    }

    func welcome(_ token: String, next: String) -> Response {
        var response = Response.seeOther(LocalPath.checked(next))
        response.setCookie(self.cookie(token, maxAge: Int(Sessions.lifetimeSeconds)))
        return response
    }

    func cookie(
        _ value: String, named name: String = SessionGate.cookie, path: String = "/", maxAge: Int
    ) -> Cookie {
        Cookie(
            name: name, value: value, maxAge: maxAge, path: path, secure: self.secureCookie, httpOnly: true,
            sameSite: .lax
        )
    }
}
