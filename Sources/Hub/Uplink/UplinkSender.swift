import Exchange
import Foundation
import Gateway
import Logging
import Storage

/// Sends up what waits in one lane: one package after the other, most urgent first, until the task is cancelled. No transaction is open
/// while the other hub is spoken to.
struct UplinkSender: Sendable {
    let lane: UplinkOutbox.Lane
    let station: OrganCode
    let upper: any UpperHub
    let evidence: EvidenceLog
    let content: KeptContent
    let signal: InboxSignal
    let pauses: UplinkPauses
    let pulse: UplinkPulse
    var lease = Lease.alone
    let now: @Sendable () -> Date
    let logger: Logger

    func run() async throws {
        var outage = 0
        while true {
            try Task.checkCancellation()
            let trouble: String?
            do {
                // A bell serves one wait; what is queued while this looks rings it.
                trouble = try await self.signal.listeningToAll { bell in
                    let trouble = try await self.sendAll()
                    if trouble == nil { await bell.wait(until: .now + .seconds(1)) }
                    return trouble
                }
            } catch let fault as Fault {
                trouble = fault.description
            }
            guard let trouble else {
                outage = 0
                continue
            }
            outage += 1
            if outage == 1 { self.logger.warning("nothing goes up", metadata: self.facts(["error": "\(trouble)"])) }
            try await Task.sleep(for: .seconds(self.pauses.pause(afterFailure: outage)))
        }
    }

    /// Until nothing is due: nil; or what keeps everything here from going up, so that the same comes first again. Trouble of our own ends no
    /// lane.
    private func sendAll() async throws -> String? {
        while true {
            do {
                let now = self.now()
                let next = try await self.evidence.database.write { [lane, lease] connection in
                    try lease.check(in: connection)
                    return try UplinkSend.next(lane, at: now, in: connection)
                }
                guard let next else { return nil }
                if let trouble = try await self.send(next) { return trouble.description }
            } catch let error where error is CancellationError || error is LeaseLost {
                throw error
            } catch {
                return "\(error)"
            }
        }
    }

    /// Answers what keeps not only this one from going up.
    private func send(_ send: UplinkSend) async throws -> Fault? {
        let passed: PassedPackage
        do {
            passed = try await self.content.withFile(of: send.hash) { file in
                try await PassedPackage.make(
                    of: ContentReader(url: file), at: self.station, send.passedAt, in: self.content.folder)
            }
        } catch let fault as Fault where !fault.isTransient || fault.tells(lossOf: send.hash) {
            // The file is gone, altered or none: the others must not wait for it.
            let now = self.now()
            try await self.evidence.write { connection in
                try self.lease.check(in: connection)
                try send.fail(fault.code, "Trục không đọc được gói tin: \(fault.vietnamese)", at: now, in: connection)
            }
            return nil
        }
        let (hash, file) = (passed.staged.hash, try ContentReader(url: passed.staged.url))
        try await self.evidence.database.write { connection in
            try self.lease.check(in: connection)
            try send.begin(hash, in: connection)
        }
        let relay: Relay
        do {
            relay = try await self.upper.send(send, file, hash)
        } catch let fault as Fault {
            return try await self.refused(send, fault)
        }
        let now = self.now()
        self.pulse.heard(at: now)
        try await self.evidence.write { connection in
            try self.lease.check(in: connection)
            try send.succeed(relay, hash, at: now, in: connection)
        }
        return nil
    }

    private func refused(_ send: UplinkSend, _ fault: Fault) async throws -> Fault? {
        let (now, attempt) = (self.now(), send.attempts + 1)
        let next = now.addingTimeInterval(self.pauses.pause(afterFailure: attempt))
        let isDown = fault.concernsTheLine
        if fault.code != .unreachable, fault.code != .interrupted { self.pulse.heard(at: now) }
        let isFinal = !isDown && !fault.isTransient && (fault.code != .refused || attempt >= self.pauses.refusals)
        if isFinal || (attempt == 1 && !isDown) {
            self.logger.notice(
                "package not sent up",
                metadata: self.facts([
                    "hub.package": "\(send.packageID)", "fault.code": "\(fault.code.rawValue)", "final": "\(isFinal)",
                ]))
        }
        try await self.evidence.write { connection in
            try self.lease.check(in: connection)
            if !isFinal {
                try send.wait(fault, until: isDown ? nil : next, in: connection)
            } else if send.receivers.count > 1, fault.concernsOneReceiver {
                try send.split(in: connection)
            } else {
                try send.fail(
                    fault.code, "Trục cấp trên không nhận: \(fault.vietnamese)", at: now, in: connection)
            }
        }
        return isDown ? fault : nil
    }

    private func facts(_ more: Logger.Metadata = [:]) -> Logger.Metadata {
        more.merging(["uplink.lane": "\(self.lane.rawValue)"]) { $1 }
    }
}

extension Fault {
    /// Whether the other hub is away, or lets this hub in no more: no package is to blame, all wait. A connection that was cut may be cut
    /// because of what was on it.
    fileprivate var concernsTheLine: Bool {
        switch self.code {
        case .unreachable, .unauthenticated, .notFound: true
        case .forbidden, .invalidRequest: self.place == nil
        default: false
        }
    }

    /// Whether the package might be taken for its other receivers.
    fileprivate var concernsOneReceiver: Bool {
        [.unknownReceiver, .organClosed, .duplicateDocument].contains(self.code)
    }
}
