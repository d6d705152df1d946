import Exchange
import Foundation
import Testing
import Trust

@Suite struct XMLSampleTests {
    private struct Expected: Decodable {
        struct Signature: Decodable {
            var verdict: String
            var reason: String?
        }
        var signature: Signature
    }

    @Test(arguments: TrustSamples.packages)
    func `the XML signature of every sample package gets the expected verdict`(_ name: String) async throws {
        let expected = try JSONDecoder().decode(Expected.self, from: TrustSamples.data("expected/\(name).json"))
            .signature
        let found = await XMLSignature.check(
            try TrustSamples.data("packages/\(name).edxml"), trust: try TrustSamples.trust(), now: TrustSamples.now)
        #expect(found.verdict.status.rawValue == expected.verdict)
        #expect(found.verdict.reason?.rawValue == expected.reason)
    }

    @Test func `the signer is told with role, code and certificate`() async throws {
        let found = await XMLSignature.check(
            try TrustSamples.data("packages/xmldsig-valid.edxml"), trust: try TrustSamples.trust(),
            now: TrustSamples.now)
        #expect(found.signer?.role == .agency)
        #expect(found.signer?.organCode?.text == "H29.90")
        #expect(found.signer?.name == "Văn phòng Ủy ban nhân dân Thành phố")
        #expect(found.certificate == .trusted)
        #expect(found.certificateSHA256?.count == 64)
    }

    @Test func `an XML signature of an expired or not yet valid certificate is told apart`() async throws {
        let package = try TrustSamples.data("packages/xmldsig-valid.edxml")
        let trust = try TrustSamples.trust()
        let year: TimeInterval = 365 * 24 * 3600
        let late = TrustSamples.now.addingTimeInterval(20 * year)
        func reason(_ claimedAt: Date?, _ now: Date) async -> SignatureReason? {
            await XMLSignature.check(package, trust: trust, claimedAt: claimedAt, now: now).verdict.reason
        }
        #expect(await reason(TrustSamples.now, late) == .certificateExpiredSince)
        #expect(await reason(nil, late) == .certificateExpiredSince)
        #expect(await reason(late, late) == .certificateExpired)
        #expect(
            await reason(TrustSamples.now.addingTimeInterval(-20 * year), TrustSamples.now) == .certificateNotYetValid)
    }

    @Test func `a sound signature is unverifiable when nobody is trusted`() async throws {
        let found = await XMLSignature.check(
            try TrustSamples.data("packages/xmldsig-valid.edxml"), trust: .empty, now: TrustSamples.now)
        #expect(found.verdict.reason == .untrustedIssuer)
    }

    @Test func `a package beyond the limit is not judged`() async throws {
        let bytes = try Data(contentsOf: TrustSamples.url("packages/xmldsig-valid.edxml"))
        let verdict = await XMLSignature.check(bytes, trust: .empty, now: Date(), maxBytes: bytes.count - 1).verdict
        #expect(verdict.status == .unverifiable)
        #expect(verdict.reason == .tooLarge)
    }

    @Test func `many packages can be judged at once`() async throws {
        let package = try TrustSamples.data("packages/xmldsig-valid.edxml")
        let trust = try TrustSamples.trust()
        let sound = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    await XMLSignature.check(package, trust: trust, now: TrustSamples.now).verdict == .valid
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(sound == 200)
    }
}
