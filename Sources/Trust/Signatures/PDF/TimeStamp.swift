package import Foundation

/// A time stamp in a PDF (dấu thời gian, RFC 3161): the word of an authority that a signature was there at that time.
package struct TimeStamp: Sendable, Equatable {
    package enum Standing: String, Sendable {
        /// By an authority that we trust, whose certificate is in force and for this.
        case proven
        /// Sound, but nobody we trust vouches for it, or its certificate has ended or was revoked: it proves nothing.
        case untrusted
        /// It does not stand for what it lies upon, or cannot be read.
        case broken
    }

    package let standing: Standing
    /// Nil when it is broken.
    package let time: Date?
    /// Name of the authority in its certificate; nil when that has none or cannot be read.
    package let authority: String?

    package init(standing: Standing, time: Date?, authority: String?) {
        self.standing = standing
        self.time = time
        self.authority = authority
    }

    /// When the signature was there for certain.
    var provenTime: Date? { self.standing == .proven ? self.time : nil }

    /// The earliest that proves something, else the first: several may stand for one signature.
    static func best(_ stamps: [TimeStamp]) -> TimeStamp? {
        stamps.filter { $0.standing == .proven }.min { ($0.time ?? .distantFuture) < ($1.time ?? .distantFuture) }
            ?? stamps.first
    }
}
