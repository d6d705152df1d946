import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Office
import Web

/// Totals for everybody: closed unless the operator opens them, and nothing but totals.
@Suite struct PublicFiguresTests {
    private static func ask(_ path: String, _ test: TestOffice) async throws -> TestResponse {
        try await test.client.execute(uri: path, method: .get)
    }

    private static func figures(_ test: TestOffice) async throws -> [String: [String: Int]] {
        let answer = try await self.ask("/public/figures.json", test)
        #expect(answer.status == .ok)
        struct Told: Decodable { let figures: [String: [String: Int]] }
        return try JSONDecoder().decode(Told.self, from: Data(answer.body.readableBytesView)).figures
    }

    @Test func `nobody sees public figures before the operator opened them`() async throws {
        try await TestOffice.with { test in
            for path in ["/public/figures", "/public/figures.json"] {
                let stranger = try await Self.ask(path, test)
                #expect(stranger.status == .seeOther)
                #expect(stranger.headers[.location]?.hasPrefix("/sign-in?next=") == true)
                #expect(try await test.get(path, as: "leader-A").status == .notFound)
            }
        }
    }

    @Test func `public figures are totals, without a word of documents, people, units or other agencies`() async throws
    {
        let clock = StandingClock("2026/11/10 09:00:00")
        try await TestOffice.with(publicFigures: true, now: { clock.now }) { test in
            let id = try await test.arrival()
            try await test.handle(id, until: .finished)
            let sent = try await test.draft()
            try await test.bring(sent, to: .published)
            _ = try await test.office.database.write {
                try $0.execute("UPDATE outgoing SET steering = 2 WHERE id = $1", sent)
            }
            // November is over: it is the month that is told.
            clock.set("2026/12/01 00:00:00")
            let figures = try await Self.figures(test)
            #expect(figures["incoming"] == ["period": 1, "before": 0])
            #expect(figures["issued"] == ["period": 1, "before": 0])
            #expect(figures["work-new"] == ["period": 1, "before": 0])
            #expect(figures["work-finished"] == ["period": 1, "before": 0])
            #expect(figures["directives-new"] == ["period": 1, "before": 0])
            #expect(figures["directives-not-received"] == ["period": 1, "before": 0])
            #expect(figures.count == 16)
            for path in ["/public/figures", "/public/figures.json"] {
                let answer = try await Self.ask(path, test)
                #expect(answer.status == .ok && answer.headers[.cacheControl] == "public, max-age=600")
                #expect(answer.headers[.setCookie] == nil)
                let text = String(buffer: answer.body)
                #expect(text.contains("UBND TP. Hồ Chí Minh"))
                for word in ["thử nghiệm", "Người", "Phòng A", "Văn phòng Chính phủ", "VPCP", "G22", id, sent] {
                    #expect(!text.contains(word), "\(path): \(word)")
                }
            }
            let page = String(buffer: try await Self.ask("/public/figures", test).body)
            #expect(page.contains("Tháng 11 năm 2026") && page.contains("href=\"/public/figures.json\""))
            // Nothing else is open.
            for path in ["/statistics/period", "/public/figures/x", "/public", "/board"] {
                #expect(try await Self.ask(path, test).status == .seeOther, "\(path)")
            }
            #expect(try await test.client.execute(uri: "/public/figures", method: .post).status == .notFound)
        }
    }

    @Test func `public figures are counted once in ten minutes, whoever asks`() async throws {
        let clock = StandingClock("2026/12/01 09:00:00")
        try await TestOffice.with(publicFigures: true, now: { clock.now }) { test in
            func incoming() async throws -> Int? { try await Self.figures(test)["incoming"]?["period"] }
            #expect(try await incoming() == 0)
            func arrive(_ number: String) async throws {
                let id = try await test.arrival(number: number)
                _ = try await test.office.database.write {
                    try $0.execute("UPDATE incoming SET arrived_at = '2026-11-20T03:00:00.000Z' WHERE id = $1", id)
                }
            }
            try await arrive("1")
            clock.pass(minutes: 9)
            #expect(try await incoming() == 0)
            clock.pass(minutes: 2)
            #expect(try await incoming() == 1)
            // What was counted before the clock was set back does not stay until it comes there again.
            try await arrive("2")
            clock.pass(minutes: -60)
            #expect(try await incoming() == 2)
        }
    }
}
