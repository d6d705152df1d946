import Exchange
import Foundation
import Testing
import Trust

@testable import Office

/// pyHanko as we run it: what it makes is judged by our own checker.
@Suite(.serialized) struct SigningToolTests {
    private static let box = SignatureRequest.Box(left: 300, top: 400, width: 130, height: 60)

    private static func request(_ field: String, _ name: String) -> SignatureRequest {
        SignatureRequest(
            field: field, name: name, time: Date(), appearance: .image(SigningSamples.picture), page: 0, box: Self.box)
    }

    private static func verdict(_ file: URL) async throws -> PDFSignatures {
        try await PDFSignatureChecker(trust: try SigningSamples.trust.get()).check(file, now: Date())
    }

    private static func text(_ file: URL) async throws -> String {
        String(decoding: try await SigningSamples.run("pdftotext", [file.path, "-"]), as: UTF8.self)
    }

    @Test func `the person signs, then the agency fills what was left blank and signs over it, and both are valid`()
        async throws
    {
        try await SigningSamples.folder { folder in
            let tool = try SigningSamples.tool()
            let (plain, once, twice) = (
                folder.appending(path: "0.pdf"), folder.appending(path: "1.pdf"), folder.appending(path: "2.pdf")
            )
            try Data(try SigningSamples.document(signer: "Phạm Giả Định")).write(to: plain)
            var person = Self.request("NguoiKy", "Phạm Giả Định")
            person.blanks = [
                .init(name: "so", page: 0, box: .init(left: 80, top: 50, width: 60, height: 16), size: 13)
            ]
            let personKey = SignerKey.file(
                try await SigningSamples.keyFile("person-h29", password: "mật khẩu"), password: "mật khẩu")
            try await tool.sign(plain, into: once, person, with: personKey)
            let first = try await Self.verdict(once)
            #expect(first.verdict.status == .valid && first.verdict.reason == .agencySignatureMissing)

            var agency = Self.request("CoQuan", "Ủy ban")
            agency.liesOverFirst = true
            agency.fills = ["so": "0912", "khong-co": "bỏ qua"]
            let agencyKey = SignerKey.file(
                try await SigningSamples.keyFile("agency-h29", password: "dấu"), password: "dấu")
            try await tool.sign(once, into: twice, agency, with: agencyKey)
            let both = try await Self.verdict(twice)
            #expect(both.verdict == .valid)
            #expect(both.signatures.map(\.signer?.role) == [.person, .agency])
            let (before, after) = (try await Self.text(once), try await Self.text(twice))
            #expect(after.contains("0912") && !before.contains("0912"))
            // What was signed is the beginning of what came of it.
            #expect(try Data(contentsOf: twice).starts(with: try Data(contentsOf: once)))

            // Somebody signs after the agency: each signature is sound, the whole is in doubt.
            let late = folder.appending(path: "3.pdf")
            try await tool.sign(twice, into: late, Self.request("NguoiKy", "A"), with: personKey)
            #expect(try await Self.verdict(late).verdict.reason == .personAfterAgency)
        }
    }

    @Test func `the seal lies over the left third of the signature`() async throws {
        try await SigningSamples.folder { folder in
            let tool = try SigningSamples.tool()
            let (plain, once, twice) = (
                folder.appending(path: "0.pdf"), folder.appending(path: "1.pdf"), folder.appending(path: "2.pdf")
            )
            try Data(try SigningSamples.document(signer: "A")).write(to: plain)
            let person = SignerKey.file(try await SigningSamples.keyFile("person-h29", password: "x"), password: "x")
            try await tool.sign(plain, into: once, Self.request("NguoiKy", "A"), with: person)
            var seal = Self.request("CoQuan", "B")
            seal.box = .init(left: 0, top: 0, width: 99, height: 99)
            seal.liesOverFirst = true
            let agency = SignerKey.file(try await SigningSamples.keyFile("agency-h29", password: "x"), password: "x")
            try await tool.sign(once, into: twice, seal, with: agency)
            let places = String(
                decoding: try await SigningSamples.run("qpdf", ["--qdf", twice.path, "-"]), as: UTF8.self
            )
            .matches(of: /\/Rect \[\s+([0-9.]+)\s+([0-9.]+)\s+([0-9.]+)\s+([0-9.]+)\s+\]/)
            .compactMap { match in [match.1, match.2, match.3, match.4].compactMap { Double($0) } }
            let signature = try #require(places.first { abs($0[2] - $0[0] - Self.box.width) < 0.1 })
            let seen = try #require(places.first { abs($0[2] - $0[0] - 99) < 0.1 })
            #expect(abs(signature[0] - Self.box.left) < 0.1 && abs(842 - signature[3] - Self.box.top) < 0.1)
            #expect(abs(seen[2] - (signature[0] + Self.box.width / 3)) < 0.1)
            #expect(abs(seen[1] + seen[3] - signature[1] - signature[3]) < 0.1)
        }
    }

