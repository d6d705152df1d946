import Foundation
import Testing
import Trust

@Suite struct XMLAttackTests {
    private static let namespace = "http://www.mic.gov.vn/TBT/QCVN_102_2016"

    /// A canonical package; `signature` goes where a signature belongs.
    private func package(id: String? = nil, subject: String = "Thật", _ signature: String = "") -> String {
        let attribute = id.map { " Id=\"\($0)\"" } ?? ""
        return
            "<edXML xmlns=\"\(Self.namespace)\"\(attribute)><edXMLEnvelope><edXMLHeader><Subject>\(subject)</Subject>"
            + "\(signature)</edXMLHeader></edXMLEnvelope></edXML>"
    }

    private func reason(_ text: String) async throws -> String {
        let verdict = await XMLSignature.check(Data(text.utf8), trust: .empty, now: TrustSamples.now).verdict
        #expect(verdict.status != .valid)
        return verdict.reason?.rawValue ?? verdict.status.rawValue
    }

    private func whole(_ forger: Forger, uri: String? = "") throws -> String {
        self.package(try forger.signature([.init(uri: uri, content: self.package())]))
    }

    @Test func `the forger signs soundly: only trust is missing`() async throws {
        #expect(try await self.reason(self.whole(.p256())) == "self-signed")
        #expect(try await self.reason(self.whole(.rsa(bits: 2048))) == "self-signed")
        let byID = try Forger.p256().signature([.init(uri: "#goi", content: self.package(id: "goi"))])
        #expect(try await self.reason(self.package(id: "goi", byID)) == "self-signed")
    }

    @Test func `a signed package moved under another root is not the whole document`() async throws {
        let signature = try Forger.p256().signature([.init(uri: "#goi", content: self.package(id: "goi"))])
        let signed = self.package(id: "goi", signature)
        let evil = "<edXMLEnvelope><edXMLHeader><Subject>Giả</Subject></edXMLHeader></edXMLEnvelope>"
        let wrapped = "<edXML xmlns=\"\(Self.namespace)\">\(evil)<Old>\(signed)</Old></edXML>"
        #expect(try await self.reason(wrapped) == "not-whole-document")
    }

    @Test func `an Id that stands twice is ambiguous, in whatever letter case`() async throws {
        let signature = try Forger.p256().signature([.init(uri: "#goi", content: self.package(id: "goi"))])
        let signed = self.package(id: "goi", signature)
        for attribute in ["Id", "ID", "id", "xml:id"] {
            let wrapped =
                "<edXML xmlns=\"\(Self.namespace)\" \(attribute)=\"goi\"><Subject>Giả</Subject><Old>\(signed)</Old></edXML>"
            #expect(try await self.reason(wrapped) == "ambiguous-id")
        }
        #expect(try await self.reason(self.package(signature)) == "ambiguous-id")
    }

    @Test func `a signature over a part is not the whole document`() async throws {
        let part = "<edXMLHeader xmlns=\"\(Self.namespace)\" Id=\"dau\"><Subject>Thật</Subject></edXMLHeader>"
        let signature = try Forger.p256().signature([.init(uri: "#dau", content: part)])
        let text =
            "<edXML xmlns=\"\(Self.namespace)\"><edXMLHeader Id=\"dau\"><Subject>Thật</Subject>\(signature)</edXMLHeader>"
            + "<AttachmentEncoded>Giả</AttachmentEncoded></edXML>"
        #expect(try await self.reason(text) == "not-whole-document")
        #expect(try await self.reason(text.replacing("Thật", with: "Giả")) == "altered")
    }

    @Test func `a detached signature beside a copy of what it signed is altered`() async throws {
        let signature = try Forger.p256().signature([.init(uri: "", content: self.package())])
        let evil = self.package(subject: "Giả", "<Object>\(self.package())</Object>\(signature)")
        #expect(try await self.reason(evil) == "altered")
    }

    @Test func `SHA-1 and weak keys are told apart`() async throws {
        var old = try Forger.rsa(bits: 2048)
        old.usesSHA1 = true
        #expect(try await self.reason(self.whole(old)) == "sha1")
        #expect(try await self.reason(self.whole(.rsa(bits: 1024))) == "weak-key")
    }

