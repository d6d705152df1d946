import Exchange
import Foundation
import Testing
import Trust

@Suite struct XMLSignerTests {
    private static let package = Data(
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <edXML xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016"><edXML:edXMLEnvelope \
        xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016"><edXML:edXMLHeader>
        <edXML:Subject>Thử  ký số &amp; kiểm tra</edXML:Subject>
        </edXML:edXMLHeader></edXML:edXMLEnvelope><AttachmentEncoded/></edXML>
        """.utf8)

    private func signer(_ name: String) throws -> XMLSigner {
        try XMLSigner(
            keyPEM: TrustSamples.text("pki/\(name).key.pem"),
            certificatesPEM: TrustSamples.text("pki/\(name).cert.pem") + TrustSamples.text("pki/intermediates.pem"))
    }

    private func reason(_ package: Data, _ trust: TrustFolder) async -> String {
        let verdict = await XMLSignature.check(package, trust: trust, now: TrustSamples.now).verdict
        return verdict.reason?.rawValue ?? verdict.status.rawValue
    }

    @Test func `what is signed with RSA verifies, and not another byte changed`() async throws {
        let signed = try self.signer("agency-g22").sign(Self.package)
        let found = await XMLSignature.check(signed, trust: try TrustSamples.trust(), now: TrustSamples.now)
        #expect(found.verdict == .valid)
        #expect(found.signer?.organCode?.text == "G22")
        let text = String(decoding: signed, as: UTF8.self)
        let start = try #require(text.range(of: "<Signature "))
        let end = try #require(text.range(of: "</Signature>"))
        #expect(Data((text[..<start.lowerBound] + text[end.upperBound...]).utf8) == Self.package)
        #expect(text.contains("</Signature></edXML:edXMLHeader>"))
        #expect(text.contains("xmldsig-more#rsa-sha256"))
    }

    @Test func `what is signed with ECDSA verifies`() async throws {
        let (forger, rootPEM) = try Forger.trusted()
        let signer = try XMLSigner(keyPEM: forger.keyPEM, certificatesPEM: forger.certificatesPEM)
        let signed = try signer.sign(Self.package)
        #expect(String(decoding: signed, as: UTF8.self).contains("xmldsig-more#ecdsa-sha256"))
        #expect(await self.reason(signed, .empty) == "untrusted-issuer")
        try await withFolder { folder in
            try Data(rootPEM.utf8).write(to: folder.appendingPathComponent("goc.crt"))
            #expect(await self.reason(signed, try TrustFolder(folder)) == "valid")
        }
    }

    @Test(arguments: [
        ("Thử  ký", "Thử ký"), ("<AttachmentEncoded/>", "<AttachmentEncoded>x</AttachmentEncoded>"),
        ("<edXML:Subject>", "<edXML:Subject a=\"1\">"), ("</edXML>", "<!-- --><b/></edXML>"),
    ])
    func `whatever is changed in a signed package is noticed`(_ old: String, _ new: String) async throws {
        let signed = String(decoding: try self.signer("agency-g22").sign(Self.package), as: UTF8.self)
        #expect(signed.contains(old))
        let changed = Data(signed.replacing(old, with: new).utf8)
        #expect(await self.reason(changed, try TrustSamples.trust()) == "altered")
    }

    @Test func `a changed signature value or digest is noticed`() async throws {
        let signed = String(decoding: try self.signer("agency-g22").sign(Self.package), as: UTF8.self)
        for element in ["SignatureValue", "DigestValue"] {
            let start = try #require(signed.range(of: "<\(element)>"))
            var changed = signed
            changed.replaceSubrange(
                start.upperBound..<changed.index(start.upperBound, offsetBy: 4),
                with: changed[start.upperBound...].hasPrefix("AAAA") ? "BBBB" : "AAAA")
            #expect(await self.reason(Data(changed.utf8), try TrustSamples.trust()) == "altered")
        }
    }

    @Test func `a sample package can be signed and is still read the same`() async throws {
        let signed = try self.signer("agency-h29").sign(try TrustSamples.data("packages/new-one-recipient.edxml"))
        #expect(await self.reason(signed, try TrustSamples.trust()) == "valid")
    }

    @Test func `a package is not signed twice, nor without a header`() throws {
        let signer = try self.signer("agency-g22")
        let signed = try signer.sign(Self.package)
        #expect(throws: TrustError.self) { try signer.sign(signed) }
        #expect(throws: TrustError.self) { try signer.sign(Data("<edXML/>".utf8)) }
        #expect(throws: TrustError.self) { try signer.sign(Data("<a/><!-- </edXMLHeader> -->".utf8)) }
        #expect(throws: TrustError.self) { try signer.sign(Data("<a><!-- </edXMLHeader> --></a>".utf8)) }
        #expect(throws: TrustError.self) { try signer.sign(Data()) }
    }

    @Test func `a key that is missing, foreign or weak does not sign`() throws {
        let certificate = try TrustSamples.text("pki/agency-g22.cert.pem")
        let foreign = try TrustSamples.text("pki/agency-h29.key.pem")
        let weak = try Forger.rsa(bits: 1024)
        #expect(throws: TrustError.self) { try XMLSigner(keyPEM: "", certificatesPEM: certificate) }
        #expect(throws: TrustError.self) { try XMLSigner(keyPEM: foreign, certificatesPEM: certificate) }
        #expect(throws: TrustError.self) { try XMLSigner(keyPEM: foreign, certificatesPEM: "") }
        #expect(throws: TrustError.self) {
            try XMLSigner(keyPEM: weak.keyPEM, certificatesPEM: weak.certificatesPEM)
        }
    }
}
