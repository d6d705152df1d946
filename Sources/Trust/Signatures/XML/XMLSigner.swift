import Crypto
import CXMLSec
package import Foundation
import SwiftASN1
import X509

/// Signs packages on their way out (ký số gói tin): enveloped XMLDSig as the last child of `edXMLHeader`, C14N 1.0, SHA-256, with RSA
/// or ECDSA P-256 and the full certificate (edXML §7).
package struct XMLSigner: Sendable {
    private let keyPEM: String
    /// DER in Base64, that of the signer first.
    private let certificates: [String]
    private let method: String

    /// - Parameters:
    ///   - keyPEM: RSA of at least 2048 bits or P-256, without password.
    ///   - certificatesPEM: the certificate of the key, then those that lead to its root.
    package init(keyPEM: String, certificatesPEM: String) throws {
        let blocks = try PEMBlocks.read(certificatesPEM).filter { $0.discriminator == "CERTIFICATE" }
        guard let first = blocks.first else {
            throw TrustError(.unreadable, "There is no certificate to sign with.")
        }
        guard lt_xmlsec_key_fits(keyPEM, first.derBytes, first.derBytes.count) else {
            throw TrustError(.unreadable, "The signing key cannot be read, or does not belong to the certificate.")
        }
        guard let certificate = try? Certificate(derEncoded: first.derBytes) else {
            throw TrustError(.unreadable, "The signing certificate cannot be read, or its key is too weak.")
        }
        self.keyPEM = keyPEM
        self.certificates = blocks.map { Data($0.derBytes).base64EncodedString() }
        let isP256 = P256.Signing.PublicKey(certificate.publicKey) != nil
        self.method = "http://www.w3.org/2001/04/xmldsig-more#" + (isP256 ? "ecdsa-sha256" : "rsa-sha256")
    }

    /// The same package with our signature; not another byte of it changes. Throws `TrustError` when it has no `edXMLHeader` or is
    /// signed already.
    package func sign(_ package: Data) throws -> Data {
        guard let place = Self.endOfHeader(package) else {
            throw TrustError(.unreadable, "The package has no edXMLHeader that could carry a signature.")
        }
        let values = try self.values(Self.inserting(self.element(digest: "", signature: ""), at: place, of: package))
        return Self.inserting(self.element(digest: values.digest, signature: values.signature), at: place, of: package)
    }

    private func values(_ template: Data) throws -> (digest: String, signature: String) {
        var values = lt_xmlsec_values()
        let done = template.withUnsafeBytes { bytes in
            lt_xmlsec_sign(
                bytes.bindMemory(to: CChar.self).baseAddress, bytes.count, Self.header, self.keyPEM, &values)
        }
        defer { lt_xmlsec_values_free(&values) }
        guard done, let digest = values.digest, let signature = values.signature else {
            throw TrustError(.unreadable, "The package cannot be signed: it is no sound edXML, or signed already.")
        }
        return (String(cString: digest), String(cString: signature))
    }

    private static let header = "edXMLHeader"

    /// Where the first end tag of the header begins. If it stands in a comment, signing fails: the signature would be no element of the
    /// header.
    private static func endOfHeader(_ package: Data) -> Data.Index? {
        let name = Data("\(self.header)>".utf8)
        var rest = package[...]
        while let found = rest.range(of: name) {
            // Between "</" and the name stands a prefix at most.
            let before = package[max(package.startIndex, found.lowerBound - 64)..<found.lowerBound]
            if let tag = before.lastIndex(of: UInt8(ascii: "<")), before[tag...].starts(with: "</".utf8) { return tag }
            rest = rest[found.upperBound...]
        }
        return nil
    }

    private static func inserting(_ element: String, at place: Data.Index, of package: Data) -> Data {
        var signed = Data(capacity: package.count + element.utf8.count)
        signed.append(package[..<place])
        signed.append(contentsOf: element.utf8)
        signed.append(package[place...])
        return signed
    }

    /// Values are Base64 and need no escaping. What is signed of this is `SignedInfo`, with its white space: there is none.
    private func element(digest: String, signature: String) -> String {
        let certificates = self.certificates.map { "<X509Certificate>\($0)</X509Certificate>" }.joined()
        return """
            <Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo>\
            <CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"/>\
            <SignatureMethod Algorithm="\(self.method)"/>\
            <Reference URI=""><Transforms>\
            <Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/></Transforms>\
            <DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>\
            <DigestValue>\(digest)</DigestValue></Reference></SignedInfo>\
            <SignatureValue>\(signature)</SignatureValue>\
            <KeyInfo><X509Data>\(certificates)</X509Data></KeyInfo></Signature>
            """
    }
}