    @Test func `without certificate, or with one that is cut short, nothing is proved`() async throws {
        var forger = try Forger.p256()
        let good = try #require(forger.certificates.first)
        forger.certificates = []
        #expect(try await self.reason(self.whole(forger)) == "no-certificate")
        forger.certificates = [Array(good.prefix(100))]
        #expect(try await self.reason(self.whole(forger)) == "unreadable-signature")
        forger.certificates = Array(repeating: good, count: 11)
        #expect(try await self.reason(self.whole(forger)) == "unreadable-signature")
    }

    @Test func `the certificate of somebody else does not fit`() async throws {
        var forger = try Forger.p256()
        forger.certificates = try Forger.p256().certificates
        #expect(try await self.reason(self.whole(forger)) == "altered")
        forger.certificates = try Forger.rsa(bits: 2048).certificates
        #expect(try await self.reason(self.whole(forger)) == "unreadable-signature")
    }

    @Test(arguments: ["http://127.0.0.1:1/x.xml", "file:///etc/passwd", "x.xml", nil])
    func `a reference out of the package is not followed`(_ uri: String?) async throws {
        #expect(try await self.reason(self.whole(.p256(), uri: uri)) == "external-reference")
    }

    @Test(arguments: [
        "http://www.w3.org/TR/1999/REC-xslt-19991116", "http://www.w3.org/TR/1999/REC-xpath-19991116",
        "http://www.w3.org/2002/06/xmldsig-filter2", "http://www.w3.org/2000/09/xmldsig#base64",
    ])
    func `a transform that could run something is refused`(_ algorithm: String) async throws {
        let reference = Forger.Reference(uri: "", content: self.package(), transforms: [algorithm])
        #expect(try await self.reason(self.package(Forger.p256().signature([reference]))) == "forbidden-transform")
    }

    @Test(arguments: ["#xpointer(/)", "#xpointer(id('goi'))", "#"])
    func `an XPointer is refused`(_ uri: String) async throws {
        #expect(try await self.reason(self.whole(.p256(), uri: uri)) == "forbidden-transform")
    }

    @Test(arguments: [
        "http://www.w3.org/2000/09/xmldsig#hmac-sha1", "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256",
        "http://www.w3.org/2000/09/xmldsig#dsa-sha1", "urn:x",
    ])
    func `an algorithm that proves nothing is refused`(_ method: String) async throws {
        var forger = try Forger.p256()
        forger.method = method
        #expect(try await self.reason(self.whole(forger)) == "unknown-algorithm")
    }

    @Test func `several signatures, too many references and empty blocks`() async throws {
        let forger = try Forger.p256()
        let one = try forger.signature([.init(uri: "", content: self.package())])
        #expect(try await self.reason(self.package(one + one)) == "several-signatures")
        let many = Array(repeating: Forger.Reference(uri: "", content: self.package()), count: 5)
        #expect(try await self.reason(self.package(forger.signature(many))) == "unreadable-signature")
        let empty = "<Signature xmlns=\"\(Forger.dsig)\">"
        #expect(try await self.reason(self.package("\(empty) </Signature>")) == "absent")
        #expect(try await self.reason(self.package("\(empty)<SignedInfo/></Signature>")) == "unreadable-signature")
        #expect(try await self.reason(self.package("<x:Signature>AAAA</x:Signature>")) == "not-xmldsig")
    }

    @Test func `a DOCTYPE, deep nesting and nonsense are not XML that we judge`() async throws {
        let signed = try self.whole(.p256())
        #expect(
            try await self.reason("<!DOCTYPE edXML [<!ATTLIST edXML Id ID #IMPLIED>]>\(signed)") == "unreadable-file")
        #expect(try await self.reason(String(repeating: "<a>", count: 300)) == "unreadable-file")
        let deep = String(repeating: "<a>", count: 300) + String(repeating: "</a>", count: 300)
        #expect(try await self.reason(deep) == "unreadable-file")
        #expect(try await self.reason("") == "unreadable-file")
        #expect(try await self.reason("\(signed)x") == "unreadable-file")
    }
}
