import Crypto
import Foundation
import Synchronization
import Trust
import Web

/// One sign-in on its way through the provider. It lies sealed in a cookie of the browser that began it, so that no other can end it and nothing
/// grows here when strangers begin many.
struct SignOnAttempt: Codable, Sendable, Equatable {
    /// Comes back with the browser.
    let state: String
    /// Comes back in the token.
    let nonce: String
    /// Shown to the provider with the code (PKCE, RFC 7636).
    let verifier: String
    /// The path to open then.
    let next: String
    let endsAt: Date

    static let cookie = "lienthong-sso"
    /// Ten minutes: somebody looks for their phone.
    static let lifetimeSeconds: TimeInterval = 600
    private static let subject = "single sign-on"

    init(next: String, at now: Date) {
        self.state = RandomText.secret()
        self.nonce = RandomText.secret()
        self.verifier = RandomText.secret()
        self.next = next
        self.endsAt = now.addingTimeInterval(Self.lifetimeSeconds)
    }

    /// `S256`.
    var challenge: String { Base64URL.text(Data(SHA256.hash(data: Data(self.verifier.utf8)))) }

    /// For the cookie.
    func sealed(_ secrets: SealedSecrets) throws -> String {
        let text = String(decoding: try JSONEncoder().encode(self), as: UTF8.self)
        return Base64URL.text(base64: try secrets.seal(text, of: Self.subject))
    }

    /// Nil when we did not seal it or its time is over.
    static func open(_ cookie: String, _ secrets: SealedSecrets, at now: Date) -> SignOnAttempt? {
        guard cookie.utf8.count <= 4096, let sealed = Base64URL.base64(cookie),
            let text = try? secrets.open(sealed, of: self.subject),
            let attempt = try? JSONDecoder().decode(SignOnAttempt.self, from: Data(text.utf8)),
            now < attempt.endsAt
        else { return nil }
        return attempt
    }
}

/// Each attempt ends once. Kept in memory: a restart forgets it, and the provider takes each code once as well. When there is no room, the oldest are
/// forgotten: strangers who end many keep nobody outside.
final class EndedAttempts: Sendable {
    private let ended = Mutex<[String: Date]>([:])
    private let limit: Int

    init(limit: Int = 10_000) { self.limit = limit }

    /// False when it has ended before.
    func end(_ attempt: SignOnAttempt, at now: Date) -> Bool {
        self.ended.withLock { ended in
            guard ended[attempt.state] == nil else { return false }
            if ended.count >= self.limit { ended.makeRoom(below: self.limit, keeping: { $0 > now }, by: { $0 }) }
            ended[attempt.state] = attempt.endsAt
            return true
        }
    }
}
