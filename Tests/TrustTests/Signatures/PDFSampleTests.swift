import Exchange
import Foundation
import Testing
import Trust

@Suite struct PDFSampleTests {
    private struct Expected: Decodable, Equatable {
        struct Signature: Decodable, Equatable {
            var field: String?
            var role: String?
            var signer: String?
            var organization: String?
            var signedAt: String?
            var integrity: String
            var coversWholeFile: Bool
            var certificate: String
        }
        var verdict: String?
        var verdictReason: String?
        var signatures: [Signature]?
    }

    /// Lesson B12.
    @Test(arguments: TrustSamples.documents)
    func `the signatures of every sample document get the expected verdict`(_ path: String) async throws {
        let all = try JSONDecoder().decode(
            [String: Expected].self, from: TrustSamples.data("expected/documents.json"))
        let expected = try #require(all[path])
        let checker = PDFSignatureChecker(trust: try TrustSamples.trust())
        let found = try await checker.check(TrustSamples.url(path), now: TrustSamples.now)
        #expect(found.verdict.status.rawValue == expected.verdict)
        #expect(found.verdict.reason?.rawValue == expected.verdictReason)
        #expect(found.signatures.map(Self.described) == expected.signatures)
    }

    private static func described(_ signature: PDFSignatures.Signature) -> Expected.Signature {
        Expected.Signature(
            field: signature.field,
            role: signature.signer?.role.rawValue,
            signer: signature.signer?.name,
            organization: signature.signer?.organization,
            signedAt: signature.signedAt.map {
                VietnamTime.packet($0).replacing("/", with: "-").replacing(" ", with: "T") + "+07:00"
            },
            integrity: signature.integrity.rawValue,
            coversWholeFile: signature.coversWholeFile,
            certificate: signature.certificate.rawValue
        )
    }
}
