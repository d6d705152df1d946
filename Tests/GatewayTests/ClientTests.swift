import Exchange
import Foundation
import Programs
import Testing

@testable import Gateway

/// The client's questions to the real hub about packages and agencies.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(5))) struct ClientTests {
    private static func with(
        _ organ: String, at hub: TestHub, _ body: (HubClient) async throws -> Void
    ) async throws {
        let client = try HubClient(
            endpoint: HubEndpoint(url: try hub.url, token: TestHub.token(of: organ), trustedRoots: nil))
        let result: Result<Void, any Error>
        do { result = .success(try await body(client)) } catch { result = .failure(error) }
        try await client.shutdown()
        try result.get()
    }

    @Test func `a sender asks where its package is and gets the evidence of it; a stranger gets neither`() async throws
    {
        try await withExchange { hub, _, receiver in
            try await Self.with("G22", at: hub) { client in
                let receipt = try await client.send(bytes: Packages.documentBytes(90_001))
                let waiting = try await client.tracking(packageID: receipt.packageId)
                #expect(waiting.receivers.map(\.organ) == ["H29"] && waiting.receivers.map(\.transport) == ["initial"])
                try receiver.start()
                try await eventually("taken") { receiver.events.count == 1 }
                try await eventually("acknowledged") {
                    try await client.tracking(packageID: receipt.packageId).receivers.first?.transport == "done"
                }
                let receipts = try await client.receipts(packageID: receipt.packageId)
                #expect(
                    receipts.map { $0["event"]?["event"]?.string } == [
                        "SubmissionAcceptance", "ContentConsignment", "ContentHandover",
                    ])
                #expect(receipts.first == JSON(utf8: Array(receipt.json.utf8)), "the same receipt as the first time")
                let page = try await client.transport(after: .start, waitSeconds: 0, limit: 1)
                #expect(page.events.map(\.event) == ["ContentConsignment"] && page.events.first?.to == "H29")
                let rest = try await client.transport(after: page.place, waitSeconds: 0)
                #expect(rest.events.map(\.event) == ["ContentHandover"])

                try await receiver.stop()
                try await Self.with("H29", at: hub) { stranger in
                    let fault = await #expect(throws: Fault.self) {
                        try await stranger.tracking(packageID: receipt.packageId)
                    }
                    #expect(fault?.code == .notFound)
                    let others = try await stranger.transport(after: .start, waitSeconds: 0)
                    #expect(others.events.isEmpty)
                }
            }
        }
    }

    @Test func `agencies are found by code and by words without marks`() async throws {
        try await withExchange { hub, _, _ in
            try await Self.with("G22", at: hub) { client in
                for (text, codes) in [("co quan h53", ["H53"]), ("H29", ["H29"]), ("không có đâu & đâu", [])] {
                    let found = try await client.organs(named: text, limit: 5)
                    #expect(found.map(\.code) == codes, "\(text)")
                }
            }
        }
    }
}
