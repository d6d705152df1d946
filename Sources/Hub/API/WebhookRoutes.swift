import Exchange
import Gateway
import Foundation
import Hummingbird
import Storage
import Web

/// Routes under `/v1/webhook`: the caller's own. The operator sets the address (`lienthong hub webhook set`): a hub inside a network of
/// the state does not call whatever somebody outside names.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/` | any system | 200, 404 |
/// | POST | `/test` | any system | 200 with what came back, 404 |
/// | POST | `/replay?after` | any system | 204, 400, 404 |
struct WebhookRoutes: Sendable {
    let store: WebhookStore
    let caller: WebhookCaller
    let secrets: WebhookSecrets
    let signal: InboxSignal
    let now: @Sendable () -> Date

    var endpoints: RouteCollection<HubContext> {
        RouteCollection(context: HubContext.self)
            .get(use: self.show)
            .post("test", use: self.test)
            .post("replay", use: self.replay)
    }

    private struct Shown: Encodable {
        var url: String
        var cursor: Int
        var failures: Int
        var isSuspended: Bool
        var nextAttemptAt: String?
        var lastError: String?
        var lastSuccessAt: String?
    }

    @Sendable private func show(_ request: Request, _ context: HubContext) async throws -> Response {
        let webhook = try await self.store.find(try context.caller.id)
        return try .json(
            Shown(
                url: webhook.url.absoluteString, cursor: webhook.cursor, failures: webhook.failures,
                isSuspended: webhook.isSuspended,
                nextAttemptAt: webhook.failures > 0 ? Timestamp.text(webhook.nextAttemptAt) : nil,
                lastError: webhook.lastError, lastSuccessAt: webhook.lastSuccessAt.map(Timestamp.text)))
    }

    private struct Tested: Encodable {
        var isTaken: Bool
        var error: String?
    }

    /// One signed call `{"type":"test"}`, now. Changes nothing but what a success means: a given-up webhook works again.
    @Sendable private func test(_ request: Request, _ context: HubContext) async throws -> Response {
        let webhook = try await self.store.find(try context.caller.id)
        let id = "test-" + UniqueID.make(at: self.now())
        let outcome = await self.caller.call(
            webhook.url, id: id, body: Array(#"{"type":"test"}"#.utf8),
            secret: self.secrets.secret(of: webhook))
        if outcome == .taken, webhook.failures > 0 || webhook.isSuspended {
            try await self.store.replay(after: webhook.cursor, for: webhook.system, now: self.now())
            self.signal.wake([])
        }
        return try .json(Tested(isTaken: outcome == .taken, error: outcome.error))
    }

    @Sendable private func replay(_ request: Request, _ context: HubContext) async throws -> Response {
        let system = try context.caller
        let after = try request.number("after", default: 0, in: 0...Int.max)
        try await self.store.replay(after: after, for: system.id, now: self.now())
        self.signal.wake(system.organs)
        return Response(status: .noContent)
    }
}
