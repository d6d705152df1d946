import Crypto
import Exchange
import Foundation
import Gateway
import HTTPTypes
import Programs
import Storage
import Synchronization
import Testing

@testable import Hub

/// Systems that are told of what waits for them.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(5))) struct WebhookTests {
    @Test func `what comes is told in its order, once, signed with the secret that was given`() async throws {
        try await Self.withHub { hub, receiver, url in
            let webhook = try await hub.store.set(url, of: "h29", now: Date())
            for number in 90_001...90_003 { try await hub.send(number) }
            try await eventually("told") { receiver.calls.count == 3 }
            let items = try await hub.inbox("h29")
            #expect(receiver.calls.map(\.id) == items.map(\.deliveryID))
            for (call, item) in zip(receiver.calls, items) {
                #expect(call.body == #"{"delivery":\#(try item.json),"type":"delivery"}"#)
                #expect(call.signature == "v1,\(Self.signature(call, secret: hub.secrets.secret(of: webhook).text))")
            }
            #expect(abs((Double(receiver.calls[0].timestamp) ?? 0) - Date().timeIntervalSince1970) < 600)
            // Told is not taken.
            #expect(items.count == 3)
            try await eventually("noted") { try await hub.store.find("h29").cursor == items[2].cursor }
        }
    }

    /// Lesson N2.
    @Test func `a failure stops the row of its system, not of others, and goes on where it stopped`() async throws {
        try await Self.withHub { hub, receiver, url in
            let other = Receiver()
            try await other.serve { otherURL in
                receiver.answers { $0 < 3 ? .serviceUnavailable : .ok }
                try await hub.store.set(url, of: "h29", now: Date())
                try await hub.store.set(otherURL, of: "h53", now: Date())
                try await hub.send(90_001, to: ["H29", "H53"])
                try await hub.send(90_002, to: ["H29", "H53"])
                try await eventually("the other one is told") { other.calls.count == 2 }
                try await eventually("told in the end") { receiver.calls.count == 5 }
                #expect(Set(receiver.calls[..<4].map(\.id)).count == 1)
                #expect(receiver.calls[4].id != receiver.calls[3].id)
                try await eventually("noted") { try await hub.store.find("h29").failures == 0 }
            }
        }
    }

    @Test func `after the last day it is given up and shown; a test that succeeds takes it up again`() async throws {
        let clock = Mutex(Date(timeIntervalSince1970: 1_790_000_000))
        try await Self.withHub(now: { clock.withLock { $0 } }) { hub, receiver, url in
            receiver.answers { _ in .internalServerError }
            try await hub.store.set(url, of: "h29", now: clock.withLock { $0 })
            try await hub.send(90_001)
            try await eventually("failed") { try await hub.store.find("h29").failures == 1 }
            clock.withLock { $0 += 6 * 86_400 }
            try await eventually("given up") { try await hub.store.find("h29").isSuspended }
            #expect(try await hub.store.find("h29").lastError == "HTTP 500")
            clock.withLock { $0 += 86_400 }
            let count = receiver.calls.count
            try await hub.send(90_002)
            let refused = try await hub.call("POST", "/v1/webhook/test", as: "h29")
            #expect(refused == #"{"error":"HTTP 500","isTaken":false}"#)
            #expect(receiver.calls.count == count + 1, "nothing but the test was sent")
            receiver.answers { _ in .ok }
            #expect(try await hub.call("POST", "/v1/webhook/test", as: "h29") == #"{"isTaken":true}"#)
            try await eventually("both told") { receiver.calls.count == count + 4 }
            #expect(try await !hub.store.find("h29").isSuspended)
            #expect(receiver.calls[count].body == #"{"type":"test"}"#)
        }
    }

    @Test func `a replay tells again what is still waiting behind the cursor`() async throws {
        try await Self.withHub { hub, receiver, url in
            try await hub.store.set(url, of: "h29", now: Date())
            for number in 90_001...90_003 { try await hub.send(number) }
            try await eventually("told") { receiver.calls.count == 3 }
            let items = try await hub.inbox("h29")
            try await eventually("noted") { try await hub.store.find("h29").cursor == items[2].cursor }
            _ = try await hub.call("POST", "/v1/webhook/replay?after=\(items[0].cursor)", as: "h29")
            try await eventually("told again") { receiver.calls.count == 5 }
            #expect(receiver.calls[3...].map(\.id) == items[1...].map(\.deliveryID))
        }
    }

    @Test func `who has none is told so; a disabled system is not called`() async throws {
        try await Self.withHub { hub, receiver, url in
            #expect(try await hub.call("GET", "/v1/webhook", as: "h53").contains(#""code":"not-found""#))
            try await hub.store.set(url, of: "h29", now: Date())
            try await hub.systems.disable("h29")
            try await hub.send(90_001)
            #expect(try await hub.store.due(at: Date(), except: [], limit: 10).isEmpty)
            #expect(receiver.calls.isEmpty)
        }
    }

    @Test(arguments: [
        "http://example.org/", "ftp://127.0.0.1/", "https://", "https://user:secret@example.org/", "https://a/#b", "x",
        "https://example.org/" + String(repeating: "a", count: 1000), "http://127.0.0.1.example.org/",
    ])
    func `an address that is none, or without TLS, is refused`(_ address: String) {
        #expect { try WebhookAddress.url(address) } throws: { ($0 as? Fault)?.code == .invalidRequest }
    }

    @Test func `pauses grow and end`() {
        let pauses = WebhookPauses()
        for (number, seconds) in [(1, 1.0), (2, 5), (5, 600), (7, 3600), (1000, 3600)] {
            #expect((0.8 * seconds...1.2 * seconds).contains(pauses.pause(afterFailure: number)))
        }
    }

    /// By the receiver's own means, from what Standard Webhooks says.
    private static func signature(_ call: Receiver.Call, secret: String) -> String {
        let key = SymmetricKey(data: Data(base64Encoded: String(secret.dropFirst("whsec_".count))) ?? Data())
        let message = Data("\(call.id).\(call.timestamp).\(call.body)".utf8)
        return Data(HMAC<SHA256>.authenticationCode(for: message, using: key)).base64EncodedString()
    }

    private static func withHub(
        now: @escaping @Sendable () -> Date = { Date() },
        _ body: @escaping @Sendable (LiveHub, Receiver, String) async throws -> Void
    ) async throws {
        let receiver = Receiver()
        try await receiver.serve { url in
            try await LiveHub.run(now: now) { hub in try await body(hub, receiver, url) }
        }
    }
}
