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

    /// Of a whole file, read in pieces.
    package init(ofFile file: URL) throws { try self.init(of: ContentReader(url: file)) }

    /// The same of an open one.
    package init(of file: ContentReader) throws {
        var hasher = SHA256()
        var position = 0
        while true {
            let piece = try file.read(at: position, count: 1 << 18)
            if piece.isEmpty { break }
            hasher.update(data: piece)
            position += piece.count
        }
        self.init(hasher.finalize())
    }

    /// Nil when there are not 32 `bytes`.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == SHA256.byteCount else { return nil }
        self.init(checked: bytes)
    }

    init(_ digest: SHA256.Digest) { self.init(checked: Array(digest)) }

    private init(checked bytes: some Collection<UInt8>) {
        let digits = Array("0123456789abcdef".utf8)
        self.hex = String(unsafeUninitializedCapacity: 64) { text in
            for (index, byte) in bytes.enumerated() {
                text[2 * index] = digits[Int(byte >> 4)]
                text[2 * index + 1] = digits[Int(byte & 15)]
            }
            return 64
        }
    }

    package var description: String { self.hex }
    package var sql: SQLValue { .text(self.hex) }
    package init?(sql: SQLValue) {
        guard case .text(let text) = sql else { return nil }
        self.init(hex: text)
    }
}
