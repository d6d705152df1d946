import Foundation
import Programs
import Storage
import Testing

@testable import Gateway

/// What stands between us and the hub answers, too: nothing is sent without a receipt, nothing is given up for a passing trouble.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(5))) struct AnswersTests {
    @Test(arguments: [500, 502, 503, 504])
    func `a proxy that cannot reach the hub is tried again`(code: Int) async throws {
        try await Self.sends(after: .init(code: code, body: "<html>Bad gateway</html>"))
    }

    @Test(arguments: [408, 425, 429])
    func `a proxy that asks for patience is tried again`(code: Int) async throws {
        try await Self.sends(after: .init(code: code, body: "<html>Too many requests</html>"))
    }

    @Test(arguments: ["", "<html>Welcome</html>", "{}", #"{"event":{"packageId":7}}"#])
    func `an answer that is no receipt does not count as sent`(body: String) async throws {
        try await Self.sends(after: .init(code: 200, body: body))
    }

    @Test(arguments: [400, 404, 413])
    func `an answer that only a person can change goes to the box of failures with a sentence`(code: Int) async throws {
        let hub = ScriptedHub(answers: [.init(code: code, body: "<html>No</html>")])
        try await hub.serve("G22") { agency in
            let id = try await agency.queue(90_001)
            try agency.start()
            try await eventually("refused") { try await agency.entry(id)?.state == .failed }
            #expect(try await agency.entry(id)?.faultSentence?.contains("\(code)") == true)
            #expect(hub.uploads.count == 1)
        }
    }

    /// The first try gets `answer`; the second one, with the same bytes, the receipt.
    private static func sends(after answer: ScriptedHub.Answer) async throws {
        let hub = ScriptedHub(answers: [answer])
        try await hub.serve("G22") { agency in
            let id = try await agency.queue(90_001)
            try agency.start()
            try await eventually("sent or given up") {
                let state = try await agency.entry(id)?.state
                return state == .sent || state == .failed
            }
            let entry = try #require(try await agency.entry(id))
            #expect(entry.state == .sent && entry.attempts == 2)
            #expect(entry.packageID == hub.uploads.first.map { "package-\($0.hex)" })
            #expect(hub.uploads.count == 2 && Set(hub.uploads).count == 1)
            #expect(agency.events == ["sent 90001/VPCP-KSTT"])
        }
    }
}
