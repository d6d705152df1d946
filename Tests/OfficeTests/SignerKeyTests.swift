import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing
import Trust

@testable import Office

/// Keys as people bring them in: whose, how long, and what is said against them.
@Suite(.serialized) struct SignerKeyTests {
    @Test func `a key is shown with holder, issuer and days, stays sealed, and goes when it is taken away`()
        async throws
    {
        try await TestOffice.signing { test in
            try await test.giveKeys()
            let page = try await test.text("/account/signing-key", as: "leader-A")
            for words in ["Phạm Giả Định", "CA cấp phát thử nghiệm A1", "đến", "còn ", " ngày"] {
                #expect(page.contains(words), "\(words)")
            }
            let file = try await SigningSamples.keyFile("person-h29", password: TestOffice.password)
            let rows = try await test.office.database.read { connection in
                try connection.rows("SELECT sealed_file, sealed_image FROM signer_key LIMIT 10").flatMap {
                    row -> [String?] in
                    [try row["sealed_file"], try row["sealed_image"]]
                }
            }
            #expect(rows.count == 4 && rows.allSatisfy { $0 != nil })
            let plain = [file, SigningSamples.picture].map { $0.base64EncodedString().prefix(40) }
            for row in rows.compactMap({ $0 }) { #expect(!plain.contains { row.contains($0) }) }
            // Another one's key is no business of anybody.
            #expect(try await test.text("/account/signing-key", as: "leader-B").contains("Bạn chưa có khóa ký số"))
            let answer = try await test.post("/account/signing-key/end", as: "leader-A", version: 0)
            #expect(answer.status == .seeOther)
            let left = try await test.office.database.read { connection -> Int in
                try connection.row("SELECT COUNT(*) AS total FROM signer_key WHERE sealed_file IS NOT NULL")?["total"]
                    ?? -1
            }
            #expect(left == 1)
            let log = try await test.office.database.read { try AdministrativeLog.entries(in: $0) }
            #expect(log.filter { $0.act == .signerKeySet }.count == 2 && log.contains { $0.act == .signerKeyEnded })
        }
    }

    @Test(arguments: [
        ("/account/signing-key", "leader-A", "agency-h29", "cần chứng thư số của cá nhân"),
        ("/seal-key", "admin-A", "person-h29", "cần chứng thư số của cơ quan"),
    ])
    func `the key of a person is none of the agency, and the other way round`(
        path: String, person: String, key: String, words: String
    ) async throws {
        try await TestOffice.signing { test in
            let file = try await SigningSamples.keyFile(key, password: "x")
            let answer = try await test.setKey(
                path, as: person, file: file, secret: "x", image: SigningSamples.picture)
            #expect(answer.status == .unprocessableContent && String(buffer: answer.body).contains(words))
        }
    }

    @Test func `what cannot be a key or a picture is refused at its field`() async throws {
        try await TestOffice.signing { test in
            let key = try await SigningSamples.keyFile("person-h29", password: "x")
            for (file, secret, image, place) in [
                (nil, "x", nil, "file"), (Data("không phải khóa".utf8), "x", nil, "file"), (key, "", nil, "secret"),
                (key, "y", nil, "secret"), (key, "x", SigningSamples.opaquePicture, "image"),
            ] as [(Data?, String, Data?, String)] {
                let answer = try await test.setKey(
                    "/account/signing-key", as: "leader-A", file: file, secret: secret, image: image)
                #expect(answer.status == .unprocessableContent)
                #expect(String(buffer: answer.body).contains("href=\"#\(place)\""), "\(place)")
            }
            for person in ["clerk-A", "officer-A", "head-A", "admin-A"] {
                #expect(try await test.get("/account/signing-key", as: person).status == .forbidden, "\(person)")
            }
            #expect(try await test.get("/seal-key", as: "leader-A").status == .forbidden)
        }
    }

    @Test(arguments: [
        ("person-h29", "Người khác", "khác họ tên"), ("person-expired", "Người khác", "đã hết hạn"),
        ("person-untrusted", "Người khác", "không nằm trong danh sách tin cậy"),
        ("person-self-signed", "Người khác", "tự ký"), ("person-revoked", "Người khác", "bị thu hồi"),
    ])
    func `what speaks against a certificate is said where the key is and where it signs, and nothing unsound is kept`(
        key: String, name: String, words: String
    ) async throws {
        try await TestOffice.signing { test in
            let file = try await SigningSamples.keyFile(key, password: TestOffice.password)
            _ = try await test.office.database.write { connection in
                try connection.execute("UPDATE person SET full_name = $1 WHERE id = 'leader-A'", name)
            }
            let answer = try await test.setKey(
                "/account/signing-key", as: "leader-A", file: file, secret: TestOffice.password, image: nil)
            #expect(answer.status == .seeOther)
            #expect(try await test.text("/account/signing-key", as: "leader-A").contains(words))
            let id = try await test.draftToSign()
            #expect(try await test.text("/outgoing/\(id)/sign", as: "leader-A").contains(words))
            let isSound = key == "person-h29"
            #expect(try await test.sign(id).status == (isSound ? .seeOther : .unprocessableContent))
            #expect(try await test.outgoingState(id).state == (isSound ? .approved : .submitted))
        }
    }

    @Test func `the last thirty days of a certificate are counted`() async throws {
        let tool = try SigningSamples.tool()
        let key = SignerKey.file(try await SigningSamples.keyFile("agency-h29", password: "x"), password: "x")
        let certificate = try await tool.certificate(of: key)
        let organ = try #require(OrganCode("H29"))
        let other = try #require(OrganCode("G22"))
        let trust = try SigningSamples.trust.get()
        for (days, organ, count, words) in [
            (40.5, organ, 0, ""), (20.5, organ, 1, "còn 20 ngày"), (-1, organ, 1, "đã hết hạn"),
            (40.5, other, 1, "khác mã G22"),
        ] {
            let now = certificate.notAfter.addingTimeInterval(-days * 86_400)
            let warnings = await SignerKeyWarning.all(certificate, of: ("Cơ quan", organ), trust: trust, now: now)
            #expect(warnings.count == count && (warnings.first?.sentence.contains(words) ?? true), "\(warnings)")
        }
    }
}
