import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// A reply that is issued finishes the document that required it (office.md §6.3).
@Suite struct ReplyTests {
    /// officer-A drafts a reply, it is numbered and has its file; returns its id.
    private static func numbered(_ incoming: String, _ test: TestOffice) async throws -> String {
        let fields = TestOffice.draftFields.merging(["answers": incoming]) { $1 }
        let answer = try await test.post("/outgoing", as: "officer-A", version: 0, fields)
        let reply = String(try #require(answer.headers[.location]?.split(separator: "/").last))
        try await test.bring(reply, to: .numbered)
        #expect(try await test.attach(reply, as: "clerk-A").status == .seeOther)
        return reply
    }

    private static func publish(
        _ reply: String, once: String = RandomText.secret(), version: Int? = nil, _ test: TestOffice
    ) async throws {
        let present = try await test.outgoingState(reply).version
        let answer = try await test.post(
            "/outgoing/\(reply)/publish", as: "clerk-A", version: version ?? present, once: once, TestOffice.unsigned)
        #expect(answer.status == .seeOther)
        #expect(try await test.outgoingState(reply).state == .published)
    }

    private static let tells = "được ghi hoàn thành ngay"

    @Test func `it finishes the document once, with every line, and the sender and the leader are told`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            try await test.handle(id, until: .submitted)
            let direction = [
                ("text", "Giao Phòng A."), ("lead", "A"), ("support", "B"), ("reply-required", "yes"),
            ]
            let directed = try await test.send(
                "/incoming/\(id)/direct", as: "leader-A", version: try await test.state(id).version, direction)
            #expect(directed.status == .seeOther)
            // The draft begins the work.
            let reply = try await Self.numbered(id, test)
            #expect(try await test.state(id).state == .inProgress)
            #expect(try await test.text("/incoming/\(id)", as: "officer-A").contains("Tự hoàn thành khi ban hành"))
            #expect(try await test.text("/outgoing/\(reply)/publish", as: "clerk-A").contains(Self.tells))

            let (version, once) = (try await test.outgoingState(reply).version, RandomText.secret())
            for _ in 1...2 { try await Self.publish(reply, once: once, version: version, test) }
            #expect(try await test.state(id).state == .finished)
            #expect(try await test.queued() == ["01", "03", "04", "05", "06"])
            let (lines, events, incoming) = try await test.office.database.read { connection in
                (
                    try ReceiptStore.tree(of: id, in: connection).lines, try Timeline.events(of: id, in: connection),
                    try IncomingStore.any(id, in: connection)
                )
            }
            #expect(lines.count == 3 && lines.allSatisfy { $0.state == .finished })
            #expect(incoming?.result == "Đã trả lời bằng văn bản 01/UBND-A" && incoming?.finishedAt != nil)
            #expect(events.filter { $0.kind == .finished }.map(\.detail) == ["01/UBND-A"])
            let page = try await test.text("/incoming/\(id)", as: "officer-A")
            #expect(page.contains("Hoàn thành: đã ban hành văn bản trả lời 01/UBND-A"))
            let told = try await test.office.database.read { connection in
                try connection.rows("SELECT person_id FROM notice WHERE kind = 'finished' LIMIT 10").map {
                    row -> String in try row["person_id"]
                }
            }
            #expect(told == ["leader-A"])
        }
    }

    @Test func `another reply to what is finished changes nothing`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            try await test.handle(id, until: .inProgress, replyRequired: true)
            let replies = [try await Self.numbered(id, test), try await Self.numbered(id, test)]
            try await Self.publish(replies[0], test)
            let before = try await test.state(id)
            #expect(before.state == .finished)
            #expect(try await !test.text("/outgoing/\(replies[1])/publish", as: "clerk-A").contains(Self.tells))
            try await Self.publish(replies[1], test)
            #expect(try await test.state(id) == before)
            #expect(try await test.queued().filter { $0 == "06" }.count == 1)
        }
    }

    enum Obstacle: CaseIterable, Sendable {
        case notRequired, ledByNobody, replaced, frozen
    }

    @Test(arguments: Obstacle.allCases)
    func `what requires no reply, is led by nobody, has ended or is frozen stays as it is`(obstacle: Obstacle)
        async throws
    {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            try await test.handle(id, until: .inProgress, replyRequired: obstacle != .notRequired)
            let reply = try await Self.numbered(id, test)
            let reason = ["reason": "Có việc cần làm rõ trước đã."]
            switch obstacle {
            case .notRequired: break
            case .ledByNobody:
                let back = try await test.post(
                    "/incoming/\(id)/send-back", as: "head-A", version: try await test.state(id).version, reason)
                #expect(back.status == .seeOther)
                #expect(try await test.state(id).state == .submitted)
            case .replaced:
                _ = try await test.office.database.write {
                    try $0.execute("UPDATE incoming SET closure = 'replaced' WHERE id = $1", id)
                }
            case .frozen:
                let frozen = try await test.post("/incoming/\(id)/freeze", as: "leader-A", version: 0, reason)
                #expect(frozen.status == .seeOther)
            }
            let before = try await test.state(id)
            #expect(try await !test.text("/outgoing/\(reply)/publish", as: "clerk-A").contains(Self.tells))
            try await Self.publish(reply, test)
            #expect(try await test.state(id) == before)
            #expect(try await !test.queued().contains("06"))
            let events = try await test.office.database.read { try Timeline.events(of: id, in: $0) }
            #expect(events.contains { $0.kind == .replyPublished } && !events.contains { $0.kind == .finished })
        }
    }
}
