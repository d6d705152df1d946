import Crypto
package import Foundation
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

    /// `whsec_` and 32 bytes in Base64, as Standard Webhooks writes it: shown to the operator once, and known to the receiver.
    package func text(_ webhook: Webhook) -> String {
        "whsec_" + self.secret(webhook).withUnsafeBytes { Data($0) }.base64EncodedString()
    }

    /// The value of `webhook-signature`: HMAC-SHA256 over id, time and body, separated by full stops.
    func signature(_ webhook: Webhook, id: String, timestamp: Int, body: [UInt8]) -> String {
        var code = HMAC<SHA256>(key: self.secret(webhook))
        code.update(data: Data("\(id).\(timestamp).".utf8))
        code.update(data: Data(body))
        return "v1," + Data(code.finalize()).base64EncodedString()
    }

    private func secret(_ webhook: Webhook) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: self.key, info: Data("lienthong webhook \(webhook.generation) \(webhook.system)".utf8),
            outputByteCount: 32)
    }
}
