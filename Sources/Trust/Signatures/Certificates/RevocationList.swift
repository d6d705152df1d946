import Foundation
import SwiftASN1
import X509

/// The revoked certificates of one authority (danh sách thu hồi chứng thư số, RFC 5280 §5).
struct RevocationList {
    let issuer: DistinguishedName
    /// When each serial number was revoked.
    private let revoked: [ArraySlice<UInt8>: Date]
    private let signedBytes: ArraySlice<UInt8>
    private let signature: ASN1BitString
    private let algorithm: Certificate.SignatureAlgorithm

    /// Throws when it is no list, or one that does not speak about all certificates of its authority.
    init(derEncoded bytes: [UInt8]) throws {
        var whole = try DER.parse(bytes).parts
        let body = try whole.required()
        self.signedBytes = body.encodedBytes
        self.algorithm = try Self.algorithm(whole.required())
        self.signature = try ASN1BitString(derEncoded: whole.required())

        var parts = try body.parts
        var part = try parts.required()
        // The version stands before the algorithm, which is said once more.
        if part.identifier == .integer { part = try parts.required() }
        self.issuer = try DistinguishedName(derEncoded: parts.required())
        _ = try parts.required()
        var revoked: [ArraySlice<UInt8>: Date] = [:]
        while let part = parts.next() {
            if part.isTagged(0) { try Self.refuseNarrowing(part) }
            if part.identifier == .sequence { revoked = try Self.entries(part) }
        }
        self.revoked = revoked
    }

    /// When the certificate with this serial number was revoked; nil when it was not.
    func revocation(of serialNumber: Certificate.SerialNumber) -> Date? { self.revoked[serialNumber.bytes] }

    func isSigned(by authority: Certificate) -> Bool {
        authority.publicKey.isValidSignature(
            self.signature.bytes, for: self.signedBytes, signatureAlgorithm: self.algorithm)
    }

    private static func entries(_ list: ASN1Node) throws -> [ArraySlice<UInt8>: Date] {
        var revoked: [ArraySlice<UInt8>: Date] = [:]
        var entries = try list.parts
        while let entry = entries.next() {
            var fields = try entry.parts
            let serialNumber = try ArraySlice<UInt8>(derEncoded: fields.required())
            revoked[serialNumber] = try Self.time(fields.required())
        }
        return revoked
    }

    /// A critical extension (delta list, issuing distribution point) narrows what the list speaks about.
    private static func refuseNarrowing(_ tagged: ASN1Node) throws {
        var content = try tagged.parts
        var extensions = try content.required().parts
        while let part = extensions.next() {
            guard try !Certificate.Extension(derEncoded: part).critical else {
                throw TrustError(.unreadable, "The revocation list covers only a part of the certificates.")
            }
        }
    }

    private static func time(_ node: ASN1Node) throws -> Date {
        let time =
            node.identifier == .utcTime
            ? try GeneralizedTime(UTCTime(derEncoded: node)) : try GeneralizedTime(derEncoded: node)
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let components = DateComponents(
            year: time.year, month: time.month, day: time.day, hour: time.hours, minute: time.minutes,
            second: time.seconds)
        guard let date = calendar.date(from: components) else {
            throw TrustError(.unreadable, "A date of the revocation list does not exist.")
        }
        return date
    }

    private static func algorithm(_ node: ASN1Node) throws -> Certificate.SignatureAlgorithm {
        var parts = try node.parts
        let identifier = try ASN1ObjectIdentifier(derEncoded: parts.required())
        guard let algorithm = Self.algorithms[identifier] else {
            throw TrustError(.unreadable, "The revocation list is signed with an unknown algorithm.")
        }
        return algorithm
    }

    /// RFC 4055 §5, RFC 5758 §3.2. SHA-1 is left out on purpose.
    private static let algorithms: [ASN1ObjectIdentifier: Certificate.SignatureAlgorithm] = [
        [1, 2, 840, 113549, 1, 1, 11]: .sha256WithRSAEncryption,
        [1, 2, 840, 113549, 1, 1, 12]: .sha384WithRSAEncryption,
        [1, 2, 840, 113549, 1, 1, 13]: .sha512WithRSAEncryption,
        [1, 2, 840, 10045, 4, 3, 2]: .ecdsaWithSHA256,
        [1, 2, 840, 10045, 4, 3, 3]: .ecdsaWithSHA384,
        [1, 2, 840, 10045, 4, 3, 4]: .ecdsaWithSHA512,
    ]
}

extension GeneralizedTime {
    fileprivate init(_ time: UTCTime) throws {
        try self.init(
            year: time.year, month: time.month, day: time.day, hours: time.hours, minutes: time.minutes,
            seconds: time.seconds, fractionalSeconds: 0)
    }
}
