import Exchange
package import Foundation

/// Single sign-on (đăng nhập một lần) by OpenID Connect: at which provider, as whom, and what the button says.
package struct SignOnSettings: Sendable {
    /// As the provider writes it in its tokens.
    let issuer: String
    /// Who we are there.
    let client: String
    let secret: String
    /// Follows "Đăng nhập bằng" on the button.
    let name: String
    /// The claim that holds the user name.
    let claim: String
    /// Of the office, as browsers see it: `https://vanphong.example.vn`.
    let address: String
    /// PEM of the provider's authority; nil trusts the system's roots.
    let trustedRoots: URL?

    package static let usualClaim = "preferred_username"

    /// Throws `invalid-request` with the setting as its place.
    package init(
        issuer: String, client: String, secret: String, name: String, claim: String = Self.usualClaim, address: String,
        trustedRoots: URL? = nil
    ) throws {
        guard let provider = SignOnAddress.parts(issuer), provider.query == nil else {
            throw SignOnAddress.fault("sign-on-issuer")
        }
        guard let own = SignOnAddress.parts(address), own.query == nil, ["", "/"].contains(own.path) else {
            throw SignOnAddress.fault("sign-on-address")
        }
        let texts = [
            ("sign-on-client", client), ("sign-on-secret", secret), ("sign-on-name", name), ("sign-on-claim", claim),
        ]
        for (key, text) in texts where !(1...1000).contains(text.utf8.count) {
            throw Fault(
                .invalidRequest, vi: "Cấu hình \(key) cần 1 đến 1000 ký tự.",
                en: "The setting \(key) has 1 to 1000 characters.", place: key)
        }
        self.issuer = issuer
        self.client = client
        self.secret = secret
        self.name = name
        self.claim = claim
        self.address = own.path == "/" ? String(address.dropLast()) : address
        self.trustedRoots = trustedRoots
    }

    /// Where the provider sends the browser back to; the provider must know it.
    var returnAddress: String { self.address + SignOnRoutes.returnPath }
    /// The same after signing out.
    var signedOutAddress: String { self.address + "/sign-in" }
}

/// Addresses of a provider.
enum SignOnAddress {
    /// `https`, or `http` to this machine itself; no user, no fragment. Nil for anything else.
    static func parts(_ text: String) -> URLComponents? {
        guard text.utf8.count <= 1000, let parts = URLComponents(string: text), let host = parts.host, !host.isEmpty,
            parts.user == nil, parts.password == nil, parts.fragment == nil,
            parts.scheme == "https"
                || (parts.scheme == "http" && ThisMachine.isHost(host))
        else { return nil }
        return parts
    }

    static func fault(_ key: String) -> Fault {
        Fault(
            .invalidRequest, vi: "Cấu hình \(key) phải là https://… (http:// chỉ với chính máy này).",
            en: "The setting \(key) needs an https address; http is for this machine only.", place: key)
    }
}
