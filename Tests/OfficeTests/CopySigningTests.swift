import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Logging
import Storage
import Testing
import Trust

@testable import Gateway
@testable import Office
import Web

/// Electronic copies from the form to the signed file (NĐ 30/2020/NĐ-CP, Điều 25–27, 32.2.d; Phụ lục I, ô 14).
@Suite(.serialized) struct CopySigningTests {
    private static let sound = "signed/hop-le-ca-nhan-va-co-quan.pdf"

    private struct Document: Sendable {
        let id: String
        let file: String
        let hash: ContentHash
    }

    /// A package with this file, its signatures looked at, in the register.
    private static func registered(_ name: String, _ test: TestOffice) async throws -> Document {
        let bytes = try Data(contentsOf: Samples.url("documents/\(name)"))
        let hash = try await test.office.store.keep { file in try bytes.withUnsafeBytes { try file.write($0) } }
        let id = try await test.arrival(
            files: [
                ReceivedFile(name: "van-ban.pdf", contentType: "application/pdf", sizeBytes: bytes.count, hash: hash)
            ])
        let checks = SignatureChecks(
            office: test.office, trust: try SigningSamples.trust.get(), logger: Logger(label: "test"))
        #expect(try await checks.checkNext())
        try await test.handle(id, until: .registered)
        return try await test.office.database.read { connection in
            let file = try #require(try Attachment.all(of: id, in: connection).first)
            return Document(id: id, file: file.id, hash: file.hash)
        }
    }

    private static func sign(
        _ document: Document, _ test: TestOffice, _ others: [String: String] = [:],
        _ files: [TestOffice.TestFile] = [], as person: String = "clerk-A", once: String = RandomText.secret()
    ) async throws -> TestResponse {
        let fields = [
            "kind": "SY", "signer": "leader-A", "receivers": "Công ty Ví Dụ", "originals": document.file,
            "units": "B", "secret": TestOffice.sealPassword,
        ]
        return try await test.send(
            "/incoming/\(document.id)/sign-copy", as: person, version: 0, once: once, fields.merging(others) { $1 },
            files)
    }

    /// The first file of the copy at `page`, its text and its verdict.
    private static func signed(_ page: String, _ test: TestOffice) async throws -> (
        bytes: Data, text: String, found: PDFSignatures
    ) {
        let copy = String(page.split(separator: "/").last ?? "")
        let files = try await test.office.database.read { try CopyFile.all(of: copy, in: $0) }
        let path = test.office.store.folder.url(of: try #require(files.first).hash)
        let text = try await SigningSamples.run("pdftotext", [path.path, "-"])
        let found = try await PDFSignatureChecker(trust: try SigningSamples.trust.get()).check(
            path, now: test.office.now())
        return (try Data(contentsOf: path), String(decoding: text, as: UTF8.self), found)
    }

    private static func count(_ test: TestOffice) async throws -> Int {
        try await test.office.database.read { try DocumentCopy.count(test.office.today.year, in: $0) }
    }

    @Test func `the agency signs a copy, the original stays as it is, the unit is told`() async throws {
        try await TestOffice.signing { test in
            try await test.giveKeys()
            let document = try await Self.registered(Self.sound, test)
            let form = try await test.text("/incoming/\(document.id)/sign-copy", as: "clerk-A")
            #expect(form.contains("van-ban.pdf") && !form.contains("Lý do vẫn sao"))
            let once = RandomText.secret()
            let answer = try await Self.sign(document, test, once: once)
            let page = try #require(answer.headers[.location], "\(String(buffer: answer.body))")
            #expect(try await Self.sign(document, test, once: once).headers[.location] == page)
            #expect(try await Self.count(test) == 1)
            let signed = try await Self.signed(page, test)
            #expect(
                signed.text.firstMatch(of: /SAO Y; UBND TP\. Hồ Chí Minh; \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00/) != nil
            )
            #expect(signed.found.verdict == .valid)
            #expect(signed.found.signatures.map { $0.signer?.role == .agency } == [false, true, true])
            // An addition: the bytes of the original stand in front, and in the store as they came.
            let original = try Data(contentsOf: Samples.url("documents/\(Self.sound)"))
            #expect(signed.bytes.starts(with: original) && signed.bytes.count > original.count)
            let kept = try await test.office.database.read { try Attachment.all(of: document.id, in: $0) }
            #expect(kept.map(\.hash) == [document.hash])
            #expect(try Data(contentsOf: test.office.store.folder.url(of: document.hash)) == original)
            let timeline = try await test.text("/incoming/\(document.id)", as: "clerk-A")
            #expect(timeline.contains("Sao y điện tử số 01/SY-UBND, 1 tệp cơ quan đã ký số"))
            for (person, told) in [("officer-B", [page]), ("officer-A", []), ("admin-B", [])] {
                let notices = try await test.office.database.read { try Notice.allUnread(of: person, in: $0) }
                #expect(notices.map(\.path) == told, "\(person)")
            }
            // The next copy, on paper, has the next number.
            let paper = try await test.post(
                "/incoming/\(document.id)/make-copy", as: "clerk-A", version: 0,
                ["kind": "SL", "signer": "leader-A", "receivers": "Lưu", "copies": "1"])
            #expect(try await test.text(try #require(paper.headers[.location]), as: "clerk-A").contains("02/SL-UBND"))
        }
    }

