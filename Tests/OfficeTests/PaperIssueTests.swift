import EdXML
import Exchange
import Foundation
import Gateway
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// Documents that are issued on paper alone, and receivers on paper beside those of the exchange.
@Suite struct PaperIssueTests {
    /// To two receivers outside of the exchange.
    private static let onPaper = {
        var fields = TestOffice.draftFields
        fields["recipients"] = nil
        fields["issue-way"] = "paper"
        fields["paper-recipients"] = "Công ty Ví Dụ, 1 phố Thử\nBà Nguyễn Thị Mẫu\n"
        return fields
    }()

    /// To G22 through the exchange and to one receiver on paper.
    private static let mixed = TestOffice.draftFields.merging(["paper-recipients": "Công ty Ví Dụ, 1 phố Thử"]) { $1 }

    private static func draft(_ fields: [String: String], _ test: TestOffice) async throws -> String {
        let answer = try await test.send(
            "/outgoing", as: "officer-A", version: 0, fields, [TestOffice.draftFile])
        #expect(answer.status == .seeOther)
        return String(try #require(answer.headers[.location]?.split(separator: "/").last))
    }

    private static func numbered(_ fields: [String: String], _ test: TestOffice) async throws -> String {
        let id = try await self.draft(fields, test)
        try await test.bring(id, to: .numbered)
        return id
    }

    private static func publish(
        _ id: String, _ test: TestOffice, _ fields: [String: String] = ["on-paper": "yes"],
        as person: String = "clerk-A"
    ) async throws -> TestResponse {
        try await test.post(
            "/outgoing/\(id)/publish", as: person, version: try await test.outgoingState(id).version, fields)
    }

    private static func post(_ id: String, _ others: [String: String], _ test: TestOffice) async throws -> TestResponse
    {
        let fields = ["sent": test.office.today.shown, "recipient": "", "envelopes": "1", "note": ""]
        return try await test.post(
            "/outgoing/\(id)/post", as: "clerk-A", version: 0, fields.merging(others) { $1 })
    }

    private static func receivers(of id: String, _ test: TestOffice) async throws -> [PaperRecipient] {
        try await test.office.database.read { try PaperRecipient.all(of: id, in: $0) }
    }

    @Test func `a paper is issued with its number and without a file, a signature or a package`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.numbered(Self.onPaper, test)
            let confirm = try await test.text("/outgoing/\(id)/publish", as: "clerk-A")
            for text in ["Phát hành bản giấy 01/UBND-A?", "không có gói tin nào", "Bà Nguyễn Thị Mẫu"] {
                #expect(confirm.contains(text), "\(text)")
            }
            #expect(!confirm.contains("Chữ ký số chưa đạt"))
            let unconfirmed = try await Self.publish(id, test, [:])
            #expect(unconfirmed.status == .unprocessableContent)
            #expect(String(buffer: unconfirmed.body).contains("href=\"#on-paper\""))
            for person in ["leader-A", "head-A", "officer-A"] {
                #expect(try await Self.publish(id, test, as: person).status == .forbidden, "\(person)")
            }
            #expect(try await test.outgoingState(id).state == .numbered)
            #expect(try await Self.publish(id, test).status == .seeOther)
            #expect(try await test.outgoingState(id).state == .published)
            #expect(try await test.outbox(of: id).isEmpty)
            let kept = try await test.office.database.read { connection in
                try connection.row("SELECT package_hash IS NULL AS is_none FROM outgoing WHERE id = $1", id)?["is_none"]
                    as Bool?
            }
            #expect(kept == true)
            let page = try await test.text("/outgoing/\(id)", as: "clerk-A")
            for text in [
                "Chỉ phát hành bản giấy", "Đã phát hành bản giấy", "2 nơi nhận", "Phát hành bản giấy đến 2 nơi nhận",
                "Gửi giấy: chưa gửi",
            ] { #expect(page.contains(text), "\(text)") }
            for text in ["Tải gói tin", "Trục đã nhận", "Gửi bổ sung nơi nhận", "/recall\"", "/update\""] {
                #expect(!page.contains(text), "\(text)")
            }
            let list = try await test.text("/outgoing?view=all", as: "clerk-A")
            #expect(list.contains("Chỉ phát hành bản giấy") && list.contains("Đã phát hành bản giấy"))
            let register = try await test.text("/registers/out", as: "clerk-A")
            #expect(register.contains("Công ty Ví Dụ, 1 phố Thử (bản giấy); Bà Nguyễn Thị Mẫu (bản giấy)"))
            #expect(register.contains("Chỉ phát hành bản giấy"))
        }
    }

