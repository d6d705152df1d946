import EdXML
import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing
import Trust

@testable import Office
import Web

/// The whole way of a document that is signed and sealed in the office, over its forms.
@Suite(.serialized) struct SigningTests {
    @Test func `the leader signs, the clerk numbers and seals, and it is issued without a doubt`() async throws {
        try await TestOffice.signing { test in
            try await test.giveKeys()
            let annex: TestOffice.TestFile = ("phu-luc.pdf", try SigningSamples.document(signer: "Không ai"))
            let id = try await test.draftToSign(annexes: [annex, ("bang.xlsx", [1, 2, 3])])
            let page = try await test.text("/outgoing/\(id)", as: "leader-A")
            #expect(page.contains("/outgoing/\(id)/sign"))
            let form = try await test.text("/outgoing/\(id)/sign", as: "leader-A")
            #expect(form.contains("Chữ ký đặt trên tên “\(TestOffice.signerName)”"))
            #expect(form.contains("được điền vào chỗ trống") && !form.contains("khác họ tên"))
            #expect(try await test.sign(id).status == .seeOther)
            #expect(try await test.outgoingState(id).state == .approved)
            let versions = try await test.office.database.read { try DraftVersion.all(of: id, in: $0) }
            #expect(versions.map(\.number) == [2, 1] && versions[0].files.map(\.name) == versions[1].files.map(\.name))
            #expect(versions[0].files[0].hash != versions[1].files[0].hash)

            try await test.bring(id, to: .numbered)
            let ask = try await test.text("/outgoing/\(id)/seal", as: "clerk-A")
            #expect(ask.contains("phu-luc.pdf: số và thời gian ký") && ask.contains("bang.xlsx: không phải PDF"))
            #expect(try await test.seal(id).status == .seeOther)
            let issued = try await test.issued(id)
            #expect(issued.map(\.isMain) == [true, false, false])
            #expect(issued.map(\.name) == ["van-ban.pdf", "phu-luc.pdf", "bang.xlsx"])
            let today = test.office.today
            let printed = issued[0].text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(printed.contains("01"), "\(printed)")
            #expect(printed.contains(today.shown.prefix(2)))
            #expect(issued[1].text.firstMatch(of: /Số 01\/UBND-A; \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00/) != nil)

            let verdicts = try await test.office.database.read { try FileVerdict.all(of: id, in: $0) }
            let main = try #require(verdicts[issued[0].id])
            #expect(main.status == .valid && main.reason == nil)
            #expect(main.signatures.map(\.isAgency) == [false, true])
            #expect(verdicts[issued[1].id]?.status == .valid)
            let shown = try await test.text("/outgoing/\(id)", as: "clerk-A")
            for words in ["Ký số van-ban.pdf", "Đóng dấu số van-ban.pdf, phu-luc.pdf", TestOffice.signerName] {
                #expect(shown.contains(words), "\(words)")
            }
            #expect(!shown.contains("/outgoing/\(id)/seal"))
            // Nobody confirms anything: there is no doubt.
            let answer = try await test.post(
                "/outgoing/\(id)/publish", as: "clerk-A", version: try await test.outgoingState(id).version)
            #expect(answer.status == .seeOther)
            let packet = try await test.package(try #require(try await test.outbox(of: id).first))
            #expect(packet.attachments.map(\.name) == ["van-ban.pdf", "phu-luc.pdf", "bang.xlsx"])
        }
    }

    @Test func `a wrong password changes nothing, says so with a code, and after five the key waits`() async throws {
        try await TestOffice.signing { test in
            try await test.giveKeys()
            let id = try await test.draftToSign()
            for count in 1...6 {
                let answer = try await test.sign(id, password: "sai")
                #expect(answer.status == .unprocessableContent)
                let page = String(buffer: answer.body)
                #expect(page.contains("wrong-secret") == (count < 6) && page.contains("href=\"#secret\""))
                #expect(!page.contains("value=\"sai\""))
            }
            #expect(try await test.sign(id).status == .unprocessableContent)
            #expect(try await test.outgoingState(id).state == .submitted)
            let versions = try await test.office.database.read { try DraftVersion.all(of: id, in: $0) }
            #expect(versions.count == 1)
        }
    }

    @Test func `the same form signs once, and of two at the same time one signs`() async throws {
        try await TestOffice.signing { test in
            try await test.giveKeys()
            let id = try await test.draftToSign()
            let (once, version) = (RandomText.secret(), try await test.outgoingState(id).version)
            async let left = test.sign(id, version: version, once: once)
            async let right = test.sign(id, version: version)
            let statuses = try await [left.status, right.status]
            #expect(statuses.count { $0 == .seeOther } == 1, "\(statuses)")
            let again = try await test.sign(id, version: version, once: once)
            #expect((again.status == .seeOther) == (statuses[0] == .seeOther))
            let versions = try await test.office.database.read { try DraftVersion.all(of: id, in: $0) }
            #expect(versions.count == 2)
        }
    }

    @Test func `what was signed and sent back is signed once more, and every signature stays sound`() async throws {
        try await TestOffice.signing { test in
            try await test.giveKeys()
            let id = try await test.draftToSign()
            #expect(try await test.sign(id).status == .seeOther)
            let back = try await test.post(
                "/outgoing/\(id)/return", as: "clerk-A", version: try await test.outgoingState(id).version,
                ["reason": "Thiếu nơi nhận ở cuối văn bản."])
            #expect(back.status == .seeOther)
            try await test.bring(id, to: .submitted)
            #expect(try await test.sign(id, ["left": "20"]).status == .seeOther)
            try await test.bring(id, to: .numbered)
            #expect(try await test.seal(id).status == .seeOther)
            let main = try #require(try await test.issued(id).first)
            let verdict = try await test.office.database.read { try FileVerdict.all(of: id, in: $0) }[main.id]
            #expect(verdict?.status == .valid && verdict?.reason == nil)
            #expect(verdict?.signatures.map(\.isAgency) == [false, false, true])
            // The agency seals once.
            let again = try await test.seal(id)
            #expect(again.status == .unprocessableContent)
            #expect(String(buffer: again.body).contains("đã có chữ ký số của cơ quan"))
        }
    }

    @Test func `who may not sign or seal is refused, also with every key at hand`() async throws {
        try await TestOffice.signing { test in
            try await test.giveKeys()
            let id = try await test.draftToSign()
            for person in ["clerk-A", "leader-B", "head-A", "officer-A", "admin-A"] {
                let answer = try await test.post(
                    "/outgoing/\(id)/sign", as: person, version: try await test.outgoingState(id).version,
                    [
                        "urgency": "0", "page": "1", "left": "1", "top": "1", "width": "45", "height": "20",
                        "secret": TestOffice.password,
                    ])
                #expect([.forbidden, .notFound].contains(answer.status), "\(person)")
            }
            // Too early for the seal.
            #expect(try await test.seal(id).status == .forbidden)
            try await test.bring(id, to: .numbered)
            for person in ["leader-A", "head-A", "officer-A"] {
                let answer = try await test.post(
                    "/outgoing/\(id)/seal", as: person, version: try await test.outgoingState(id).version,
                    ["secret": TestOffice.sealPassword])
                #expect([.forbidden, .notFound].contains(answer.status), "\(person)")
            }
            // The agency signs only what the competent person has signed.
            let answer = try await test.seal(id)
            #expect(answer.status == .unprocessableContent)
            #expect(String(buffer: answer.body).contains("chưa có chữ ký số hợp lệ của người có thẩm quyền"))
            #expect(try await test.issued(id).isEmpty)
        }
    }

    @Test func `a key in a device seals with the PIN of the configuration, or with one that is typed`() async throws {
        try await SigningSamples.folder { folder in
            let (token, environment) = try await SigningSamples.token("agency-h29", in: folder)
            for pin in ["123456", nil] {
                try await TestOffice.signing(environment, token: token, pin: pin) { test in
                    let own = try await SigningSamples.keyFile("person-h29", password: TestOffice.password)
                    _ = try await test.setKey(
                        "/account/signing-key", as: "leader-A", file: own, secret: TestOffice.password, image: nil)
                    let answer = try await test.setKey(
                        "/seal-key", as: "admin-A", file: nil, secret: "", image: SigningSamples.picture, kind: "token")
                    #expect(answer.status == .seeOther)
                    #expect(try await test.text("/seal-key", as: "admin-A").contains("PKCS#11"))
                    let id = try await test.draftToSign()
                    #expect(try await test.sign(id).status == .seeOther)
                    try await test.bring(id, to: .numbered)
                    let form = try await test.text("/outgoing/\(id)/seal", as: "clerk-A")
                    #expect(form.contains("Mã PIN") == (pin == nil))
                    if pin == nil {
                        #expect(try await test.seal(id, secret: "000000").status == .unprocessableContent)
                    }
                    #expect(try await test.seal(id, secret: pin == nil ? "123456" : "").status == .seeOther)
                    let doubt = try await test.office.database.read { try IssueSignatures.doubt(id, in: $0) }
                    #expect(doubt == nil)
                }
            }
        }
    }

    @Test func `without the program the pages say so, and documents are signed elsewhere as before`() async throws {
        try await TestOffice.with { test in
            #expect(try await test.text("/account/signing-key", as: "leader-A").contains("chưa cài công cụ ký số"))
            let id = try await test.draft()
            try await test.bring(id, to: .submitted)
            #expect(try await !test.text("/outgoing/\(id)", as: "leader-A").contains("/outgoing/\(id)/sign"))
            #expect(try await test.get("/outgoing/\(id)/sign", as: "leader-A").status != .ok)
            try await test.bring(id, to: .published)
        }
    }
}