    @Test func `an original whose signature is not valid is copied with a reason that stays`() async throws {
        try await TestOffice.signing { test in
            try await test.giveKeys()
            let document = try await Self.registered("signed/khong-tin-cay.pdf", test)
            let form = try await test.text("/incoming/\(document.id)/sign-copy", as: "clerk-A")
            #expect(form.contains("Lý do vẫn sao") && form.contains("không do tổ chức được tin cậy cấp"))
            let refused = try await Self.sign(document, test)
            #expect(refused.status == .unprocessableContent)
            #expect(String(buffer: refused.body).contains("href=\"#reason\""))
            #expect(try await Self.count(test) == 0)
            let reason = "Đã đối chiếu với bản giấy của nơi gửi."
            let answer = try await Self.sign(document, test, ["reason": reason])
            let page = try #require(answer.headers[.location], "\(String(buffer: answer.body))")
            let signed = try await Self.signed(page, test)
            #expect(signed.found.signatures.last?.verdict == .valid)
            #expect(signed.found.verdict.status == .unverifiable)
            let timeline = try await test.text("/incoming/\(document.id)", as: "clerk-A")
            #expect(timeline.contains(reason) && timeline.contains("chữ ký số của bản gốc chưa đạt"))
        }
    }

    @Test func `an extract is a file of its own that the agency signs`() async throws {
        try await TestOffice.signing { test in
            try await test.giveKeys()
            let document = try await Self.registered(Self.sound, test)
            let extract: TestOffice.TestFile = ("trich.pdf", try SigningSamples.document(signer: "Không ai"))
            let part = ["kind": "TrS", "part": "Điều 3"]
            for (fields, files, field) in [
                (part, [], "file"), (part, [("trich.docx", [1, 2])], "file"), (["kind": "TrS"], [extract], "part"),
                ([:], [extract], "file"),
            ] as [([String: String], [TestOffice.TestFile], String)] {
                let refused = try await Self.sign(document, test, fields, files)
                #expect(refused.status == .unprocessableContent)
                #expect(String(buffer: refused.body).contains("href=\"#\(field)\""), "\(fields) \(files.count)")
            }
            let answer = try await Self.sign(document, test, part, [extract])
            let page = try #require(answer.headers[.location], "\(String(buffer: answer.body))")
            let signed = try await Self.signed(page, test)
            #expect(signed.bytes.starts(with: extract.1) && signed.found.verdict == .valid)
            #expect(signed.text.contains("TRÍCH SAO; UBND TP. Hồ Chí Minh; "))
            #expect(try await test.text(page, as: "clerk-A").contains("Điều 3"))
        }
    }

    @Test func `what cannot be is refused at its field, and no number is taken`() async throws {
        try await TestOffice.signing { test in
            let document = try await Self.registered(Self.sound, test)
            #expect(try await Self.sign(document, test).status == .forbidden, "the agency has no key yet")
            try await test.giveKeys()
            for (others, field) in [
                (["originals": "x"], "originals"), (["units": "x"], "units"), (["signer": "officer-A"], "signer"),
                (["receivers": ""], "receivers"), (["secret": "sai"], "secret"), (["number": "5000"], "number"),
            ] {
                let refused = try await Self.sign(document, test, others)
                #expect(refused.status == .unprocessableContent, "\(field)")
                #expect(String(buffer: refused.body).contains("href=\"#\(field)"), "\(field)")
            }
            #expect(try await Self.sign(document, test, as: "leader-A").status == .forbidden)
            for person in ["head-A", "officer-A"] {
                #expect(try await Self.sign(document, test, as: person).status == .notFound, "\(person)")
            }
            let waiting = try await test.arrival(number: "124")
            #expect(try await test.get("/incoming/\(waiting)/sign-copy", as: "clerk-A").status == .forbidden)
            try await test.handle(waiting, until: .registered)
            let bare = try await test.get("/incoming/\(waiting)/sign-copy", as: "clerk-A")
            #expect(bare.status == .forbidden && String(buffer: bare.body).contains("không có tệp PDF"))
            #expect(try await Self.count(test) == 0)
        }
    }
}
