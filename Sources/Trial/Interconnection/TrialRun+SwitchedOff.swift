import Exchange
import Foundation
import Gateway

/// Whether what is sent to a system that is switched off waits for it (tắt rồi bật lại).
extension TrialRun {
    private typealias Sent = (package: String, paper: TrialPaper)

    /// Nothing when the plan does not say how long a system stays off.
    func switchedOff(_ side: TrialPlan.System, first: Int) async throws -> [TrialFinding] {
        guard let seconds = self.plan.offSeconds else { return [] }
        let finding = try await self.check(.switchedOff, at: side) {
            try await self.people.ask(.switchOff, at: side.organ.text)
            let waiting: Result<[Sent], any Error>
            do { waiting = .success(try await self.sent(to: side, offFor: seconds, first: first)) } catch {
                waiting = .failure(error)
            }
            // Whatever was seen, nobody is left switched off.
            try await self.people.ask(.switchOn, at: side.organ.text)
            let sent = try waiting.get()
            for document in sent {
                try await self.taken(document.package, by: side)
                _ = try await self.status(.arrived, about: document.paper, by: side)
            }
            return (
                "\(sent.count) gói tin chờ ở trục khi hệ thống tắt, bên gửi thấy đang chờ; bật lại thì được lấy, 01 đã về.",
                sent.map(\.package)
            )
        }
        return [finding]
    }

    /// Two documents that wait at the hub. People need their time: documents go until one is not taken for so long. Throws `TrialGap` when the system
    /// goes on taking them.
    private func sent(to side: TrialPlan.System, offFor seconds: Int, first: Int) async throws -> [Sent] {
        let tries = 30
        let clock = ContinuousClock.now
        for number in first..<first + tries {
            let probe = try await self.send(number, to: side)
            let isTaken = try await waited(seconds: seconds) {
                try await self.isWaiting(probe, at: side) ? nil : true
            }
            if isTaken == nil {
                let second = try await self.send(first + tries, to: side)
                guard try await self.isWaiting(second, at: side), try await self.isWaiting(probe, at: side) else {
                    throw TrialGap("Hệ thống không tắt hẳn: gói tin vẫn được lấy.")
                }
                return [probe, second]
            }
            guard ContinuousClock.now - clock < .seconds(self.plan.waitSeconds) else { break }
            try await Task.sleep(for: .seconds(self.plan.waitSeconds) / tries)
        }
        throw TrialGap("Chờ \(self.plan.waitSeconds) giây, hệ thống vẫn lấy gói tin: không tắt.")
    }

    private func send(_ number: Int, to side: TrialPlan.System) async throws -> Sent {
        let document = try self.documents.document(number, "V/v gửi khi hệ thống tắt", to: [side])
        return (try await self.tester.send(document.packet), document.paper)
    }

    /// Whether the hub tells the sender that the package waits for the system. Throws what a system did not take.
    private func isWaiting(_ sent: Sent, at side: TrialPlan.System) async throws -> Bool {
        let receivers = try await self.tracking(sent.package).receivers
        guard let receiver = receivers.first(where: { $0.organ == side.organ.text }) else {
            throw TrialMiss("Trục không cho bên gửi thấy gói tin \(sent.package) đang ở đâu.")
        }
        guard receiver.transport != "fail" else {
            throw TrialMiss("Gói tin \(sent.package) bị coi là không nhận được khi hệ thống tắt.")
        }
        return receiver.transport != "done"
    }
}
