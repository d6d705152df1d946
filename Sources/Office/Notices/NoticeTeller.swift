import Exchange
import Foundation
import Gateway
import Logging
import ServiceLifecycle
import Storage
import Trust
import Crypto

/// The keys with which calls of the office are signed (khóa ký gọi báo). None is stored: each is derived from one key file.
struct NoticeSecrets: Sendable {
    let dataFolder: URL

    /// Loads `keys/webhook.key` of the data folder or makes it. Throws `TrustError`.
    func secret(_ generation: Int) throws -> WebhookSecret {
        let key = SymmetricKey(
            data: try RandomKey.loadOrMake(at: self.dataFolder.appending(path: "keys/webhook.key"), bytes: 32))
        return WebhookSecret(
            HKDF<SHA256>.deriveKey(
                inputKeyMaterial: key, info: Data("lienthong office notices \(generation)".utf8), outputByteCount: 32))
    }
}

/// Tells the administrator's webhook of each notice by a signed call, in their order, one at a time. A call that fails is repeated after growing
/// pauses; after
/// five days without a success it is given up and what waits is dropped: people read their notices in the page.
struct NoticeTeller: Service {
    let office: Office
    let secrets: NoticeSecrets
    /// Address, id, body, key: `WebhookCaller.call`.
    let call: @Sendable (URL, String, [UInt8], WebhookSecret) async -> WebhookCaller.Outcome
    var pauses = WebhookPauses()
    var lease = Lease.alone
    let logger: Logger

    func run() async throws {
        try await self.begin()
        try await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                var pause = 10.0
                do {
                    pause = try await self.tell()
                } catch is CancellationError {
                    return
                } catch let lost as LeaseLost {
                    throw lost
                } catch {
                    self.logger.error("notices not told", metadata: ["error": "\(error)"])
                }
                await self.office.noticesCame.wait(until: .now + .seconds(pause))
            }
        }
    }

    /// A new start tries again what was given up, and at once.
    func begin() async throws {
        try await self.office.database.write { [lease] connection in
            try lease.check(in: connection)
            try NoticeSettings.CallsState().write(in: connection)
        }
    }

    /// Tells what waits; answers after how many seconds to look again.
    func tell() async throws -> Double {
        while true {
            try Task.checkCancellation()
            let (settings, next) = try await self.office.database.read { connection in
                (try NoticeSettings.read(in: connection), try NoticeCall.next(in: connection))
            }
            guard let next, let webhook = settings.webhook, !settings.calls.isSuspended else { return 60 }
            if let until = settings.calls.pauseUntil {
                let left = until.timeIntervalSince(self.office.now())
                guard left <= 0 else { return min(left, 60) }
            }
            let outcome = await self.call(
                try WebhookAddress.remote(webhook), next.notice.id, Array(next.body.utf8),
                try self.secrets.secret(settings.generation))
            try await self.note(outcome, of: next, under: settings)
        }
    }

    private func note(_ outcome: WebhookCaller.Outcome, of told: NoticeCall, under settings: NoticeSettings)
        async throws
    {
        let (now, pauses) = (self.office.now(), self.pauses)
        let calls = try await self.office.database.write { [lease] connection in
            // Another node's count of failures is not written over.
            try lease.check(in: connection)
            var calls = settings.calls
            if outcome.error == nil {
                try told.remove(in: connection)
                calls = .init()
            } else {
                calls.failures += 1
                calls.failingSince = calls.failingSince ?? now
                calls.pauseUntil = now.addingTimeInterval(pauses.pause(afterFailure: calls.failures))
                calls.isSuspended = now.timeIntervalSince(calls.failingSince ?? now) > pauses.giveUpAfter
            }
            // What the administrator set meanwhile begins anew.
            guard try NoticeSettings.read(in: connection).version == settings.version else { return calls }
            if calls.isSuspended { try NoticeCall.removeAll(in: connection) }
            try calls.write(in: connection)
            return calls
        }
        if let error = outcome.error, calls.failures == 1 || calls.isSuspended {
            self.logger.notice(
                calls.isSuspended ? "webhook of notices given up" : "webhook of notices failed",
                metadata: ["error": "\(SMTPReply.visible(error))"])
        }
    }
}