    @Test func `a scan may be attached, and is asked for no signature`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.numbered(Self.onPaper, test)
            #expect(try await test.attach(id, as: "clerk-A", name: "ban-quet.pdf").status == .seeOther)
            #expect(try await test.text("/outgoing/\(id)/publish", as: "clerk-A").contains("1 tệp quét được lưu"))
            #expect(try await Self.publish(id, test).status == .seeOther)
            #expect(try await test.text("/outgoing/\(id)", as: "officer-A").contains("ban-quet.pdf"))
        }
    }

    @Test func `no path leads a paper into the exchange`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.numbered(Self.onPaper, test)
            #expect(try await test.attach(id, as: "clerk-A").status == .seeOther)
            let clerk = try #require(try await test.office.database.read { try PersonStore.person("clerk-A", in: $0) })
            let form = FormToken(once: RandomText.secret(), version: try await test.outgoingState(id).version)
            // Whoever does not go through the routes.
            let refusal = await #expect(throws: Fault.self) {
                _ = try await Publishing(office: test.office).publish(
                    id, .init(isWanted: true, reason: "Tệp thử nghiệm chưa ký số."), by: clerk, form: form)
            }
            #expect(refusal?.english.contains("on paper only") == true)
            #expect(try await Self.publish(id, test).status == .seeOther)
            for path in ["recipients", "recall", "update", "package"] {
                let status = try await test.get("/outgoing/\(id)/\(path)", as: "clerk-A").status
                #expect(status == (path == "package" ? .notFound : .forbidden), "\(path)")
            }
            let version = try await test.outgoingState(id).version
            let answer = try await test.post(
                "/outgoing/\(id)/recipients", as: "clerk-A", version: version, ["recipients": "G22"])
            #expect(answer.status == .forbidden)
            let organ = try #require(OrganCode("G22"))
            await #expect(throws: (any Error).self) {
                try await test.office.database.write { connection in
                    try connection.execute(
                        "INSERT INTO recipient (id, outgoing_id, organ_code, organ_name) VALUES ('x', $1, $2, 'VPCP')",
                        id,
                        organ)
                }
            }
            await #expect(throws: (any Error).self) {
                try await test.office.database.write { connection in
                    _ = try Outbox.enqueue(
                        document: id, organs: [organ], package: ContentHash(of: Data("x".utf8)), summary: "",
                        urgency: .ordinary, at: Date(), in: connection)
                }
            }
            #expect(try await test.outbox(of: id).isEmpty)
        }
    }

    @Test(arguments: [
        (["recipients": "G22"], "recipients"), (["paper-recipients": " \n"], "paper-recipients"),
        (["paper-recipients": "Công ty Ví Dụ\ncông ty ví dụ"], "paper-recipients"),
        (["paper-recipients": String(repeating: "x", count: 201)], "paper-recipients"),
        (["paper-recipients": (1...101).map { "Nơi \($0)" }.joined(separator: "\n")], "paper-recipients"),
        (["issue-way": "fax"], "issue-way"), (["issue-way": "exchange"], "recipients"),
    ])
    func `what cannot be is refused at its field, with what was typed`(others: [String: String], field: String)
        async throws
    {
        try await TestOffice.with { test in
            let fields = Self.onPaper.merging(others) { $1 }
            let answer = try await test.send("/outgoing", as: "officer-A", version: 0, fields, [TestOffice.draftFile])
            #expect(answer.status == .unprocessableContent)
            let page = String(buffer: answer.body)
            #expect(page.contains("href=\"#\(field)"), "\(field)")
            #expect(page.contains("V/v trả lời thử nghiệm"))
            let total = try await test.office.database.read { connection -> Int? in
                try connection.row("SELECT COUNT(*) AS total FROM outgoing")?["total"]
            }
            #expect(total == 0)
        }
    }

    @Test func `a draft changes from one way to the other, and its versions tell`() async throws {
        try await TestOffice.with { test in
            let id = try await test.draft()
            for (fields, isPaper) in [(Self.onPaper, true), (TestOffice.draftFields, false), (Self.onPaper, true)] {
                let answer = try await test.send(
                    "/outgoing/\(id)/edit", as: "officer-A", version: try await test.outgoingState(id).version, fields)
                #expect(answer.status == .seeOther)
                let page = try await test.text("/outgoing/\(id)", as: "officer-A")
                #expect(page.contains("data-issue-way=\"paper\"") == isPaper)
                #expect(try await Self.receivers(of: id, test).count == (isPaper ? 2 : 0))
            }
            let versions = try await test.office.database.read { try DraftVersion.all(of: id, in: $0) }
            #expect(versions.count == 4)
            #expect(
                versions.first?.data.recipients == [
                    "Công ty Ví Dụ, 1 phố Thử (bản giấy)", "Bà Nguyễn Thị Mẫu (bản giấy)",
                ])
            let form = try await test.text("/outgoing/\(id)/edit", as: "officer-A")
            #expect(form.contains("Bà Nguyễn Thị Mẫu"))
        }
    }

    @Test func `what was confirmed on an older page is not issued`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.numbered(Self.onPaper, test)
            let old = try await test.outgoingState(id).version
            #expect(try await test.attach(id, as: "clerk-A").status == .seeOther)
            let answer = try await test.post(
                "/outgoing/\(id)/publish", as: "clerk-A", version: old, ["on-paper": "yes"])
            #expect(answer.status == .conflict)
            #expect(try await test.outgoingState(id).state == .numbered)
        }
    }

    @Test func `papers stand as rows beside the exchange, with day and way from the register of post`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.numbered(Self.mixed, test)
            #expect(try await test.attach(id, as: "clerk-A").status == .seeOther)
            #expect(try await test.text("/outgoing/\(id)/publish", as: "clerk-A").contains("Gửi giấy cho 1 nơi"))
            #expect(try await Self.publish(id, test, TestOffice.unsigned).status == .seeOther)
            let entries = try await test.outbox(of: id)
            #expect(entries.count == 1 && entries.first?.organs.map(\.text) == ["G22"])
            let packet = try await test.package(try #require(entries.first))
            #expect(packet.document?.toPlaces == ["Văn phòng Chính phủ", "Công ty Ví Dụ, 1 phố Thử"])
            let page = try await test.text("/outgoing/\(id)", as: "clerk-A")
            for text in ["2 nơi nhận", "data-transport=\"queued\"", "data-paper=\"none\"", "Trục đã nhận"] {
                #expect(page.contains(text), "\(text)")
            }
            #expect(try await Self.post(id, ["receiver": "all", "way": "hand"], test).status == .seeOther)
            let sent = try await test.text("/outgoing/\(id)", as: "clerk-A")
            for text in ["data-paper=\"sent\"", "Đã gửi giấy", "trao tay", "Gửi giấy: Công ty Ví Dụ, 1 phố Thử, 1 bì"] {
                #expect(sent.contains(text), "\(text)")
            }
            let register = try await test.text("/post-register", as: "clerk-A")
            #expect(register.contains("Công ty Ví Dụ, 1 phố Thử") && register.contains("Trao tay"))
            #expect(
                try await test.text("/registers/out", as: "clerk-A").contains(
                    "Văn phòng Chính phủ; Công ty Ví Dụ, 1 phố Thử (bản giấy)"))
        }
    }

    @Test func `the register of post takes over all receivers that wait, each once, or one that is chosen`()
        async throws
    {
        try await TestOffice.with { test in
            let id = try await Self.numbered(Self.onPaper, test)
            let form = try await test.text("/outgoing/\(id)/post", as: "clerk-A")
            #expect(form.contains("Mọi nơi nhận bản giấy chưa gửi (2)"))
            let first = try #require(try await Self.receivers(of: id, test).first)
            let wrong = [
                ["receiver": "x"], ["receiver": first.id, "recipient": "Nơi khác"],
                ["receiver": first.id, "way": "fax"],
                ["receiver": ""],
            ]
            for fields in wrong {
                #expect(try await Self.post(id, fields, test).status == .unprocessableContent, "\(fields)")
            }
            #expect(try await Self.post(id, ["receiver": first.id], test).status == .seeOther)
            #expect(try await Self.receivers(of: id, test).map(\.sendings.count) == [1, 0])
            #expect(try await Self.post(id, ["receiver": "all", "way": "hand"], test).status == .seeOther)
            let all = try await Self.receivers(of: id, test)
            #expect(
                all.map(\.sendings) == [
                    [.init(on: test.office.today, way: .post)], [.init(on: test.office.today, way: .hand)],
                ])
            // Nobody waits any more.
            #expect(try await Self.post(id, ["receiver": "all"], test).status == .unprocessableContent)
            // A receiver of another document is none of this one.
            let other = try await Self.numbered(Self.onPaper, test)
            #expect(try await Self.post(other, ["receiver": first.id], test).status == .unprocessableContent)
            #expect(try await Self.post(other, ["recipient": "Người ký nhận khác"], test).status == .seeOther)
        }
    }

    @Test func `what went through the exchange is replaced through the exchange`() async throws {
        try await TestOffice.with { test in
            let id = try await test.draft()
            try await test.bring(id, to: .published)
            let fields = Self.onPaper.merging(["replaces": id]) { $1 }
            let answer = try await test.send("/outgoing", as: "officer-A", version: 0, fields, [TestOffice.draftFile])
            #expect(answer.status == .unprocessableContent)
            #expect(String(buffer: answer.body).contains("href=\"#issue-way"))
            // A paper may be replaced by a paper.
            let paper = try await Self.numbered(Self.onPaper, test)
            #expect(try await Self.publish(paper, test).status == .seeOther)
            let page = try await test.text("/outgoing/new?replaces=\(paper)", as: "officer-A")
            #expect(page.contains("Bà Nguyễn Thị Mẫu"))
            _ = try await Self.draft(Self.onPaper.merging(["replaces": paper]) { $1 }, test)
        }
    }

    @Test func `a paper is found by its receiver, and the API tells how it is issued`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.numbered(Self.onPaper, test)
            let read = try await test.call(.get, "outgoing/\(id)", token: try await test.token(of: "clerk-A"))
            let document = try TestOffice.json(read)
            #expect(document["document"]?["issueWay"] == .text("paper"))
            #expect(document["recipients"]?.elements.isEmpty == true)
            #expect(
                document["paperRecipients"]?.elements.first?["name"] == .text("Công ty Ví Dụ, 1 phố Thử"))
            for act in ["recipients", "recall", "update"] {
                #expect(document["acts"]?.elements.contains(.text(act)) == false, "\(act)")
            }
            let words = try await test.office.database.read { try SearchEntry.read(id, in: $0)?.organs }
            #expect(words?.contains("Bà Nguyễn Thị Mẫu") == true)
        }
    }
}
