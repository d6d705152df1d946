import Crypto
package import Foundation
package import Gateway
import Trust

/// The secrets of webhooks (khóa ký gọi báo). None is stored: each is derived from one key of the hub, so a copy of the database signs
/// nothing.
package struct WebhookSecrets: Sendable {
    private let key: SymmetricKey

    /// Loads `keys/webhook.key` of the data folder or makes it. Throws `TrustError`.
    package init(dataFolder: URL) throws {
        self.key = SymmetricKey(
            data: try RandomKey.loadOrMake(at: dataFolder.appending(path: "keys/webhook.key"), bytes: 32))
    }

    package func secret(of webhook: Webhook) -> WebhookSecret {
        WebhookSecret(
            HKDF<SHA256>.deriveKey(
                inputKeyMaterial: self.key,
                info: Data("lienthong webhook \(webhook.generation) \(webhook.system)".utf8), outputByteCount: 32))
    }
}
