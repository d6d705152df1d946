import Foundation
import Office

/// Single sign-on of an office (đăng nhập một lần), from its configuration file or the environment: the secret must not stand among the flags of a
/// process.
enum SignOnKeys {
    static let keys: Set = [
        "sign-on-issuer", "sign-on-client", "sign-on-secret", "sign-on-name", "sign-on-claim", "sign-on-address",
        "sign-on-ca",
    ]

    /// Nil: people sign in at the office only. Throws `invalid-request` when something of it is missing or wrong, and as `ServerSettings.authority`.
    static func settings(_ settings: ServerSettings) throws -> SignOnSettings? {
        let text = { (text: String) in text.isEmpty ? nil : text }
        guard let issuer = try settings.value("sign-on-issuer", text) else { return nil }
        return try SignOnSettings(
            issuer: issuer, client: try settings.required("sign-on-client", text),
            secret: try settings.required("sign-on-secret", text), name: try settings.required("sign-on-name", text),
            claim: try settings.value("sign-on-claim", text) ?? SignOnSettings.usualClaim,
            address: try settings.required("sign-on-address", text),
            trustedRoots: try settings.authority("sign-on-ca"))
    }
}
