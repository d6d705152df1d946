import Crypto
package import Foundation

/// A hash in the evidence log: SHA-256, 32 bytes.
package struct LogHash: Hashable, Sendable {
    package let bytes: [UInt8]

    /// Nil unless there are 32 bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    /// Nil unless it is Base64 of 32 bytes, in the one way that there is to write them.
    package init?(base64: String) {
        guard let data = Data(base64Encoded: base64), data.base64EncodedString() == base64 else { return nil }
        self.init(bytes: Array(data))
    }

    private init(_ digest: SHA256.Digest) { self.bytes = Array(digest) }

    package var base64: String { Data(self.bytes).base64EncodedString() }

    /// Of an entry (RFC 9162 §2.1.1).
    package init(leaf entry: some DataProtocol) {
        var hash = SHA256()
        hash.update(data: [0])
        hash.update(data: entry)
        self.init(hash.finalize())
    }

    /// Of two subtrees.
    package init(left: LogHash, right: LogHash) {
        var hash = SHA256()
        hash.update(data: [1])
        hash.update(data: left.bytes)
        hash.update(data: right.bytes)
        self.init(hash.finalize())
    }

    /// Of a log without entries.
    package static let empty = LogHash(SHA256.hash(data: []))
}
