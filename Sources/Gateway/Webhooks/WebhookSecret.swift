package import Crypto
import Foundation

/// The secret with which calls to one webhook are signed (khóa ký gọi báo), as Standard Webhooks has it.
package struct WebhookSecret: Sendable {
    private let key: SymmetricKey

    package init(_ key: SymmetricKey) {
        self.key = key
    }

    /// `whsec_` and the key in Base64: shown to the operator once, and known to the receiver.
    package var text: String {
        "whsec_" + self.key.withUnsafeBytes { Data($0) }.base64EncodedString()
    }

    /// The value of `webhook-signature`: HMAC-SHA256 over id, time and body, separated by full stops.
    package func signature(id: String, timestamp: Int, body: [UInt8]) -> String {
        var code = HMAC<SHA256>(key: self.key)
        code.update(data: Data("\(id).\(timestamp).".utf8))
        code.update(data: Data(body))
        return "v1," + Data(code.finalize()).base64EncodedString()
    }
}
