import EdXML
import Exchange
import Foundation
import Gateway
import Hummingbird
import HummingbirdTesting
import Storage
import Testing
import Web

@testable import Office

/// A document is asked back: the sender's side, the receiver's side, and what is refused.
@Suite struct RecallTests {
    private static let reason = "Ban hành nhầm phụ lục, đề nghị trả lại."

    // MARK: The sender

    private static func ask(
        _ id: String, as person: String = "clerk-A", reason: String = Self.reason, to organ: String = "G22",
        once: String = RandomText.secret(), _ test: TestOffice
    ) async throws -> TestResponse {
        try await test.post(
            "/outgoing/\(id)/recall", as: person, version: try await test.outgoingState(id).version, once: once,
            ["reason": reason, "recipients": organ])
    }

    private static func asking(_ id: String, _ test: TestOffice) async throws -> [String] {
        try await test.office.database.read { connection in
            try connection.rows("SELECT asking, closure FROM recipient WHERE outgoing_id = $1", id).map { row in
                let (asking, closure): (String?, String?) = (try row["asking"], try row["closure"])
                return "\(asking ?? "-") \(closure ?? "-")"
            }
        }
    }

    /// The newest entry of the outbox that asks the document back.
    private static func entry(_ id: String, _ test: TestOffice) async throws -> OutboxEntry {
        let entries = try await test.office.database.read { connection in
            try connection.rows("SELECT id FROM recall WHERE outgoing_id = $1 ORDER BY asked_at DESC LIMIT 10", id)
                .flatMap { try Outbox.entries(reference: try $0["id"], in: connection) }
        }
        return try #require(entries.first)
    }

    @Test func `a recall goes out as a package of its own, and 15 closes the document at that recipient`() async throws
    {
        try await TestOffice.with { test in
            let id = try await TestOffice.delivered(test)
            let once = RandomText.secret()
            #expect(try await Self.ask(id, once: once, test).status == .seeOther)
            // The same form again does nothing.
            #expect(try await Self.ask(id, once: once, test).status == .seeOther)
            #expect(try await Self.asking(id, test) == ["requested -"])
            let entry = try await Self.entry(id, test)
            #expect(entry.organs.map(\.text) == ["G22"])
            let count = try await test.office.database.read { connection -> Int in
                try connection.row("SELECT COUNT(*) AS count FROM gateway_outbox")?["count"] ?? 0
            }
            #expect(count == 2)
            let packet = try await test.package(entry)
            #expect(packet.kind == .recall && packet.business?.reason == Self.reason)
            let page = try await test.text("/outgoing/\(id)", as: "clerk-A")
            #expect(page.contains("Đã yêu cầu thu hồi, chờ trả lời") && page.contains("Yêu cầu thu hồi tại"))
            #expect(packet.subjectID?.text.isEmpty == false && page.contains(packet.subjectID?.text ?? "-"))
            try await test.report(.agreed, of: id, "Đồng ý")
            #expect(try await Self.asking(id, test) == ["agreed withdrawn"])
            #expect(try await test.text("/outgoing/\(id)", as: "clerk-A").contains("Đã thu hồi"))
            #expect(try await test.text("/outgoing?view=all", as: "clerk-A").contains("Đã thu hồi"))
            // It comes again, and the other answer after it: nothing changes.
            try await test.report(.agreed, of: id, "Đồng ý")
            try await test.report(.declined, of: id, "Không đồng ý")
            #expect(try await Self.asking(id, test) == ["agreed withdrawn"])
        }
    }

    @Test func `16 keeps it there with its reason, and it can be asked once more`() async throws {
        try await TestOffice.with { test in
            let id = try await TestOffice.delivered(test)
            _ = try await Self.ask(id, test)
            try await test.report(.declined, of: id, "Đã trình lãnh đạo")
            #expect(try await Self.asking(id, test) == ["declined -"])
            let page = try await test.text("/outgoing/\(id)", as: "clerk-A")
            #expect(page.contains("Không thu hồi được") && page.contains("Đã trình lãnh đạo"))
            #expect(try await Self.ask(id, test).status == .seeOther)
            #expect(try await Self.asking(id, test) == ["requested -"])
        }
    }

