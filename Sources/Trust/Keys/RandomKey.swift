package import Foundation

/// A symmetric key in a file that only its owner reads (0600): Base64, one line.
package enum RandomKey {
    /// The key in `file`, or a new one of `bytes` bytes that is on disk when this returns. Throws `TrustError` when the file cannot be
    /// read or written or holds no such key.
    package static func loadOrMake(at file: URL, bytes: Int) throws -> Data {
        if let text = try SecretFile.read(file) {
            let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
            guard let key = Data(base64Encoded: text), key.count == bytes else {
                throw TrustError(.file, "The file \"\(file.path)\" holds no key of \(bytes) bytes.")
            }
            return key
        }
        var generator = SystemRandomNumberGenerator()
        let key = Data((0..<bytes).map { _ in UInt8.random(in: 0...255, using: &generator) })
        try SecretFile.write(key.base64EncodedString() + "\n", to: file, mode: 0o600)
        return key
    }
}
