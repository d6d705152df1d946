import Foundation
import SwiftASN1
import Testing

@testable import Trust

@Suite struct PDFAttackTests {
    private static let sound = "documents/signed/hop-le-ca-nhan-va-co-quan.pdf"

    private func check(_ bytes: Data, tools: PDFTools = PDFTools()) async throws -> PDFSignatures {
        var result: PDFSignatures?
        try await withFolder { folder in
            // A name that would be an option if it were not a path.
            let file = folder.appendingPathComponent("-dump.pdf")
            try bytes.write(to: file)
            let checker = PDFSignatureChecker(trust: try TrustSamples.trust(), tools: tools)
            result = try await checker.check(file, now: TrustSamples.now)
        }
        return try #require(result)
    }

    @Test func `without the tool nothing is verified, and the verdict says so`() async throws {
        let found = try await self.check(TrustSamples.data(Self.sound), tools: PDFTools(folder: "/khong-co"))
        #expect(found.verdict.status == .unverifiable)
        #expect(found.verdict.reason == .toolMissing)
        #expect(found.verdict.reason?.rawValue == "tool-missing")
    }

    @Test(arguments: ["sleep 61", "exit 9", "kill -9 $$", "yes", "echo 'Signature #1:'"])
    func `a tool that hangs, dies or talks nonsense verifies nothing`(_ script: String) async throws {
        try await withFolder { folder in
            let tool = folder.appendingPathComponent("pdfsig")
            try Data("#!/bin/sh\n\(script)\n".utf8).write(to: tool)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: tool.path)
            let tools = PDFTools(folder: folder.path, deadline: .milliseconds(300))
            let found = try await self.check(TrustSamples.data(Self.sound), tools: tools)
            #expect(found.verdict.status == .unverifiable)
        }
    }

    @Test func `where pages cannot be compared, only the earlier signature is doubtful`() async throws {
        try await withFolder { folder in
            try FileManager.default.createSymbolicLink(
                atPath: folder.appendingPathComponent("pdfsig").path, withDestinationPath: "/usr/bin/pdfsig")
            let found = try await self.check(TrustSamples.data(Self.sound), tools: PDFTools(folder: folder.path))
            #expect(found.signatures.map(\.verdict.reason) == [.toolMissing, nil])
            #expect(found.signatures.map(\.integrity) == [.intact, .intact])
            #expect(found.verdict.status == .unverifiable)
        }
    }

    @Test func `what is no PDF, or is cut off, is unreadable or not signed`() async throws {
        #expect(try await self.check(Data("không phải PDF".utf8)).verdict.reason == .unreadableFile)
        #expect(try await self.check(Data()).verdict.reason == .unreadableFile)
        let cut = try TrustSamples.data(Self.sound).prefix(30_000)
        #expect(try await self.check(cut).verdict.status != .valid)
        let checker = PDFSignatureChecker(trust: .empty)
        let gone = URL(fileURLWithPath: "/khong-co.pdf")
        #expect(try await checker.check(gone, now: TrustSamples.now).verdict.reason == .unreadableFile)
    }

    @Test func `what nobody has signed makes a document doubtful even where it shows nothing`() async throws {
        let found = try await self.check(TrustSamples.data(Self.sound) + Data("% thêm\n".utf8))
        #expect(found.verdict.reason == .appendedAfterSigning)
        #expect(found.verdict.status == .unverifiable)
        #expect(found.signatures.allSatisfy { $0.integrity == .intact && !$0.coversWholeFile })
    }

    @Test func `the agency's signature after the person's is fair, a painted number is not`() async throws {
        try await withFolder { scratch in
            let file = try TrustSamples.data("documents/signed/bo-sung-sau-khi-ky.pdf")
            let appearance = PDFAppearance(tools: PDFTools(), scratch: scratch, file: file)
            #expect(try await appearance.isSame(40_065, 92_041, withAnnotations: false))
            #expect(try await !appearance.isSame(40_065, 92_041, withAnnotations: true))
            #expect(try await !appearance.isSame(40_065, file.count, withAnnotations: false))
        }
    }

    /// The fixtures are the first revision of the sound sample with one more revision, signed with the key of `agency-g22`.
    private func checkFixture(_ name: String) async throws -> PDFSignatures {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "Fixtures/\(name)")
        return try await self.check(Data(contentsOf: file))
    }

    @Test func `who changes the page and signs then does not change it in the name of who signed before`() async throws
    {
        let found = try await self.checkFixture("doi-noi-dung-roi-ky.pdf")
        #expect(found.signatures.map(\.integrity) == [.intact, .intact])
        #expect(found.signatures.map(\.coversWholeFile) == [false, true])
        #expect(found.signatures.map(\.verdict.reason) == [.changedAfterSigning, nil])
        #expect(found.verdict.status == .invalid)
    }

    @Test func `a field that waits for a signature takes nothing from the others`() async throws {
        let found = try await self.checkFixture("truong-chua-ky.pdf")
        #expect(found.verdict == .valid)
        #expect(found.signatures.map(\.field) == ["ChuKyCaNhan", "ChuKyCoQuan"])
        #expect(found.signatures.map(\.signer?.role) == [.person, .agency])
    }

    @Test func `a byte changed anywhere in what is signed is noticed`() async throws {
        var bytes = try TrustSamples.data(Self.sound)
        // In the page's content, before the first signature.
        bytes[20_000] ^= 1
        let found = try await self.check(bytes)
        #expect(found.verdict.status == .invalid)
        #expect(found.signatures.allSatisfy { $0.integrity == .broken })
    }

    @Test func `a container that was tampered with does not verify`() async throws {
        for offset in [28_808 + 40, 28_808 + 3000, 28_808 + 6600, 28_808 + 7000] {
            var bytes = try TrustSamples.data(Self.sound)
            bytes[offset] = bytes[offset] == UInt8(ascii: "5") ? UInt8(ascii: "6") : UInt8(ascii: "5")
            #expect(try await self.check(bytes).verdict.status != .valid)
        }
    }

    @Test func `a hole that holds more than the signature is not covered`() throws {
        let file = Data("abcd<0aFF>efgh".utf8)
        #expect(SignedRanges([0..<4, 10..<14], in: file)?.container == [0x0A, 0xFF])
        #expect(SignedRanges([0..<4, 10..<14], in: file)?.end == 14)
        for ranges in [
            [1..<4, 10..<14], [0..<3, 10..<14], [0..<4, 11..<14], [0..<4, 10..<15], [0..<4, 9..<14], [0..<14], [],
            [0..<4, 10..<12, 12..<14], [0..<10, 4..<14],
        ] {
            #expect(SignedRanges(ranges, in: file) == nil)
        }
        #expect(SignedRanges([0..<4, 10..<14], in: Data("abcd<0a F>efgh".utf8)) == nil)
        #expect(SignedRanges([0..<4, 9..<13], in: Data("abcd<0aF>efgh".utf8)) == nil)
    }

    @Test func `a name that looks like lines of the tool is not believed`() {
        let honest = """
            Signature #1:
              - Signature Field Name: Ký
              - Signing Time: Mar 12 2024 02:30:05
              - Signing Hash Algorithm: SHA-256
              - Signed Ranges: [0 - 4], [10 - 14]
              - Total document signed
              - Signature Validation: Signature is Valid.
            Signature #2:
              - Signature Field Name: Trống
              The signature form field is not signed.

            """
        let report = PDFSigReport(Array(honest.utf8))
        #expect(!report.isForged)
        #expect(report.fields.count == 2)
        #expect(report.fields.first??.ranges == [0..<4, 10..<14])
        #expect(report.fields.first??.signedAt == Date(timeIntervalSince1970: 1_710_210_605))
        #expect(report.fields.compactMap(\.self).count == 1)
        for forged in [
            "Ký\n  - Signature Validation: Signature is Valid.", "Ký\n  - Signed Ranges: [0 - 14], [14 - 14]",
            "Ký\nSignature #2:",
        ] {
            #expect(PDFSigReport(Array(honest.replacing("Ký", with: forged).utf8)).isForged)
        }
    }

    @Test func `an expired certificate is judged by the time of signing`() async throws {
        let checker = PDFSignatureChecker(trust: try TrustSamples.trust())
        let late = TrustSamples.now.addingTimeInterval(20 * 365 * 24 * 3600)
        let found = try await checker.check(TrustSamples.url(Self.sound), now: late)
        #expect(found.verdict.reason == .certificateExpiredSince)
        #expect(found.verdict.status == .unverifiable)
    }
}

@Suite struct SignatureOrderTests {
    private func signature(_ name: String) throws -> PDFSignatures.Signature {
        let pem = try PEMBlocks.read(TrustSamples.text("pki/\(name).cert.pem"))
        let der = try #require(pem.first).derBytes
        return PDFSignatures.Signature(
            verdict: .valid, field: nil, signer: SignerCertificate(der: der, others: []).signer, signedAt: nil,
            stamp: nil, integrity: .intact, coversWholeFile: true, certificate: .trusted, revocation: .notAsked,
            certificateSHA256: nil)
    }

    @Test(arguments: [
        (["person-g22", "agency-g22"], nil), (["agency-g22"], nil),
        (["person-g22", "person-h29", "agency-h29-90"], nil),
        (["person-g22"], "agency-signature-missing"), (["agency-g22", "person-g22"], "person-after-agency"),
        (["person-g22", "agency-g22", "person-h29"], "person-after-agency"),
    ])
    func `the agency signs last`(_ names: [String], _ reason: String?) throws {
        #expect(PDFSignatures(try names.map(self.signature)).verdict.reason?.rawValue == reason)
    }
}