    @Test func `03 that comes once more is a yes; the first 03 is not`() async throws {
        try await TestOffice.with { test in
            let id = try await TestOffice.delivered(test)
            _ = try await Self.ask(id, test)
            try await test.report(.accepted, of: id)
            #expect(try await Self.asking(id, test) == ["requested -"])
            try await test.report(.accepted, of: id)
            #expect(try await Self.asking(id, test) == ["agreed withdrawn"])
        }
    }

    @Test func `a request that a system cannot take is told, and so is one that did not go out`() async throws {
        try await TestOffice.with { test in
            let id = try await TestOffice.delivered(test)
            _ = try await Self.ask(id, test)
            let entry = try await Self.entry(id, test)
            let organ = try #require(OrganCode("G22"))
            let events = GatewayLink(office: test.office).events
            let event = TransportEvent(
                at: Date(), kind: .failed(code: "unsupported", reason: "Chưa hỗ trợ thu hồi"), deliveryID: "x",
                organ: organ)
            let before = try await test.outgoingState(id)
            try await test.office.database.write { connection in
                try events.sent(connection, entry, Date())
                try events.transport(connection, entry, event)
            }
            #expect(try await Self.asking(id, test) == ["- -"])
            #expect(try await test.outgoingState(id) == before)
            let page = try await test.text("/outgoing/\(id)", as: "clerk-A")
            // The document itself has arrived all the same.
            #expect(page.contains(#"data-transport="delivered""#) && page.contains("Chưa hỗ trợ thu hồi"))
            #expect(page.contains("Trục đã nhận yêu cầu thu hồi") && page.contains("Yêu cầu thu hồi không đến được"))
            // The operator of the hub sends it again, and it is answered.
            let again = TransportEvent(at: Date(), kind: .waiting, deliveryID: "x", organ: organ)
            try await test.office.database.write { try events.transport($0, entry, again) }
            #expect(try await Self.asking(id, test) == ["requested -"])
            try await test.report(.agreed, of: id, "Đồng ý")
            #expect(try await Self.asking(id, test) == ["agreed withdrawn"])
        }
    }

    @Test func `a request that the hub refuses asks nobody, until it is sent again or made anew`() async throws {
        try await TestOffice.with { test in
            let id = try await TestOffice.delivered(test)
            _ = try await Self.ask(id, test)
            let entry = try await Self.entry(id, test)
            let events = GatewayLink(office: test.office).events
            let now = Date()
            try await test.office.database.write { connection in
                try connection.execute(
                    "UPDATE gateway_outbox SET state = 'failed', fault_sentence = 'Cơ quan đã đóng.' WHERE id = $1",
                    entry.id)
                let failed = try #require(try Outbox.entry(entry.id, in: connection))
                try events.failed(connection, failed, now)
            }
            #expect(try await Self.asking(id, test) == ["- -"])
            let failures = try await test.text("/failures", as: "clerk-A")
            #expect(failures.contains("Yêu cầu thu hồi") && failures.contains("/outgoing/\(id)"))
            let retried = try await test.post("/failures/\(entry.id)/retry", as: "clerk-A", version: 0)
            #expect(retried.status == .seeOther)
            #expect(try await Self.asking(id, test) == ["requested -"])
            // It fails once more, and the clerk asks anew: the first says nothing that the second does not.
            try await test.office.database.write { connection in
                try connection.execute("UPDATE gateway_outbox SET state = 'failed' WHERE id = $1", entry.id)
                let failed = try #require(try Outbox.entry(entry.id, in: connection))
                try events.failed(connection, failed, now)
            }
            #expect(try await Self.ask(id, test).status == .seeOther)
            let (failed, isRetried) = try await test.office.database.write { connection in
                (
                    try Outbox.failureCount(in: connection),
                    try Outbox.retry(entry.id, at: now, in: connection)
                )
            }
            #expect(failed == 0 && !isRetried)
            #expect(try await test.text("/outgoing/\(id)", as: "clerk-A").contains("1 yêu cầu trước gửi lỗi"))
            #expect(try await Self.asking(id, test) == ["requested -"])
        }
    }