    @Test func `a signature of text says what it was told, in letters of Vietnam, at the time that it claims`()
        async throws
    {
        try await SigningSamples.folder { folder in
            let (plain, signed) = (folder.appending(path: "0.pdf"), folder.appending(path: "1.pdf"))
            try Data(try SigningSamples.document(signer: "A")).write(to: plain)
            var request = Self.request("CoQuan", "Ủy ban")
            request.time = Date(timeIntervalSince1970: 1_793_000_000)
            let shown = SignatureRequest.shown(request.time)
            #expect(shown.wholeMatch(of: /20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00/) != nil)
            request.appearance = .text(["Số 12/QĐ-UBND; \(shown)"], size: 10, isRight: true)
            let key = SignerKey.file(try await SigningSamples.keyFile("agency-h29", password: "x"), password: "x")
            try await SigningSamples.tool().sign(plain, into: signed, request, with: key)
            let found = try await Self.verdict(signed)
            #expect(found.signatures.map(\.signedAt) == [request.time])
            #expect(try await Self.text(signed).contains("Số 12/QĐ-UBND; \(shown)"))
        }
    }

    @Test func `a key in a device signs too, with the right PIN only`() async throws {
        try await SigningSamples.folder { folder in
            let (token, environment) = try await SigningSamples.token("agency-h29", in: folder)
            let tool = try SigningSamples.tool(environment)
            // Whose it is can be read without the PIN.
            let certificate = try await tool.certificate(of: .token(token, pin: ""))
            #expect(certificate.signer.role == .agency && certificate.signer.organCode?.text == "H29")
            let (plain, signed) = (folder.appending(path: "0.pdf"), folder.appending(path: "1.pdf"))
            try Data(try SigningSamples.document(signer: "A")).write(to: plain)
            let request = Self.request("CoQuan", "Ủy ban")
            let elsewhere = SignerToken(module: token.module, token: "khong-co", key: token.key)
            let other = SignerToken(module: token.module, token: token.token, key: "khong-co")
            for (key, failure) in [
                (SignerKey.token(token, pin: "000000"), SigningFailure.wrongSecret),
                (.token(elsewhere, pin: "123456"), .noToken), (.token(other, pin: "123456"), .noKey),
            ] {
                await #expect(throws: failure) { try await tool.sign(plain, into: signed, request, with: key) }
            }
            #expect(!FileManager.default.fileExists(atPath: signed.path))
            try await tool.sign(plain, into: signed, request, with: .token(token, pin: "123456"))
            #expect(try await Self.verdict(signed).verdict == .valid)
        }
    }

    @Test func `what cannot be signed is refused with a code, and no file comes of it`() async throws {
        try await SigningSamples.folder { folder in
            let tool = try SigningSamples.tool()
            let key = try await SigningSamples.keyFile("person-h29", password: "đúng")
            let (plain, broken, locked) = (
                folder.appending(path: "0.pdf"), folder.appending(path: "1.pdf"), folder.appending(path: "2.pdf")
            )
            let bytes = Data(try SigningSamples.document(signer: "A"))
            try bytes.write(to: plain)
            try bytes.prefix(300).write(to: broken)
            try await SigningSamples.run(
                "qpdf", ["--encrypt", "mat-khau", "chu", "256", "--", plain.path, locked.path])
            let target = folder.appending(path: "ra.pdf")
            let request = Self.request("NguoiKy", "A")
            var far = request
            far.page = 40
            var opaque = request
            opaque.appearance = .image(SigningSamples.opaquePicture)
            var torn = request
            torn.appearance = .image(SigningSamples.picture.prefix(30))
            for (file, request, key, failure) in [
                (plain, request, SignerKey.file(key, password: "sai"), SigningFailure.wrongSecret),
                (plain, request, .file(Data("khóa".utf8), password: "đúng"), .unreadableKey),
                (broken, request, .file(key, password: "đúng"), .unreadableFile),
                (locked, request, .file(key, password: "đúng"), .encryptedFile),
                (plain, far, .file(key, password: "đúng"), .noSuchPage),
                (plain, opaque, .file(key, password: "đúng"), .opaqueImage),
                (plain, torn, .file(key, password: "đúng"), .unreadableImage),
            ] {
                await #expect(throws: failure, "\(failure)") {
                    try await tool.sign(file, into: target, request, with: key)
                }
            }
            #expect(!FileManager.default.fileExists(atPath: target.path))
        }
    }

    @Test func `a program that hangs is stopped, and one that is missing is no tool`() async throws {
        try await SigningSamples.folder { folder in
            #expect(SigningTool(folder: folder.path) == nil)
            let python = folder.appending(path: "bin/python")
            try FileManager.default.createDirectory(
                at: python.deletingLastPathComponent(), withIntermediateDirectories: true)
            try "#!/bin/sh\nsleep 600\n".write(to: python, atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: python.path)
            let tool = try #require(SigningTool(folder: folder.path, deadline: .milliseconds(300)))
            let begun = ContinuousClock.now
            await #expect(throws: SigningFailure.failed) {
                try await tool.certificate(of: .file(Data(), password: ""))
            }
            #expect(ContinuousClock.now - begun < .seconds(300))
        }
    }
}
