import SwiftASN1
import X509

/// The certificates in a signature container (CMS SignedData, RFC 5652 §5). What is signed was checked by poppler.
struct CMSContainer {
    /// DER.
    let signer: [UInt8]
    let others: [[UInt8]]

    /// Nil when it cannot be read, has more or less than one signer, or the signer's certificate did not come along. `padded` may end
    /// in zeros.
    init?(_ padded: [UInt8]) {
        guard let read = try? Self.read(padded) else { return nil }
        (self.signer, self.others) = read
    }

    private static func read(_ padded: [UInt8]) throws -> ([UInt8], [[UInt8]]) {
        var content = try Self.parsed(padded).parts
        _ = try content.required()
        var tagged = try content.required().parts
        var signedData = try tagged.required().parts
        var certificates: [[UInt8]] = []
        var signers: [ASN1Node] = []
        _ = try (signedData.required(), signedData.required(), signedData.required())
        while let part = signedData.next() {
            if part.isTagged(0) {
                var list = try part.parts
                while let certificate = list.next() {
                    if certificate.identifier == .sequence { certificates.append(Array(certificate.encodedBytes)) }
                }
            } else if part.identifier == .set {
                var list = try part.parts
                while let signer = list.next() { signers.append(signer) }
            }
        }
        guard signers.count == 1, let only = signers.first else {
            throw TrustError(.unreadable, "A signature in a PDF has exactly one signer.")
        }
        var signer = try only.parts
        _ = try signer.required()
        let identity = try signer.required()
        guard let index = try certificates.firstIndex(where: { try Self.certificate($0, is: identity) }) else {
            throw TrustError(.unreadable, "The certificate of the signer did not come along.")
        }
        return (certificates.remove(at: index), certificates)
    }

    /// Zeros at the end may be padding or belong to the container: it is tried with as few of them as do.
    private static func parsed(_ padded: [UInt8]) throws -> ASN1Node {
        let used = padded.reversed().drop { $0 == 0 }.count
        for zeros in 0...16 where used + zeros <= padded.count {
            if let node = try? BER.parse(padded[..<(used + zeros)]) { return node }
        }
        throw TrustError(.unreadable, "The signature container is not ASN.1.")
    }

    /// Whether the signer identifier (issuer and serial number, or key identifier) names this certificate.
    private static func certificate(_ der: [UInt8], is identity: ASN1Node) throws -> Bool {
        if identity.isTagged(0) {
            guard case .primitive(let key) = identity.content else { return false }
            return try Certificate(derEncoded: der).extensions.subjectKeyIdentifier?.keyIdentifier == key
        }
        var certificate = try DER.parse(der).parts
        var body = try certificate.required().parts
        var serialNumber = try body.required()
        if serialNumber.isTagged(0) { serialNumber = try body.required() }
        _ = try body.required()
        let issuer = try body.required()
        var wanted = try identity.parts
        return try wanted.required().encodedBytes == issuer.encodedBytes
            && wanted.required().encodedBytes == serialNumber.encodedBytes
    }
}
