import Foundation
import Programs
import Testing
import Trust

@testable import Office

/// Whether signers' certificates are revoked: asked of a small authority, or read from what the file brings.
@Suite(.serialized) struct RevocationTests {
    private static func check(
        _ file: URL, _ authority: SmallAuthority, asks: Bool, trust: TrustFolder? = nil, now: Date = Date()
    ) async throws -> PDFSignatures {
        let reader = try #require(
            RevocationReader(mayAsk: asks, deadline: .seconds(240)), "script/bootstrap --tests installs pyHanko")
        return try await PDFSignatureChecker(trust: try trust ?? authority.trust, revocation: reader)
            .check(file, now: now)
    }

    private static func state(_ found: PDFSignatures) -> RevocationFinding.State? {
        found.signatures.first?.revocation.state
    }

    @Test func `who may ask hears whether the certificate is revoked, by OCSP or by the list`() async throws {
        try await SmallAuthority.with { authority in
            let file = try await TimeStampTests.signed(authority, stamps: nil)
            let good = try await Self.check(file, authority, asks: true)
            #expect(Self.state(good) == .good && good.verdict.status == .valid)
            #expect(authority.asked("ocsp") == 1 && authority.asked("list") == 0)

            let yesterday = Date() - 86_400
            authority.change { $0.revokedAt = yesterday }
            for speaks in [true, false] {
                authority.change { $0.speaksOCSP = speaks }
                let bad = try await Self.check(file, authority, asks: true)
                #expect(Self.state(bad) == .revoked, "OCSP: \(speaks)")
                #expect(bad.verdict.status == .invalid && bad.verdict.reason == .certificateRevoked)
                #expect(
                    bad.signatures.first?.revocation.revokedAt.map { abs($0.timeIntervalSince(yesterday)) < 2 } == true)
            }
            #expect(authority.asked("list") == 1)
        }
    }

    @Test func `who may not ask asks nobody, and neither is anybody asked whom we do not trust`() async throws {
        try await SmallAuthority.with { authority in
            let file = try await TimeStampTests.signed(authority, stamps: nil)
            authority.change { $0.revokedAt = Date() - 86_400 }
            let found = try await Self.check(file, authority, asks: false)
            #expect(Self.state(found) == .notAsked && found.verdict.status == .valid)
            let strange = try await Self.check(file, authority, asks: true, trust: .empty)
            #expect(Self.state(strange) == .notAsked && strange.verdict.reason == .untrustedIssuer)
            #expect(authority.asked("ocsp") == 0 && authority.asked("list") == 0)
        }
    }

    @Test func `when nobody answers that is told, and the verdict stays`() async throws {
        try await SmallAuthority.with { authority in
            let file = try await TimeStampTests.signed(authority, stamps: nil)
            authority.change { ($0.speaksOCSP, $0.publishesList) = (false, false) }
            let found = try await Self.check(file, authority, asks: true)
            #expect(Self.state(found) == .unavailable && found.verdict.status == .valid)
            #expect(authority.asked("ocsp") == 1 && authority.asked("list") == 1)
        }
    }

    @Test func `revoked after a time stamp takes nothing from a signature, without one it does`() async throws {
        try await SmallAuthority.with { authority in
            let stamped = try await TimeStampTests.signed(authority, stamps: try authority.stamps)
            let plain = try await TimeStampTests.signed(authority, stamps: nil, as: "2.pdf")
            authority.change { $0.revokedAt = Date() + 60 }
            let later = Date() + 3600
            let proven = try await Self.check(stamped, authority, asks: true, now: later)
            #expect(Self.state(proven) == .revoked && proven.verdict.status == .valid)
            let doubtful = try await Self.check(plain, authority, asks: true, now: later)
            #expect(doubtful.verdict.reason == .certificateRevokedSince)
        }
    }

    @Test func `what the file brings is used without asking, and an addition of proof alone is none of strangers`()
        async throws
    {
        try await SmallAuthority.with { authority in
            let signed = try await TimeStampTests.signed(authority, stamps: try authority.stamps)
            let kept = authority.folder.appending(path: "2.pdf")
            try await Self.keep(signed, into: kept, authority)
            let (asked, listed) = (authority.asked("ocsp"), authority.asked("list"))
            #expect(asked > 0)
            for asks in [false, true] {
                let found = try await Self.check(kept, authority, asks: asks)
                #expect(found.verdict.reason == .agencySignatureMissing, "\(asks)")
                #expect(found.signatures.count == 1 && found.signatures.first?.coversWholeFile == false)
                #expect(Self.state(found) == .good)
            }
            #expect(authority.asked("ocsp") == asked && authority.asked("list") == listed)
            // Without pyHanko nobody knows what the addition is.
            let blind = try await PDFSignatureChecker(trust: try authority.trust).check(kept, now: Date())
            #expect(blind.verdict.reason == .appendedAfterSigning)

            let more = authority.folder.appending(path: "3.pdf")
            try (try Data(contentsOf: kept) + Data("\n% ai thêm?\n".utf8)).write(to: more)
            let odd = try await Self.check(more, authority, asks: false)
            #expect(odd.verdict.reason == .appendedAfterSigning)
        }
    }

    /// Adds the authority's word on the certificates and a time stamp over everything (PAdES B-LTA), as other software does.
    private static func keep(_ signed: URL, into target: URL, _ authority: SmallAuthority) async throws {
        let script = #"""
            import sys
            from pyhanko.keys import load_cert_from_pemder
            from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
            from pyhanko.pdf_utils.reader import PdfFileReader
            from pyhanko.sign.signers import PdfTimeStamper
            from pyhanko.sign.timestamps import TimeStamper
            from pyhanko.sign.validation import add_validation_info
            from pyhanko_certvalidator import ValidationContext
            import urllib.request
            from asn1crypto import tsp

            source, target, root, address = sys.argv[1:]


            class Stamps(TimeStamper):
                async def async_request_tsa_response(self, req):
                    with urllib.request.urlopen(urllib.request.Request(address, req.dump())) as answer:
                        return tsp.TimeStampResp.load(answer.read())


            context = lambda: ValidationContext(trust_roots=[load_cert_from_pemder(root)], allow_fetching=True)
            with open(source, "rb") as file:
                signature = PdfFileReader(file).embedded_signatures[0]
                with_data = add_validation_info(signature, context())
            writer = IncrementalPdfFileWriter(with_data)
            done = PdfTimeStamper(Stamps()).timestamp_pdf(writer, "sha256", validation_context=context())
            open(target, "wb").write(done.getbuffer())
            """#
        let result = try await Program(
            "\(SigningTool.usualFolder)/bin/python",
            ["-c", script, signed.path, target.path, authority.folder.appending(path: "root.pem").path]
                + [try authority.stamps.absoluteString]
        ).run()
        try #require(result.status == 0)
    }
}
