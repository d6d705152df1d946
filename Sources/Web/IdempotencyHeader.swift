import Exchange

/// `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): what a caller calls one attempt to do something.
package enum IdempotencyHeader {
    /// 1 to 255 visible ASCII characters, in quotes or without. Throws `invalid-request`.
    package static func key(_ header: String) throws -> String {
        let text = header.wholeMatch(of: /"(.*)"/).map { String($0.1) } ?? header
        guard (1...255).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Fault.invalid(
                "Idempotency-Key cần 1–255 ký tự ASCII, không có dấu cách.",
                "An Idempotency-Key has 1 to 255 visible ASCII characters.", place: "Idempotency-Key")
        }
        return text
    }
}
