import Exchange
import Foundation
import Logging
import Storage

/// Brings down what waits at the hub above for agencies here, one lane of it, until cancelled: statuses are asked for as often as documents,
/// because each lane asks by itself.
///
/// Order: fetch → hash → our station → intake → what came of it → acknowledge. A crash anywhere leads to the same end: the same bytes are
/// taken in once.
struct Downlink: Sendable {
    let lane: UplinkOutbox.Lane
    let station: OrganCode
    let upper: any UpperHub
    let intake: Intake
    let content: ContentStore
    let items: UplinkItems
    let pauses: UplinkPauses
    let pulse: UplinkPulse
    let now: @Sendable () -> Date
    let logger: Logger

    /// Seconds of one wait at the other hub.
    private static let patience = 25.0

    func run() async throws {
        var (cursor, failures) = (0, 0)
        var stuck = StuckItems(self.pauses)
        // Nil while only what is new is listed.
        var listed: Set<String>? = []
        while true {
            try Task.checkCancellation()
            do {
                let page = try await self.upper.waiting(
                    self.lane, after: cursor, seconds: Int(stuck.patience(Self.patience).rounded(.up)))
                self.pulse.heard(at: self.now())
                failures = 0
                for item in page.items {
                    listed?.insert(item.id)
                    if stuck.rests(item.id) { continue }
                    if try await self.take(item) { stuck.succeeded(item.id) } else { stuck.failed(item.id) }
                }
                guard page.cursor == cursor else {
                    cursor = page.cursor
                    continue
                }
                if let listed { stuck.keep(listed) }
                listed = nil
                if !self.upper.waits { try await Task.sleep(for: .seconds(stuck.patience(self.pauses.look))) }
                if !self.upper.waits || stuck.patience(1) <= 0 { (cursor, listed) = (0, []) }
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                failures += 1
                (cursor, listed) = (0, [])
                if failures == 1 {
                    self.logger.notice(
                        "the hub above does not tell what waits",
                        metadata: ["uplink.lane": "\(self.lane.rawValue)", "error": "\(error)"])
                }
                try await Task.sleep(for: .seconds(self.pauses.pause(afterFailure: failures)))
            }
        }
    }

    /// False: it must come again.
    private func take(_ item: UpperItem) async throws -> Bool {
        do {
            let outcome = try await self.items.isTaken(item.id) ? .done : self.receive(item)
            if outcome == .done { try await self.items.keep(item.id, at: self.now()) }
            try await self.upper.end(item, outcome)
            return true
        } catch let fault as Fault {
            self.logger.notice(
                "package not taken from above",
                metadata: ["uplink.item": "\(item.id)", "fault.code": "\(fault.code.rawValue)"])
            return false
        } catch let error where !(error is CancellationError) {
            // Trouble of our own: the others must not wait for it.
            self.logger.error(
                "package not taken from above", metadata: ["uplink.item": "\(item.id)", "error": "\(error)"])
            return false
        }
    }

    private func receive(_ item: UpperItem) async throws -> UpperOutcome {
        let fetched = try self.content.stage(maximumBytes: self.intake.maximumPackageBytes)
        do {
            try await self.upper.fetch(item, into: fetched)
        } catch let fault as Fault where fault.code == .tooLarge {
            return .fail(code: fault.code.rawValue, reason: fault.vietnamese)
        }
        if let hash = item.hash, fetched.hash != hash { throw Fault.otherBytes }
        let at = try await self.items.time(of: item, at: self.now())
        do {
            let passed = try await PassedPackage.make(
                of: ContentReader(url: fetched.url), at: self.station, at, in: self.content)
            _ = try await self.intake.take(passed.staged, from: Uplink.system, to: .instead([item.to]))
            return .done
        } catch let fault as Fault where !fault.isTransient {
            return .fail(code: fault.code.rawValue, reason: fault.vietnamese)
        }
    }
}
