import Foundation
import Testing
import Trust

@Suite struct TrustFolderTests {
    private func reason(_ folder: URL, _ document: String = "chung-thu-bi-thu-hoi") async throws -> String? {
        let checker = PDFSignatureChecker(trust: try TrustFolder(folder))
        let file = TrustSamples.url("documents/signed/\(document).pdf")
        return try await checker.check(file, now: TrustSamples.now).verdict.reason?.rawValue
    }

    private func copy(_ name: String, to folder: URL, as other: String? = nil) throws {
        try TrustSamples.data("pki/\(name)").write(to: folder.appendingPathComponent(other ?? name))
    }

    @Test func `without the revocation list a revoked certificate looks good`() async throws {
        try await withFolder { folder in
            try self.copy("root-ca.cert.pem", to: folder)
            #expect(try await self.reason(folder) == "agency-signature-missing")
            try self.copy("issuing-ca.crl.pem", to: folder)
            #expect(try await self.reason(folder) == "certificate-revoked")
        }
    }

    @Test func `a folder without trusted-roots trusts the authorities that signed themselves`() async throws {
        try await withFolder { folder in
            try self.copy("untrusted-root-ca.cert.pem", to: folder)
            #expect(try await self.reason(folder) == "untrusted-issuer")
            #expect(try await self.reason(folder, "khong-tin-cay") == "agency-signature-missing")
            try self.copy("person-self-signed.cert.pem", to: folder)
            #expect(try await self.reason(folder, "tu-ky") == "self-signed")
            try self.copy("trusted-roots.pem", to: folder)
            #expect(try await self.reason(folder, "khong-tin-cay") == "untrusted-issuer")
        }
    }

    @Test func `a revocation list counts only with the signature of its authority`() async throws {
        try await withFolder { folder in
            try self.copy("root-ca.cert.pem", to: folder)
            let list = try TrustSamples.text("pki/issuing-ca.crl.pem").split(separator: "\n")
            let der = try #require(Data(base64Encoded: list.dropFirst().dropLast().joined()))
            var forged = Array(der)
            forged[forged.count - 1] ^= 1
            let pem =
                "-----BEGIN X509 CRL-----\n\(Data(forged).base64EncodedString(options: .lineLength64Characters))\n-----END X509 CRL-----\n"
            try Data(pem.utf8).write(to: folder.appendingPathComponent("gia.crl.pem"))
            #expect(try await self.reason(folder) == "agency-signature-missing")
        }
    }

    @Test func `a folder that is missing or holds broken certificates is refused`() async throws {
        #expect(throws: TrustError.self) { try TrustFolder(URL(fileURLWithPath: "/khong-co")) }
        try await withFolder { folder in
            try self.copy("agency-g22.key.pem", to: folder)
            try Data("ghi chú".utf8).write(to: folder.appendingPathComponent("doc.txt"))
            _ = try TrustFolder(folder)
            let block = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
            try Data(block.utf8).write(to: folder.appendingPathComponent("hong.pem"))
            #expect(throws: TrustError.self) { try TrustFolder(folder) }
        }
    }

    @Test func `every reason has its words in both languages`() {
        for reason in SignatureReason.allCases {
            #expect(reason.vietnamese.hasSuffix(".") && reason.english.hasSuffix("."))
        }
    }
}
