import Exchange
import Foundation
import Gateway
import Logging
import ServiceLifecycle
import Storage

/// Tells the agency's software of each arrival by a signed call, in their order, one at a time. Told is not fetched: what was told can still be
/// asked for. A call that fails is repeated after growing pauses, with an end. Of several nodes one does it.
struct WebhookTeller: Service {
    let gateway: AgencyGateway
    let url: URL
    let secret: WebhookSecret
    let caller: WebhookCaller
    var pauses = WebhookPauses()
    /// Whoever has passed the job on sets no place back.
    var lease = Lease.alone
    let logger: Logger

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            do {
                try await self.begin()
                while !Task.isCancelled {
                    var pause = 10.0
                    do {
                        pause = try await self.tell()
                    } catch let error where !(error is CancellationError || error is LeaseLost) {
                        self.logger.error("webhook stopped for a moment", metadata: ["error": "\(error)"])
                    }
                    await self.gateway.arrived.wait(until: .now + .seconds(pause))
                }
            } catch is CancellationError {
                // Stopped: what was not told is told after the next start.
            }
        }
    }

    /// A new start tries again what was given up, and so does the node that takes the job over.
    private func begin() async throws {
        try await self.gateway.database.write { [lease] connection in
            try lease.check(in: connection)
            var place = try WebhookPlace.read(in: connection)
            (place.failures, place.failingSince, place.isSuspended) = (0, nil, false)
            try place.write(in: connection)
        }
    }

    /// Tells what is new; answers after how many seconds to look again.
    private func tell() async throws -> Double {
        while true {
            try Task.checkCancellation()
            let (place, arrival) = try await self.gateway.database.read { connection in
                let place = try WebhookPlace.read(in: connection)
                return (place, try ArrivalRecord.list(after: place.seq, limit: 1, in: connection).first)
            }
            guard let arrival, !place.isSuspended else { return 60 }
            try await self.lease.checkHeld()
            let body = JSON.object(["type": .text("arrival"), "arrival": ArrivalJSON.summary(arrival)]).canonical
            let outcome = await self.caller.call(
                self.url, id: arrival.id, body: Array(body.utf8), secret: self.secret)
            var next = place
            if let error = outcome.error {
                let now = self.gateway.now()
                next.failures += 1
                next.failingSince = place.failingSince ?? now
                next.isSuspended = now.timeIntervalSince(next.failingSince ?? now) > self.pauses.giveUpAfter
                if place.failures == 0 || next.isSuspended {
                    self.logger.notice(
                        next.isSuspended ? "webhook given up" : "webhook failed", metadata: ["error": "\(error)"])
                }
                try await self.keep(next)
                // A new arrival does not shorten the pause.
                try await Task.sleep(for: .seconds(self.pauses.pause(afterFailure: next.failures)))
            } else {
                (next.seq, next.failures, next.failingSince) = (arrival.seq, 0, nil)
                try await self.keep(next)
            }
        }
    }

    private func keep(_ place: WebhookPlace) async throws {
        try await self.gateway.database.write { [lease] connection in
            try lease.check(in: connection)
            try place.write(in: connection)
        }
    }
}
