import Crypto
import Exchange
import Foundation
import Gateway
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Programs
import ServiceLifecycle
import Storage
import Synchronization
import Testing

@testable import VendorGateway

/// The agency's software is told of what came.
@Suite(.inTurn, .timeLimit(.minutes(5))) struct WebhookTests {
    private struct Call: Sendable {
        var id: String
        var timestamp: String
        var signature: String
        var body: String
    }

    @Test func `each arrival is told in its order, signed, and again until it is taken`() async throws {
        try await withFolder { folder in
            let gateway = try await TestGateway(folder: folder)
            let first = try await gateway.arrive(try Packages.documentBytes(90_401))
            let calls = Mutex<[Call]>([])
            let router = Router()
            router.post("goi-bao") { request, _ -> HTTPResponse.Status in
                let body = String(buffer: try await request.body.collect(upTo: 1 << 20))
                func header(_ name: String) -> String { HTTPField.Name(name).flatMap { request.headers[$0] } ?? "" }
                return calls.withLock { calls in
                    calls.append(
                        Call(
                            id: header("webhook-id"), timestamp: header("webhook-timestamp"),
                            signature: header("webhook-signature"), body: body))
                    return calls.count <= 2 ? .serviceUnavailable : .ok
                }
            }
            let key = SymmetricKey(size: .bits256)
            try await Application(router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)))
                .test(.live) { live in
                    let port = try #require(live.port)
                    let caller = WebhookCaller(now: { Date() })
                    let teller = WebhookTeller(
                        gateway: gateway.gateway, url: try WebhookAddress.url("http://127.0.0.1:\(port)/goi-bao"),
                        secret: WebhookSecret(key), caller: caller, pauses: WebhookPauses(seconds: [0.05]),
                        logger: TestHub.silence)
                    let group = ServiceGroup(
                        configuration: .init(services: [caller, teller], logger: TestHub.silence))
                    let running = Task { try await group.run() }
                    try await eventually("the first is told") { calls.withLock { $0.count } >= 3 }
                    let second = try await gateway.arrive(try Packages.documentBytes(90_402))
                    try await eventually("both are told") { calls.withLock { $0.count } == 4 }
                    try await eventually("noted") {
                        try await gateway.gateway.database.read { try WebhookPlace.read(in: $0).seq } == 2
                    }
                    await group.triggerGracefulShutdown()
                    try await running.value
                    let told = calls.withLock { $0 }
                    #expect(told.map(\.id) == [first, first, first, second])
                    for call in told {
                        #expect(call.body.contains(#""type":"arrival""#) && call.body.contains(call.id))
                        let signed = Data("\(call.id).\(call.timestamp).\(call.body)".utf8)
                        let code = HMAC<SHA256>.authenticationCode(for: signed, using: key)
                        #expect(call.signature == "v1," + Data(code).base64EncodedString())
                    }
                }
        }
    }

    @Test func `what is told to nobody for too long is given up until the next start`() async throws {
        try await withFolder { folder in
            let gateway = try await TestGateway(folder: folder)
            try await gateway.arrive(try Packages.documentBytes(90_403))
            let caller = WebhookCaller(now: { Date() })
            let teller = WebhookTeller(
                gateway: gateway.gateway, url: try WebhookAddress.url("http://127.0.0.1:1/"),
                secret: WebhookSecret(SymmetricKey(size: .bits256)), caller: caller,
                pauses: WebhookPauses(seconds: [0.01], giveUpAfter: 0), logger: TestHub.silence)
            let group = ServiceGroup(configuration: .init(services: [caller, teller], logger: TestHub.silence))
            let running = Task { try await group.run() }
            try await eventually("given up") {
                try await gateway.gateway.database.read { try WebhookPlace.read(in: $0).isSuspended }
            }
            await group.triggerGracefulShutdown()
            try await running.value
        }
    }
}
