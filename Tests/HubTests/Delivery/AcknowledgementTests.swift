import Exchange
import Foundation
@testable import Hub
import Hummingbird
import HummingbirdTesting
import Testing
import Trust

@Suite struct AcknowledgementTests {
    @Test func `done is done, also when it is said twice`() async throws {
        try await Self.withDelivery { hub, item, package in
            let first = try await hub.acknowledge(item, as: "h29")
            #expect(first.status == .noContent)
            #expect(try await hub.acknowledge(item, as: "h29").status == .noContent)
            #expect(try await hub.inbox("h29").items.isEmpty)
            #expect(try await hub.tracking(package, as: "g22").receivers.map(\.transport) == ["done"])
        }
    }

    @Test func `a failure is told to the sender with its code and reason`() async throws {
        try await Self.withDelivery { hub, item, package in
            let body = #"{"sha256":"\#(item.sha256)","outcome":"fail","code":"bad-zip","reason":"Tệp nén hỏng"}"#
            #expect(try await hub.acknowledge(item, as: "h29", body: body).status == .noContent)
            #expect(try await hub.acknowledge(item, as: "h29", body: body).status == .noContent)
            let receiver = try await hub.tracking(package, as: "g22").receivers.first
            #expect(
                receiver?.transport == "fail" && receiver?.failCode == "bad-zip"
                    && receiver?.failReason == "Tệp nén hỏng")
            #expect(try await hub.inbox("h29").items.isEmpty)
        }
    }

    @Test func `the other outcome comes too late`() async throws {
        try await Self.withDelivery { hub, item, package in
            let fail = #"{"sha256":"\#(item.sha256)","outcome":"fail","code":"bad-zip"}"#
            _ = try await hub.acknowledge(item, as: "h29")
            #expect(try await hub.acknowledge(item, as: "h29", body: fail).problem.code == "conflict")
            #expect(try await hub.tracking(package, as: "g22").receivers.map(\.transport) == ["done"])
        }
        try await Self.withDelivery { hub, item, package in
            let fail = #"{"sha256":"\#(item.sha256)","outcome":"fail","code":"bad-zip"}"#
            _ = try await hub.acknowledge(item, as: "h29", body: fail)
            #expect(try await hub.acknowledge(item, as: "h29").status == .conflict)
            #expect(try await hub.tracking(package, as: "g22").receivers.map(\.transport) == ["fail"])
        }
    }

    @Test func `a wrong hash changes nothing`() async throws {
        try await Self.withDelivery { hub, item, package in
            let wrong = String(repeating: "0", count: 64)
            for body in [
                #"{"sha256":"\#(wrong)","outcome":"done"}"#, #"{"sha256":"\#(wrong)","outcome":"fail","code":"x"}"#,
            ] {
                let response = try await hub.acknowledge(item, as: "h29", body: body)
                #expect(response.status.code == 422)
                #expect(try response.problem.code == "hash-mismatch")
            }
            #expect(try await hub.inbox("h29").items == [item])
            #expect(try await hub.tracking(package, as: "g22").receivers.map(\.transport) == ["initial"])
        }
    }

    @Test(arguments: [
        "", "{", "[]", #"{"sha256":"abc","outcome":"done"}"#, #"{"sha256":"HASH","outcome":"maybe"}"#,
        #"{"sha256":"HASH","outcome":"fail"}"#, #"{"sha256":"HASH","outcome":"fail","code":"Not A Word"}"#,
        #"{"outcome":"done"}"#,
    ])
    func `an acknowledgement that is not one is refused`(body: String) async throws {
        try await Self.withDelivery { hub, item, _ in
            let response = try await hub.acknowledge(
                item, as: "h29", body: body.replacingOccurrences(of: "HASH", with: item.sha256))
            #expect(response.status == .badRequest)
            #expect(try response.problem.code == "invalid-request")
            #expect(try await hub.inbox("h29").items == [item])
        }
    }

    @Test func `an acknowledgement that never ends is refused`() async throws {
        try await Self.withDelivery { hub, item, _ in
            let response = try await hub.acknowledge(item, as: "h29", body: String(repeating: " ", count: 20_000))
            #expect(response.status == .contentTooLarge)
        }
    }

    private static func withDelivery(
        _ body: @escaping @Sendable (TestHub, InboxPage.Item, String) async throws -> Void
    ) async throws {
        try await withHub { hub in
            let sent = try await hub.send(try Packages.document(), as: "g22").receipt
            let item = try #require(try await hub.inbox("h29").items.first)
            try await body(hub, item, sent.packageID)
        }
    }
}
