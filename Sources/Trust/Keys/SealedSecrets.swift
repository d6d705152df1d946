import Crypto
import Exchange
package import Foundation

/// Secrets that a server must be able to read again, sealed (mã bí mật được niêm phong): at the hub those of connected systems, with which the VXP
/// wire signs, everywhere those of one-time codes. AES-256-GCM under `keys/master.key`; a copy of the database alone tells nothing.
package struct SealedSecrets: Sendable {
    private let key: SymmetricKey

    /// Loads `keys/master.key` of the data folder or makes it. Throws `TrustError`.
    package init(dataFolder: URL) throws {
        self.key = SymmetricKey(
            data: try RandomKey.loadOrMake(at: dataFolder.appending(path: "keys/master.key"), bytes: 32))
    }

    /// Base64 of nonce, cipher text and tag. Opens only for `id`.
    package func seal(_ secret: String, of id: String) throws -> String {
        let box = try AES.GCM.seal(Data(secret.utf8), using: self.key, authenticating: Data(id.utf8))
        guard let combined = box.combined else { throw Self.unreadable(id) }
        return combined.base64EncodedString()
    }

    /// Throws `internal` when the text was altered, belongs to another id or was sealed under another key.
    package func open(_ sealed: String, of id: String) throws -> String {
        guard let data = Data(base64Encoded: sealed), let box = try? AES.GCM.SealedBox(combined: data),
            let opened = try? AES.GCM.open(box, using: self.key, authenticating: Data(id.utf8))
        else { throw Self.unreadable(id) }
        return String(decoding: opened, as: UTF8.self)
    }

    private static func unreadable(_ id: String) -> Fault {
        Fault(
            .internalFault, vi: "Không mở được mã bí mật đã niêm phong.",
            en: "The sealed secret of \(id) does not open under keys/master.key.")
    }
}
