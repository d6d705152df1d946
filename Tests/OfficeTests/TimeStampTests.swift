import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing
import Trust

@testable import Office

/// Time stamps on signatures that are made here and on those that come: those of a small authority, computed by OpenSSL.
@Suite(.serialized) struct TimeStampTests {
    private static func request() -> SignatureRequest {
        SignatureRequest(
            field: "NguoiKy", name: SmallAuthority.person, time: Date(), appearance: .image(SigningSamples.picture),
            page: 0, box: .init(left: 300, top: 400, width: 130, height: 60))
    }

    /// A document, signed by the person of `authority`.
    static func signed(
        _ authority: SmallAuthority, stamps: URL?, deadline: Duration = .seconds(60), as name: String = "1.pdf"
    ) async throws -> URL {
        let (plain, signed) = (authority.folder.appending(path: "0.pdf"), authority.folder.appending(path: name))
        try Data(try SigningSamples.document(signer: SmallAuthority.person)).write(to: plain)
        let tool = try #require(
            SigningTool(stamps: stamps, deadline: .seconds(240), stampDeadline: deadline),
            "script/bootstrap --tests installs pyHanko")
        try await tool.sign(plain, into: signed, Self.request(), with: try authority.key)
        return signed
    }

    @Test func `a signature gets one time stamp, which is told with its time and authority`() async throws {
        try await SmallAuthority.with { authority in
            let begun = Date()
            let file = try await Self.signed(authority, stamps: try authority.stamps)
            #expect(authority.asked("tsa") == 1)
            let found = try await PDFSignatureChecker(trust: try authority.trust).check(file, now: Date())
            #expect(found.verdict.status == .valid && found.verdict.reason == .agencySignatureMissing)
            let stamp = try #require(found.signatures.first?.stamp)
            #expect(stamp.standing == .proven && stamp.authority == SmallAuthority.name)
            let time = try #require(stamp.time)
            // Stamps are to the second.
            #expect(time > begun - 2 && time <= Date())

            let plain = try await Self.signed(authority, stamps: nil, as: "2.pdf")
            let without = try await PDFSignatureChecker(trust: try authority.trust).check(plain, now: Date())
            #expect(without.verdict.status == .valid && without.signatures.first?.stamp == nil)
        }
    }

    @Test(arguments: [
        (SmallAuthority.Manner.slow, SigningFailure.noStamp), (.out, .noStamp), (.redirecting, .noStamp),
        (.tooLarge, .noStamp), (.odd, .stampRefused),
    ])
    func `without a stamp in time nothing is signed`(
        manner: SmallAuthority.Manner, failure: SigningFailure
    ) async throws {
        try await SmallAuthority.with { authority in
            authority.change { $0.manner = manner }
            await #expect(throws: failure) {
                _ = try await Self.signed(
                    authority, stamps: try authority.stamps, deadline: .seconds(manner == .slow ? 1 : 60))
            }
            #expect(authority.asked("tsa") == 1)
            #expect(!FileManager.default.fileExists(atPath: authority.folder.appending(path: "1.pdf").path))
        }
    }

    @Test func `a stamp of something else is told, and takes the signature its worth`() async throws {
        try await SmallAuthority.with { authority in
            authority.change { $0.manner = .wrong }
            let file = try await Self.signed(authority, stamps: try authority.stamps)
            let found = try await PDFSignatureChecker(trust: try authority.trust).check(file, now: Date())
            #expect(found.verdict.status == .unverifiable && found.verdict.reason == .timeStampBroken)
            #expect(found.signatures.first?.stamp?.standing == .broken)
            #expect(found.signatures.first?.stamp?.time == nil)
        }
    }

    @Test func `a stamp of an authority that is not trusted proves nothing, and one that is proves the time`()
        async throws
    {
        try await SmallAuthority.with { authority in
            let stamped = try await Self.signed(authority, stamps: try authority.stamps)
            let plain = try await Self.signed(authority, stamps: nil, as: "2.pdf")
            let checker = PDFSignatureChecker(trust: try authority.trust)
            // Long after the person's certificate has ended.
            let later = Date() + 500 * 86_400
            let proven = try await checker.check(stamped, now: later)
            #expect(proven.verdict.status == .valid && proven.signatures.first?.certificate == .trusted)
            #expect(try await checker.check(plain, now: later).verdict.reason == .certificateExpiredSince)

            // Another office trusts the person's authority, but not the one that stamps.
            try await SmallAuthority.with { other in
                let file = try await Self.signed(authority, stamps: try other.stamps, as: "3.pdf")
                let found = try await checker.check(file, now: Date())
                #expect(found.verdict.status == .valid)
                #expect(found.signatures.first?.stamp?.standing == .untrusted)
                #expect(try await checker.check(file, now: later).verdict.reason == .certificateExpiredSince)
            }
        }
    }

    @Test func `an office that stamps keeps nothing without a good stamp, and shows the one that it has`() async throws
    {
        try await SmallAuthority.with { authority in
            let trust = authority.folder.appending(path: "both")
            try FileManager.default.createDirectory(at: trust, withIntermediateDirectories: true)
            let root = try Data(contentsOf: authority.folder.appending(path: "root.pem"))
            for (name, more) in [("trusted-roots.pem", root), ("intermediates.pem", Data())] {
                try (try Data(contentsOf: Samples.url("pki/\(name)")) + Data("\n".utf8) + more).write(
                    to: trust.appending(path: name))
            }
            let tool = try #require(SigningTool(stamps: try authority.stamps, deadline: .seconds(240)))
            try await TestOffice.with(trust: try TrustFolder(trust), signing: tool) { test in
                _ = try await test.office.database.write { connection in
                    try connection.execute(
                        "UPDATE person SET full_name = $1 WHERE id = 'leader-A'", TestOffice.signerName)
                }
                try await test.giveKeys()
                let id = try await test.draftToSign()
                for (manner, code) in [
                    (SmallAuthority.Manner.out, "time-stamp-unavailable"), (.odd, "time-stamp-refused"),
                    (.wrong, "time-stamp-unsound"),
                ] {
                    authority.change { $0.manner = manner }
                    let answer = try await test.sign(id)
                    #expect(answer.status == .unprocessableContent, "\(code)")
                    #expect(String(buffer: answer.body).contains(code))
                }
                #expect(try await test.outgoingState(id).state == .submitted)
                let versions = try await test.office.database.read { try DraftVersion.all(of: id, in: $0) }
                #expect(versions.count == 1)

                authority.change { $0.manner = .honest }
                #expect(try await test.sign(id).status == .seeOther)
                try await test.bring(id, to: .numbered)
                #expect(try await test.seal(id).status == .seeOther)
                let main = try #require(try await test.issued(id).first)
                let verdict = try await test.office.database.read { try FileVerdict.all(of: id, in: $0) }[main.id]
                #expect(verdict?.status == .valid && verdict?.reason == nil)
                #expect(verdict?.signatures.map(\.stamp?.standing) == [.proven, .proven])
                #expect(verdict?.signatures.map(\.stamp?.authority) == [SmallAuthority.name, SmallAuthority.name])
                #expect(verdict?.signatures.map(\.revocation) == [.notAsked, .notAsked])
                let page = try await test.text("/outgoing/\(id)", as: "clerk-A")
                #expect(page.contains("Dấu thời gian: ") && page.contains(SmallAuthority.name))
                #expect(page.contains("Thu hồi chứng thư số: chưa hỏi"))
            }
        }
    }
}
