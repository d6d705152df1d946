import Exchange
import Foundation
import Trust

/// The report for machines. Every key is always there; what is not known is null. Times are Vietnam time with `+07:00`.
extension VerifyReport: Encodable {
    var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }

    /// | Key | Content |
    /// |-----|---------|
    /// | `file` | name of the package |
    /// | `signature` | of the XML: `verdict`, `reason`, `sentence`, who signed, `certificate`, `certificateSha256` |
    /// | `documents` | each PDF: `name`, `verdict`, `reason`, `sentence`, `signatures` |
    func encode(to encoder: any Encoder) throws {
        var keys = encoder.container(keyedBy: Key.self)
        try keys.encode(self.file, forKey: "file")
        var signature = keys.nestedContainer(keyedBy: Key.self, forKey: "signature")
        try signature.encode(self.signature.verdict)
        try signature.encode(self.signature.signer)
        try signature.encode(self.signature.certificate?.rawValue, forKey: "certificate")
        try signature.encode(self.signature.certificateSHA256, forKey: "certificateSha256")
        try keys.encode(self.documents, forKey: "documents")
    }

    fileprivate struct Key: CodingKey, ExpressibleByStringLiteral {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringLiteral value: String) { self.stringValue = value }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}

extension VerifyReport.Document: Encodable {
    func encode(to encoder: any Encoder) throws {
        var keys = encoder.container(keyedBy: VerifyReport.Key.self)
        try keys.encode(self.name, forKey: "name")
        try keys.encode(self.signatures.verdict)
        var list = keys.nestedUnkeyedContainer(forKey: "signatures")
        for signature in self.signatures.signatures {
            var entry = list.nestedContainer(keyedBy: VerifyReport.Key.self)
            try entry.encode(signature.verdict)
            try entry.encode(signature.signer)
            try entry.encode(signature.field, forKey: "field")
            try entry.encode(signature.signedAt.map(Self.vietnamTime), forKey: "signedAt")
            try entry.encode(signature.stamp?.standing.rawValue, forKey: "timeStamp")
            try entry.encode(signature.stamp?.time.map(Self.vietnamTime), forKey: "timeStampedAt")
            try entry.encode(signature.stamp?.authority, forKey: "timeStampedBy")
            try entry.encode(signature.integrity.rawValue, forKey: "integrity")
            try entry.encode(signature.coversWholeFile, forKey: "coversWholeFile")
            try entry.encode(signature.certificate.rawValue, forKey: "certificate")
            try entry.encode(signature.certificateSHA256, forKey: "certificateSha256")
        }
    }

    /// `2024-03-12T09:30:05+07:00`
    private static func vietnamTime(_ instant: Date) -> String {
        VietnamTime.packet(instant).replacing("/", with: "-").replacing(" ", with: "T") + "+07:00"
    }
}

extension KeyedEncodingContainer<VerifyReport.Key> {
    fileprivate mutating func encode(_ verdict: SignatureVerdict) throws {
        try self.encode(verdict.status.rawValue, forKey: "verdict")
        try self.encode(verdict.reason?.rawValue, forKey: "reason")
        try self.encode(verdict.vietnamese, forKey: "sentence")
    }

    fileprivate mutating func encode(_ signer: Signer?) throws {
        try self.encode(signer?.role.rawValue, forKey: "role")
        try self.encode(signer?.name, forKey: "signer")
        try self.encode(signer?.organization, forKey: "organization")
        try self.encode(signer?.organCode?.text, forKey: "organCode")
    }
}