    /// Issued to G22 and G90, whose systems have it.
    private static func deliveredToTwo(_ test: TestOffice) async throws -> String {
        try await test.know([("G90", "Bộ G90")])
        let id = try await TestOffice.delivered(test)
        let answer = try await test.post(
            "/outgoing/\(id)/recipients", as: "clerk-A", version: try await test.outgoingState(id).version,
            ["recipients": "G90"])
        #expect(answer.status == .seeOther)
        _ = try await test.office.database.write { connection in
            try connection.execute("UPDATE recipient SET transport = 'delivered' WHERE outgoing_id = $1", id)
        }
        return id
    }

    private static func askBoth(_ id: String, _ test: TestOffice) async throws {
        let answer = try await test.send(
            "/outgoing/\(id)/recall", as: "clerk-A", version: try await test.outgoingState(id).version,
            [("reason", Self.reason), ("recipients", "G22"), ("recipients", "G90")])
        #expect(answer.status == .seeOther)
    }

    private static func fail(_ entry: String, _ test: TestOffice) async throws {
        let events = GatewayLink(office: test.office).events
        let now = test.office.now()
        try await test.office.database.write { connection in
            try connection.execute(
                "UPDATE gateway_outbox SET state = 'failed', fault_sentence = 'Cơ quan đã đóng.' WHERE id = $1", entry)
            let failed = try #require(try Outbox.entry(entry, in: connection))
            try events.failed(connection, failed, now)
        }
    }

    private static func failures(_ test: TestOffice) async throws -> [String] {
        try await test.office.database.read { try Outbox.failures(limit: 10, in: $0).map(\.id) }
    }

    private static func retry(_ entry: String, _ test: TestOffice) async throws -> HTTPResponse.Status {
        try await test.post("/failures/\(entry)/retry", as: "clerk-A", version: 0).status
    }

