package import Foundation

/// The hub's word that it has a package safely on disk (biên nhận): anybody can check it offline with the hub's public key.
package struct Receipt: Codable, Sendable, Equatable {
    /// The hub's own id of the package, UUID version 7.
    package var packageID: String
    /// Mã định danh văn bản; for a status that of the document it reports on. Nil when the hub knows none.
    package var documentID: String?
    /// Code of the sending agency as the directory writes it.
    package var from: String
    /// Codes of the receiving agencies as the directory writes them, in the order of the package.
    package var to: [String]
    /// `new`, `recall`, `update`, `replacement`, `status`.
    package var kind: String
    /// Of the package file as it came, 64 hexadecimal digits.
    package var sha256: String
    package var sizeBytes: Int
    /// When bytes and rows were on their way to disk, `2024-03-13T01:47:09.123Z`.
    package var receivedAt: String
    /// The hub's name.
    package var hub: String
    /// ECDSA P-256 over SHA-256 of `canonicalText`, DER in Base64. Empty before signing.
    package var signature: String

    package init(
        packageID: String,
        documentID: String?,
        from: String,
        to: [String],
        kind: String,
        sha256: String,
        sizeBytes: Int,
        receivedAt: String,
        hub: String,
        signature: String = ""
    ) {
        self.packageID = packageID
        self.documentID = documentID
        self.from = from
        self.to = to
        self.kind = kind
        self.sha256 = sha256
        self.sizeBytes = sizeBytes
        self.receivedAt = receivedAt
        self.hub = hub
        self.signature = signature
    }

    enum CodingKeys: String, CodingKey {
        case packageID = "packageId"
        case documentID = "documentId"
        case from, to, kind, sha256, sizeBytes, receivedAt, hub, signature
    }

    /// What is signed: one `key=value` line for each field in a fixed order, one `to` line for each receiver, UTF-8, every line ended
    /// by one line feed. A backslash in a value is doubled, a line feed is `\n`, a carriage return `\r`; an absent id is no line.
    package var canonicalText: String {
        var lines = [("format", "lienthong-receipt-1"), ("packageId", self.packageID)]
        if let documentID = self.documentID { lines.append(("documentId", documentID)) }
        lines.append(("from", self.from))
        lines += self.to.map { ("to", $0) }
        lines += [
            ("kind", self.kind), ("sha256", self.sha256), ("sizeBytes", String(self.sizeBytes)),
            ("receivedAt", self.receivedAt), ("hub", self.hub),
        ]
        return lines.map { "\($0)=\(Self.escaped($1))\n" }.joined()
    }

    /// The same receipt with the signature of `key`.
    package func signed(by key: SigningKey) throws -> Receipt {
        var receipt = self
        receipt.signature = try key.sign(self.canonicalText)
        return receipt
    }

    /// Whether the owner of `key` signed exactly this.
    package func isSigned(by key: VerifyingKey) -> Bool {
        key.verifies(self.signature, of: self.canonicalText)
    }

    /// The JSON that travels and is kept: keys sorted, UTF-8, no white space.
    package var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }

    /// Reads what `json` writes; throws `TrustError` when it is not a receipt.
    package init(json: Data) throws {
        do {
            self = try JSONDecoder().decode(Receipt.self, from: json)
        } catch {
            throw TrustError(.unreadable, "The text is not a receipt of a hub.")
        }
    }

    /// Scalar by scalar: a combining mark after a backslash must not hide it.
    private static func escaped(_ value: String) -> String {
        var text = String.UnicodeScalarView()
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": text.append(contentsOf: "\\\\".unicodeScalars)
            case "\n": text.append(contentsOf: "\\n".unicodeScalars)
            case "\r": text.append(contentsOf: "\\r".unicodeScalars)
            default: text.append(scalar)
            }
        }
        return String(text)
    }
}
