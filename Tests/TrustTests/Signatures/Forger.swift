import Crypto
import CryptoExtras
import Foundation
import SwiftASN1
import X509

/// Signs XML by hand, also what our signer never would: weak keys, parts, strange references. Works only on canonical XML without
/// prefixes, so that canonicalising is not needed and xmlsec1 is checked by something else than itself.
struct Forger {
    enum Key {
        case rsa(_RSA.Signing.PrivateKey)
        case p256(P256.Signing.PrivateKey)
    }

    /// One `Reference`, with the bytes that it covers.
    struct Reference {
        var uri: String?
        var content: String
        var transforms = ["http://www.w3.org/2000/09/xmldsig#enveloped-signature"]
    }

    var key: Key
    /// DER. Empty: no KeyInfo.
    var certificates: [[UInt8]]
    var usesSHA1 = false
    /// Instead of the method that fits the key.
    var method: String?

    /// A new P-256 key with a certificate of nobody.
    static func p256(_ name: String = "Cơ quan thử") throws -> Forger {
        let key = P256.Signing.PrivateKey()
        return Forger(key: .p256(key), certificates: [try Self.certificate(.init(key.publicKey), .init(key), name)])
    }

    /// A new P-256 key with a certificate of the authority whose certificate is returned with it.
    static func trusted() throws -> (forger: Forger, rootPEM: String) {
        let root = Certificate.PrivateKey(P256.Signing.PrivateKey())
        let authority = try Self.made(
            root.publicKey, by: root, issuer: "Gốc thử", subject: "Gốc thử", isAuthority: true)
        let key = P256.Signing.PrivateKey()
        let own = try Self.made(.init(key.publicKey), by: root, issuer: "Gốc thử", subject: "Cơ quan thử")
        let pem = try authority.serializeAsPEM().pemString
        return (Forger(key: .p256(key), certificates: [Array(try own.serializeAsPEM().derBytes)]), pem)
    }

    static func rsa(bits: Int) throws -> Forger {
        let key = try _RSA.Signing.PrivateKey(unsafeKeySize: .init(bitCount: bits))
        let issuer = P256.Signing.PrivateKey()
        return Forger(
            key: .rsa(key), certificates: [try Self.certificate(.init(key.publicKey), .init(issuer), "Khóa \(bits)")])
    }

    var keyPEM: String {
        switch self.key {
        case .rsa(let key): key.pkcs8PEMRepresentation
        case .p256(let key): key.pemRepresentation
        }
    }

    var certificatesPEM: String {
        self.certificates.map {
            "-----BEGIN CERTIFICATE-----\n\(Data($0).base64EncodedString(options: .lineLength64Characters))\n-----END CERTIFICATE-----\n"
        }.joined()
    }

    /// The `Signature` element over `references`.
    func signature(_ references: [Reference]) throws -> String {
        let info = self.signedInfo(references)
        let data = self.certificates.map { "<X509Certificate>\(Data($0).base64EncodedString())</X509Certificate>" }
            .joined()
        let keyInfo = data.isEmpty ? "" : "<KeyInfo><X509Data>\(data)</X509Data></KeyInfo>"
        let value = try self.value(info).base64EncodedString()
        return
            "<Signature xmlns=\"\(Self.dsig)\">\(info)<SignatureValue>\(value)</SignatureValue>\(keyInfo)</Signature>"
    }

    static let dsig = "http://www.w3.org/2000/09/xmldsig#"
    private static let more = "http://www.w3.org/2001/04/xmldsig-more#"

    /// Canonical as a subset of the document: with its namespace, attributes sorted, no empty tags.
    private func signedInfo(_ references: [Reference]) -> String {
        let hash = self.usesSHA1 ? "\(Self.dsig)sha1" : "http://www.w3.org/2001/04/xmlenc#sha256"
        let list = references.map { reference in
            let transforms = reference.transforms.map { "<Transform Algorithm=\"\($0)\"></Transform>" }.joined()
            let uri = reference.uri.map { " URI=\"\($0)\"" } ?? ""
            return
                "<Reference\(uri)><Transforms>\(transforms)</Transforms><DigestMethod Algorithm=\"\(hash)\"></DigestMethod>"
                + "<DigestValue>\(self.digest(reference.content).base64EncodedString())</DigestValue></Reference>"
        }.joined()
        return "<SignedInfo xmlns=\"\(Self.dsig)\"><CanonicalizationMethod "
            + "Algorithm=\"http://www.w3.org/TR/2001/REC-xml-c14n-20010315\"></CanonicalizationMethod>"
            + "<SignatureMethod Algorithm=\"\(self.method ?? self.ownMethod)\"></SignatureMethod>\(list)</SignedInfo>"
    }

    private var ownMethod: String {
        switch self.key {
        case .rsa: self.usesSHA1 ? "\(Self.dsig)rsa-sha1" : "\(Self.more)rsa-sha256"
        case .p256: "\(Self.more)ecdsa-sha256"
        }
    }

    private func digest(_ text: String) -> Data {
        self.usesSHA1 ? Data(Insecure.SHA1.hash(data: Data(text.utf8))) : Data(SHA256.hash(data: Data(text.utf8)))
    }

    private func value(_ info: String) throws -> Data {
        let bytes = Data(info.utf8)
        switch self.key {
        case .p256(let key):
            return try key.signature(for: bytes).rawRepresentation
        case .rsa(let key):
            if self.usesSHA1 {
                return try key.signature(for: Insecure.SHA1.hash(data: bytes), padding: .insecurePKCS1v1_5)
                    .rawRepresentation
            }
            return try key.signature(for: SHA256.hash(data: bytes), padding: .insecurePKCS1v1_5).rawRepresentation
        }
    }

    private static func certificate(
        _ key: Certificate.PublicKey, _ issuer: Certificate.PrivateKey, _ name: String
    ) throws -> [UInt8] {
        Array(try Self.made(key, by: issuer, issuer: name, subject: name).serializeAsPEM().derBytes)
    }

    private static func made(
        _ key: Certificate.PublicKey, by issuerKey: Certificate.PrivateKey, issuer: String, subject: String,
        isAuthority: Bool = false
    ) throws -> Certificate {
        try Certificate(
            version: .v3, serialNumber: .init(), publicKey: key,
            notValidBefore: Date(timeIntervalSince1970: 1_600_000_000),
            notValidAfter: Date(timeIntervalSince1970: 2_600_000_000),
            issuer: DistinguishedName { CommonName(issuer) }, subject: DistinguishedName { CommonName(subject) },
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions {
                if isAuthority { Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil)) }
            },
            issuerPrivateKey: issuerKey
        )
    }
}
