import Crypto
package import Foundation

/// The SHA-256 of some bytes: the name under which a file is kept.
package struct ContentHash: Hashable, Sendable, SQLBindable, SQLReadable, CustomStringConvertible {
    /// 64 lower-case hexadecimal digits.
    package let hex: String

    /// Nil when `hex` is not 64 hexadecimal digits.
    package init?(hex: String) {
        let lower = hex.lowercased()
        guard lower.utf8.count == 64, lower.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) })
        else { return nil }
        self.hex = lower
    }

    package init(of bytes: some DataProtocol) {
        self.init(SHA256.hash(data: bytes))
    }

    init(_ digest: SHA256.Digest) {
        var hex = ""
        hex.reserveCapacity(64)
        for byte in digest {
            hex += String(byte >> 4, radix: 16)
            hex += String(byte & 15, radix: 16)
        }
        self.hex = hex
    }

    package var description: String { self.hex }
    package var sql: SQLValue { .text(self.hex) }
    package init?(sql: SQLValue) {
        guard case .text(let text) = sql else { return nil }
        self.init(hex: text)
    }
}
