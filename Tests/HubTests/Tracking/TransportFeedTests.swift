import Exchange
import Foundation
import HTTPTypes
import HummingbirdTesting
import Programs
import Storage
import Testing

@testable import Hub

@Suite(.inTurn, .timeLimit(.minutes(5))) struct TransportFeedTests {
    private struct Page: Decodable {
        var events: [Event]
        var next: Int
        var mark: String?

        struct Event: Decodable {
            var index: Int
            var event: String
            var packageId: String
            var to: String
            var addressedAs: String?
            var code: String?
            var reason: String?
        }
    }

    private static func page(_ system: String, _ query: String = "", _ hub: TestHub) async throws -> Page {
        try await hub.call(.get, "/v1/transport\(query)", as: system).decode(Page.self)
    }

    @Test func `a sender learns what waits, what was taken, what failed and why, and what waits again`() async throws {
        try await withHub { hub in
            let package = try await hub.send(Packages.document(to: ["H29", "H53"]), as: "g22").receipt.packageID
            let first = try await Self.page("g22", "", hub)
            #expect(
                first.events.map { "\($0.event) \($0.to)" } == ["ContentConsignment H29", "ContentConsignment H53"])
            let taken = try #require(try await hub.inbox("h29").items.first)
            _ = try await hub.acknowledge(taken, as: "h29")
            let refused = try #require(try await hub.inbox("h53").items.first)
            let refusal = #"{"sha256":"\#(refused.sha256)","outcome":"fail","code":"bad-zip","reason":"Tệp nén hỏng."}"#
            _ = try await hub.acknowledge(refused, as: "h53", body: refusal)
            _ = try await hub.parts.administration.resend([refused.deliveryId], signal: hub.parts.signal)
            let second = try await Self.page("g22", "?after=\(first.next)", hub)
            #expect(
                second.events.map { "\($0.event) \($0.to)" } == [
                    "ContentHandover H29", "ContentHandoverFailure H53", "ContentConsignment H53",
                ])
            #expect(second.events.allSatisfy { $0.packageId == package })
            #expect(second.events[1].code == "bad-zip" && second.events[1].reason == "Tệp nén hỏng.")
            #expect(try await Self.page("g22", "?after=\(second.next)", hub).events.isEmpty)
        }
    }

    @Test func `nobody sees what others sent, and pages join without a gap`() async throws {
        try await withHub { hub in
            for number in 1...7 {
                _ = try await hub.send(Packages.document(number: number), as: "g22").receipt
                _ = try await hub.send(Packages.document(from: "H29", to: ["H53"], number: number), as: "h29").receipt
            }
            #expect(try await Self.page("h53", "", hub).events.isEmpty)
            var (after, seen): (Int, [Int]) = (-1, [])
            while true {
                let page = try await Self.page("g22", "?after=\(after)&limit=3", hub)
                seen += page.events.map(\.index)
                if page.events.isEmpty { break }
                after = page.next
            }
            #expect(seen.count == 7 && seen == seen.sorted() && Set(seen).count == 7)
            for query in ["?after=-2", "?after=x", "?limit=0", "?wait=31"] {
                #expect(try await hub.call(.get, "/v1/transport\(query)", as: "g22").status == .badRequest, "\(query)")
            }
        }
    }

    @Test(.aboutSQLite) func `what others sent is not looked through`() async throws {
        try await withHub { hub in
            let plan = try await hub.parts.database.read { connection in
                try connection.rows("EXPLAIN QUERY PLAN " + TransportFeed.query, 0, 100, "g22", 50).map {
                    try $0["detail"] as String
                }
            }
            #expect(plan.contains { $0.contains("INDEX evidence_by_sender (sender=? AND idx>? AND idx<?)") }, "\(plan)")
            #expect(!plan.contains { $0.hasPrefix("SCAN") }, "\(plan)")
        }
    }

    @Test func `whoever read another log is told so by its mark; the right mark goes on`() async throws {
        try await withHub { hub in
            _ = try await hub.send(Packages.document(), as: "g22").receipt
            let page = try await Self.page("g22", "", hub)
            // Base64 holds what a query must not.
            let mark = try #require(page.mark?.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
            #expect(try await Self.page("g22", "?after=\(page.next)&mark=\(mark)", hub).events.isEmpty)
            #expect(try await Self.page("g22", "?after=\(page.next)&mark=\(mark)", hub).mark == page.mark)
            for other in [
                "?after=\(page.next)&mark=x", "?after=\(page.next - 1)&mark=\(mark)", "?after=100000&mark=\(mark)",
            ] {
                let answer = try await hub.call(.get, "/v1/transport\(other)", as: "g22")
                #expect(answer.status == .conflict, "\(other)")
            }
        }
    }

    @Test func `a successor's delivery names the agency that was written to`() async throws {
        try await withHub { hub in
            _ = try await hub.send(Packages.document(to: ["H29.95"]), as: "g22").receipt
            let event = try #require(try await Self.page("g22", "", hub).events.first)
            #expect(event.addressedAs == "H29.95" && event.to != "H29.95")
        }
    }

    @Test func `who waits is answered when something happens`() async throws {
        try await withHub { hub in
            let start = try await Self.page("g22", "", hub).next
            async let waited = Self.page("g22", "?after=\(start)&wait=30", hub)
            _ = try await hub.send(Packages.document(), as: "g22").receipt
            #expect(try await waited.events.map(\.event) == ["ContentConsignment"])
        }
    }
}
