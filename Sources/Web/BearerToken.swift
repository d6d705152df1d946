package import Hummingbird

extension Request {
    /// The token of `Authorization: Bearer …` (RFC 6750; the scheme's case does not matter): 8 to 200 visible ASCII characters. Nil when there
    /// is none or it is not of that form.
    package var bearerToken: String? {
        guard let header = self.headers[.authorization], header.utf8.count <= 300 else { return nil }
        let parts = header.split(separator: " ")
        guard parts.count == 2, header.first != " ", header.last != " ", parts[0].lowercased() == "bearer",
            (8...200).contains(parts[1].utf8.count), parts[1].utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        return String(parts[1])
    }
}
