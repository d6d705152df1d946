import Foundation
import Trust

/// By what the provider knows who signs out there (`id_token_hint`). It lies sealed in a cookie of the browser, which comes to the pages of signing out
/// alone: so no token is kept here.
struct SignOutHint: Sendable {
    /// Nil: a token that is too large for a cookie; then the provider asks.
    private let token: String?

    static let cookie = "lienthong-sso-out"
    static let path = "/sign-out"
    /// From where the browser is sent to the provider.
    static let therePath = "/sign-out/sso"
    private static let subject = "single sign-out"
    /// Sealed and in Base64 it fits into the 4096 bytes of a cookie.
    static let maximumBytes = 2800

    init(_ token: IDToken) { self.token = token.text.utf8.count <= Self.maximumBytes ? token.text : nil }

    /// For the cookie.
    func sealed(_ secrets: SealedSecrets) throws -> String {
        Base64URL.text(base64: try secrets.seal(self.token ?? "", of: Self.subject))
    }

    /// The token; nil when there is none or we did not seal it.
    static func open(_ cookie: String, _ secrets: SealedSecrets) -> String? {
        guard cookie.utf8.count <= 4096, let sealed = Base64URL.base64(cookie),
            let token = try? secrets.open(sealed, of: self.subject), !token.isEmpty
        else { return nil }
        return token
    }
}
