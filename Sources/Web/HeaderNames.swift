package import HTTPTypes

/// Header fields that the HTTP library does not name.
extension HTTPField.Name {
    /// RFC 9530: the hash of the bytes in this message.
    package static let contentDigest = Self.named("Content-Digest")
    /// RFC 9530: the hash of the whole file, also when this message brings a part of it.
    package static let reprDigest = Self.named("Repr-Digest")

    /// Draft of the IETF on resumable uploads: bytes that have arrived, and bytes of the whole file.
    package static let uploadOffset = Self.named("Upload-Offset")
    package static let uploadLength = Self.named("Upload-Length")

    /// draft-ietf-httpapi-idempotency-key-header.
    package static let idempotencyKey = Self.named("Idempotency-Key")

    /// Server-sent events (HTML Living Standard §9.2): where a cut stream ended.
    package static let lastEventID = Self.named("Last-Event-ID")

    /// Fetch Metadata (W3C): which site made the browser ask. Scripts cannot set it.
    package static let secFetchSite = Self.named("Sec-Fetch-Site")

    /// Fetch standard: the type that is said is the type.
    package static let contentTypeOptions = Self.named("X-Content-Type-Options")
    package static let frameOptions = Self.named("X-Frame-Options")

    /// A proxy that keeps answers back (nginx) must not keep a stream.
    package static let accelBuffering = Self.named("X-Accel-Buffering")

    /// For constants only: what is no name ends the process.
    package static func named(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { preconditionFailure("a constant is not a header name") }
        return name
    }
}
