package import Foundation

/// What is known about the revocation of a signer's certificate and of those above it (thu hồi chứng thư số; RFC 6960, RFC 5280 §5).
package struct RevocationFinding: Sendable, Equatable {
    package enum State: String, Sendable {
        /// Nobody asked, and the file says nothing that would do.
        case notAsked = "not-asked"
        /// Not revoked, as the authority says, or said in the file.
        case good = "good"
        case revoked = "revoked"
        /// Asked, but nobody answered, or not what can be relied upon; or the file could not be read for it.
        case unavailable = "unavailable"
    }

    package let state: State
    /// Nil unless it is revoked.
    package let revokedAt: Date?

    static let notAsked = RevocationFinding(state: .notAsked, revokedAt: nil)
    static let unavailable = RevocationFinding(state: .unavailable, revokedAt: nil)
}