    @Test func `a request that failed is sent again to those alone who were not asked anew`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.deliveredToTwo(test)
            try await Self.askBoth(id, test)
            let first = try await Self.entry(id, test)
            #expect(first.organs.count == 2)
            try await Self.fail(first.id, test)
            #expect(try await Self.asking(id, test) == ["- -", "- -"])
            #expect(try await Self.ask(id, to: "G22", test).status == .seeOther)
            // G90 is not asked yet.
            #expect(try await Self.failures(test) == [first.id])
            let page = try await test.text("/failures", as: "clerk-A")
            #expect(page.contains("Gửi đến: Bộ G90 (G90)") && !page.contains("(G22)"))
            #expect(try await Self.retry(first.id, test) == .seeOther)
            let sent = try #require(try await test.office.database.read { try Outbox.entry(first.id, in: $0) })
            #expect(sent.state == .queued && sent.organs.map(\.text) == ["G90"])
            let packet = try await test.package(sent)
            #expect(packet.kind == .recall && packet.to.map(\.code.text) == ["G90"])
            #expect(packet.business?.reason == Self.reason)
            #expect(try await Self.asking(id, test) == ["requested -", "requested -"])
            // It fails again, and the last who needs it is asked anew: nobody has to look after it any more.
            try await Self.fail(first.id, test)
            #expect(try await Self.failures(test) == [first.id])
            #expect(try await Self.ask(id, to: "G90", test).status == .seeOther)
            #expect(try await Self.failures(test) == [])
            #expect(try await test.text("/outgoing/\(id)", as: "clerk-A").contains("1 yêu cầu trước gửi lỗi"))
            #expect(try await Self.retry(first.id, test) == .seeOther)
            let kept = try await test.office.database.read { try Outbox.entry(first.id, in: $0)?.state }
            #expect(kept == .failed)
        }
    }

    @Test func `of two requests that failed one is sent again, the other has nothing more to say`() async throws {
        try await TestOffice.with { test in
            let id = try await Self.deliveredToTwo(test)
            try await Self.askBoth(id, test)
            let first = try await Self.entry(id, test)
            try await Self.fail(first.id, test)
            _ = try await Self.ask(id, to: "G22", test)
            let second = try await Self.entry(id, test)
            try await Self.fail(second.id, test)
            #expect(try await Self.failures(test) == [second.id, first.id])
            // Nobody is left out: it goes in the bytes of then.
            #expect(try await Self.retry(first.id, test) == .seeOther)
            let sent = try #require(try await test.office.database.read { try Outbox.entry(first.id, in: $0) })
            #expect(sent.organs == first.organs)
            #expect(try await Self.failures(test) == [])
        }
    }

    @Test func `a request that failed is over once its receiver has returned the document`() async throws {
        try await TestOffice.with { test in
            let id = try await TestOffice.delivered(test)
            _ = try await Self.ask(id, test)
            let entry = try await Self.entry(id, test)
            try await Self.fail(entry.id, test)
            #expect(try await Self.failures(test) == [entry.id])
            try await test.report(.refused, of: id, "Sai nơi nhận")
            #expect(try await Self.failures(test) == [])
        }
    }

    @Test func `a reason is as long as a package may say it`() async throws {
        try await TestOffice.with { test in
            let id = try await TestOffice.delivered(test)
            let long = String(repeating: "a", count: 501)
            #expect(try await Self.ask(id, reason: long, test).status == .unprocessableContent)
            #expect(try await Self.ask(id, reason: String(long.dropLast()), test).status == .seeOther)
        }
    }

    @Test func `nobody else may ask, not without a reason, and not who has nothing to give back`() async throws {
        try await TestOffice.with { test in
            let draft = try await test.draft()
            #expect([403, 404].contains(try await Self.ask(draft, test).status.code))
            let id = try await TestOffice.delivered(test)
            for role in TestOffice.roles where role != .clerk {
                let answer = try await Self.ask(id, as: "\(role.rawValue)-A", test)
                #expect([403, 404].contains(answer.status.code), "\(role)")
                let form = try await test.get("/outgoing/\(id)/recall", as: "\(role.rawValue)-A")
                #expect([403, 404].contains(form.status.code), "\(role)")
            }
            #expect(try await Self.ask(id, reason: "ngắn", test).status == .unprocessableContent)
            #expect(try await Self.ask(id, to: "G90", test).status == .unprocessableContent)
            #expect(try await Self.asking(id, test) == ["- -"])
            try await test.report(.refused, of: id, "Sai nơi nhận")
            #expect(try await Self.ask(id, test).status == .unprocessableContent)
        }
    }

    // MARK: The receiver

    private static func answer(
        _ id: String, _ answer: String, as person: String = "clerk-A", reason: String = "", _ test: TestOffice
    ) async throws -> TestResponse {
        try await test.post(
            "/incoming/\(id)/recall", as: person, version: try await test.state(id).version,
            ["answer": answer, "reason": reason])
    }

    @Test(arguments: [InternalState.received, .submitted, .inProgress, .finished])
    func `the clerk agrees: 15 goes out, nothing more can be done, the content is sealed`(state: InternalState)
        async throws
    {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            try await test.handle(id, until: state)
            try await test.addFile(to: id)
            let file = "/files/file-\(id)/van-ban.pdf"
            #expect(try await test.get(file, as: "clerk-A").status == .ok)
            try await test.recall(id)
            let list = try await test.text("/incoming?view=asked", as: "clerk-A")
            #expect(list.contains(id))
            #expect(try await test.text("/incoming/\(id)", as: "clerk-A").contains("Nơi gửi yêu cầu thu hồi"))
            #expect(try await test.text("/incoming/\(id)/recall", as: "clerk-A").contains(Self.reason))
            #expect(try await Self.answer(id, "agree", test).status == .seeOther)
            #expect(try await test.queued().last == "15")
            #expect(try await test.state(id).state == state)
            #expect(try await test.get(file, as: "clerk-A").status == .forbidden)
            for view in ["all", "asked", "to-register"] {
                #expect(try await !test.text("/incoming?view=\(view)", as: "clerk-A").contains(id), "\(view)")
            }
            let version = try await test.state(id).version
            for act in InternalState.Act.allCases {
                for role in TestOffice.roles {
                    let answer = try await test.post(
                        "/incoming/\(id)/\(act.path)", as: "\(role.rawValue)-A", version: version)
                    #expect([403, 404].contains(answer.status.code), "\(role) \(act)")
                }
            }
            let page = try await test.text("/incoming/\(id)", as: "clerk-A")
            #expect(page.contains("Nội dung đã niêm phong") && page.contains("Đã thu hồi"))
            // Asked once more, it says yes by itself.
            try await test.recall(id)
            #expect(try await test.queued().suffix(2) == ["15", "15"])
        }
    }

    @Test func `the clerk declines with a reason: 16 goes out and the work goes on`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            try await test.handle(id, until: .registered)
            try await test.recall(id)
            // Asked twice before the answer: one request.
            try await test.recall(id)
            #expect(try await Self.answer(id, "decline", reason: "không", test).status == .unprocessableContent)
            #expect(try await Self.answer(id, "", test).status == .unprocessableContent)
            let reason = "Đã trình lãnh đạo, đề nghị ban hành văn bản đính chính."
            #expect(try await Self.answer(id, "decline", reason: reason, test).status == .seeOther)
            #expect(try await test.queued().last == "16")
            #expect(try await Self.answer(id, "agree", test).status == .forbidden)
            let version = try await test.state(id).version
            let submitted = try await test.post(
                "/incoming/\(id)/submit", as: "clerk-A", version: version, ["leader": "leader-A"])
            #expect(submitted.status == .seeOther)
        }
    }

    @Test func `only the clerk answers, and only when somebody asked`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            #expect(try await Self.answer(id, "agree", test).status == .forbidden)
            try await test.recall(id)
            for role in TestOffice.roles where role != .clerk {
                let answer = try await Self.answer(id, "agree", as: "\(role.rawValue)-A", test)
                #expect([403, 404].contains(answer.status.code), "\(role)")
            }
            #expect(try await test.queued() == ["01"])
        }
    }

    @Test func `a stranger cannot ask for what another agency sent, nor anybody for what is not here`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            await #expect { try await test.recall(id, from: "G90") } throws: { error in
                (error as? Fault)?.code == .unknownDocument
            }
            #expect(try await test.text("/incoming?view=asked", as: "clerk-A").contains(id) == false)
        }
    }

    @Test func `what was returned before is given back by itself, and status 13 asks like a package`() async throws {
        try await TestOffice.with { test in
            let returned = try await test.arrival(number: "1")
            let answer = try await test.post(
                "/incoming/\(returned)/return", as: "clerk-A", version: 1, ["reason": "Văn bản gửi nhầm cơ quan."])
            #expect(answer.status == .seeOther)
            try await test.recall(returned)
            #expect(try await test.queued().last == "15")
            let id = try await test.arrival(number: "2")
            let row = try await test.office.database.read { connection in
                try connection.row("\(Incoming.query) WHERE incoming.id = $1", id).map(Incoming.init)
            }
            let incoming = try #require(row)
            let about = ResponseFor(
                organ: test.office.identity.organ, code: incoming.code.text,
                promulgationDate: incoming.promulgationDate, documentID: incoming.documentID)
            try await test.receive(
                Packet(
                    kind: .status, from: Organ(code: try #require(incoming.organ), name: "VPCP"),
                    status: StatusReport(responseFor: about, status: .takeBack, description: Self.reason, at: Date())))
            #expect(try await test.text("/incoming?view=asked", as: "clerk-A").contains(id))
        }
    }
}
