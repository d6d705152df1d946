import Crypto
package import Foundation

/// A symmetric key in a file that only its owner reads (0600): Base64, and under it a sum by which a spoiled key is known. Files from before
/// there was the sum have the first line only.
package enum RandomKey {
    /// The key in `file`, or a new one of `bytes` bytes that is on disk when this returns. Throws `TrustError` when the file cannot be
    /// read or written or holds no such key.
    package static func loadOrMake(at file: URL, bytes: Int) throws -> Data {
        if let text = try SecretFile.read(file) {
            let lines = text.split(whereSeparator: \.isWhitespace)
            guard let key = lines.first.flatMap({ Data(base64Encoded: String($0)) }), key.count == bytes,
                lines.count == 1 || (lines.count == 2 && lines[1] == self.sum(of: key))
            else { throw TrustError(.file, "The file \"\(file.path)\" holds no key of \(bytes) bytes.") }
            return key
        }
        var generator = SystemRandomNumberGenerator()
        let key = Data((0..<bytes).map { _ in UInt8.random(in: 0...255, using: &generator) })
        try SecretFile.write("\(key.base64EncodedString())\n\(self.sum(of: key))\n", to: file, mode: 0o600)
        return key
    }

    /// Four bytes: enough to know a spoiled key, too few to tell anything of a sound one.
    private static func sum(of key: Data) -> String {
        SHA256.hash(data: key).prefix(4).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
