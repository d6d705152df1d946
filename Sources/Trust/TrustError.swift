/// Why a key, a certificate or a signature could not be made, read or kept. Never holds a secret.
package struct TrustError: Error, CustomStringConvertible, Sendable {
    package enum Code: String, Sendable {
        /// A key or certificate file does not hold what its name says.
        case unreadable
        /// A file could not be read or written.
        case file
        /// A certificate was asked for without a host.
        case noHost = "no-host"
    }

    package var code: Code
    /// A sentence with the file concerned.
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { "\(self.code.rawValue): \(self.message)" }
}
