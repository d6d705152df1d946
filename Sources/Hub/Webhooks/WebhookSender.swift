import Exchange
import Foundation
import Gateway
import Logging
import ServiceLifecycle
import Storage

/// Tells the systems that have a webhook what waits for them: in the order of the inbox, one call at a time for each, side by side for
/// different ones. Told is not taken: what was told stays in the inbox until it is acknowledged.
struct WebhookSender: Service {
    let store: WebhookStore
    let inbox: Inbox
    let systems: SystemStore
    let caller: WebhookCaller
    let secrets: WebhookSecrets
    let pauses: WebhookPauses
    var lease = Lease.alone
    let now: @Sendable () -> Date
    let logger: Logger

    /// Systems that are called at once.
    private static let width = 16

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            do {
                try await self.lease.whileHeld {
                    while !Task.isCancelled {
                        // A bell serves one wait.
                        try await self.inbox.signal.listeningToAll { bell in
                            try await self.round()
                            await bell.wait(until: .now + .seconds(1))
                        }
                    }
                }
            } catch is CancellationError {
                // Stopped: what was not told is told after the next start.
            }
        }
    }

    /// Calls until nothing is due. A slow system holds up its own calls; while it is slow the others are served. Throws `LeaseLost`.
    private func round() async throws {
        try await withThrowingTaskGroup(of: String.self) { group in
            var busy: Set<String> = []
            while !Task.isCancelled {
                do {
                    let room = Self.width - busy.count
                    let due = room > 0 ? try await self.store.due(at: self.now(), except: busy, limit: room) : []
                    for webhook in due {
                        busy.insert(webhook.system)
                        group.addTask {
                            try await self.serve(webhook)
                            return webhook.system
                        }
                    }
                } catch {
                    self.logger.error("webhooks cannot be read", metadata: ["error": "\(error)"])
                }
                guard let done = try await group.next() else { return }
                busy.remove(done)
            }
        }
    }

    /// A few items; then others may be due before the rest.
    private func serve(_ webhook: Webhook) async throws {
        var webhook = webhook
        do {
            guard let system = try await self.systems.find(webhook.system) else { return }
            for item in try await self.inbox.items(for: system, after: webhook.cursor, limit: 20) {
                try await self.lease.checkHeld()
                let body = Array(#"{"delivery":\#(try item.json),"type":"delivery"}"#.utf8)
                let outcome = await self.caller.call(
                    webhook.url, id: item.deliveryID, body: body, secret: self.secrets.secret(of: webhook))
                guard let error = outcome.error else {
                    try await self.store.succeeded(webhook, upTo: item.cursor, at: self.now())
                    webhook.cursor = item.cursor
                    webhook.failures = 0
                    webhook.failingSince = nil
                    continue
                }
                if Task.isCancelled { return }
                let isLast = try await self.store.failed(webhook, error: error, pauses: self.pauses, at: self.now())
                if isLast || webhook.failures == 0 {
                    self.logger.notice(
                        isLast ? "webhook given up" : "webhook failed",
                        metadata: ["hub.system": "\(webhook.system)", "hub.error": "\(error)"])
                }
                return
            }
        } catch let error where error is LeaseLost || error is CancellationError {
            throw error
        } catch {
            self.logger.error(
                "webhook not served", metadata: ["hub.system": "\(webhook.system)", "error": "\(error)"])
        }
    }
}
