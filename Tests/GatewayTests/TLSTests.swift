import Exchange
import Foundation
import Programs
import Testing

@testable import Gateway

/// The hub is known by its certificate: there is no switch to trust somebody else.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(5))) struct TLSTests {
    @Test func `whoever shows a certificate of the hub's authority is the hub`() async throws {
        try await Self.withHubs { hub, _ in
            let page = try await Self.call(hub, trusting: hub.authority) {
                try await $0.inbox(after: 0, waitSeconds: 0)
            }
            #expect(page.items.isEmpty)
        }
    }

    @Test func `nothing is sent to a hub of another authority, or of one that the system does not know`() async throws {
        try await Self.withHubs { hub, other in
            // The other authority has the same name; only its key differs.
            for roots in [other.authority, nil] {
                let bytes = try Packages.documentBytes(90_001)
                let fault = await #expect(throws: Fault.self) {
                    try await Self.call(hub, trusting: roots) { try await $0.send(bytes: bytes) }
                }
                // Which of the two depends on who closes first; both mean that the hub did not get anything.
                #expect(fault?.code == .untrustedHub || fault?.code == .interrupted)
                try await eventually("it is told that the certificate is wrong, not that the hub is away") {
                    do {
                        _ = try await Self.call(hub, trusting: roots) { try await $0.inbox(after: 0, waitSeconds: 0) }
                        return false
                    } catch let fault as Fault {
                        return fault.code == .untrustedHub && fault.isTransient
                    }
                }
            }
            #expect(try await hub.packageCount() == 0)
        }
    }

    private static func call<Value: Sendable>(
        _ hub: TestHub, trusting roots: URL?, _ body: (HubClient) async throws -> Value
    ) async throws -> Value {
        let client = try HubClient(
            endpoint: HubEndpoint(url: try hub.url, token: TestHub.token(of: "G22"), trustedRoots: roots))
        let result: Result<Value, any Error>
        do { result = .success(try await body(client)) } catch { result = .failure(error) }
        try await client.shutdown()
        return try result.get()
    }

    private static func withHubs(_ body: (TestHub, TestHub) async throws -> Void) async throws {
        try await withFolder { folder in
            let hub = try await TestHub(folder: folder.appending(path: "one"), usesTLS: true)
            let other = try await TestHub(folder: folder.appending(path: "two"), usesTLS: true)
            let result: Result<Void, any Error>
            do { result = .success(try await body(hub, other)) } catch { result = .failure(error) }
            try await hub.stop()
            try await other.stop()
            try result.get()
        }
    }
}
