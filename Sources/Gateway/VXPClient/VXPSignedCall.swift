import Crypto
import Exchange
import Foundation

/// The headers of one call of the national wire: every parameter, and once more as a JSON text that is signed.
struct VXPSignedCall: Sendable {
    /// In the order in which they are signed.
    let parameters: [(name: String, value: String)]

    /// - Parameter own: those of the call, without `systemid`, `timestamp` and `Content-Type`.
    init(_ own: [(String, String)], system: String, type: String, at now: Date) {
        self.parameters =
            [("systemid", system)] + own + [("timestamp", Self.timestamp(now)), ("Content-Type", type)]
    }

    /// Names and values, in their order.
    func headers(secret: String) -> [(name: String, value: String)] {
        let text = self.text
        return self.parameters.map { ("XroadVnpt-\($0.name)", $0.value) } + [
            ("XroadVnpt-sign-header-key", self.parameters.map(\.name).joined(separator: ";")),
            ("XroadVnpt-sign-header", text),
            ("XroadVnpt-hash-header", Self.signature(of: text, secret: secret)),
            ("User-Agent", "JAVASDKAgent/1.0.0 XRoad/VPCP"), ("XroadVnpt-version", "3.0.201608"),
        ]
    }

    /// Compact JSON, all values strings; the bytes that are signed.
    var text: String {
        let pairs = self.parameters.map { name, value in
            let escaped = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            return "\"XroadVnpt-\(name)\":\"\(escaped)\""
        }
        return "{\(pairs.joined(separator: ","))}"
    }

    static func signature(of text: String, secret: String) -> String {
        HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: SymmetricKey(data: Data(secret.utf8)))
            .map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    /// `22112026T144727+0420`: Vietnam time; behind the plus milliseconds in four digits, no zone.
    static func timestamp(_ now: Date) -> String {
        let parts = VietnamTime.parts(now)
        let milliseconds = Int((now.timeIntervalSince1970 * 1000).rounded(.down)) % 1000
        func digits(_ number: Int, _ count: Int) -> String {
            String(repeating: "0", count: max(0, count - "\(number)".count)) + "\(number)"
        }
        let day = digits(parts.date.day, 2) + digits(parts.date.month, 2) + digits(parts.date.year, 4)
        let time = [parts.hour, parts.minute, parts.second].map { digits($0, 2) }.joined()
        return "\(day)T\(time)+\(digits(milliseconds, 4))"
    }
}
