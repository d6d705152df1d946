import EdXML
import Exchange
import Foundation
import Gateway

/// Whether what a system publishes while the hub is off goes by itself afterwards (tắt trục rồi bật lại).
extension TrialRun {
    /// As whoever is asked is called.
    private static let operators = "người vận hành trục"

    /// Both systems in one outage. Nothing when the plan does not say that the hub is switched off.
    func hubOff(_ sides: [TrialPlan.System]) async throws -> [TrialFinding] {
        guard self.plan.switchesHub, !sides.isEmpty else { return [] }
        let isOff = await self.asked(.switchHubOff) { try await !self.answers() }
        var published: [Result<Void, any Error>] = []
        for side in sides {
            published.append(isOff.map { _ in })
            guard case .success = isOff else { continue }
            do {
                try await self.people.ask(
                    .publish(subject: self.subject(side), to: self.plan.tester.organ.text), at: side.organ.text)
            } catch { published[published.count - 1] = .failure(error) }
        }
        // Whatever was seen, the hub is not left off.
        let isBack = await self.asked(.switchHubOn) { try await self.answers() }
        var findings: [TrialFinding] = []
        for (side, published) in zip(sides, published) {
            findings.append(
                try await self.check(.hubOff, at: side) {
                    try published.get()
                    try isBack.get()
                    let subject = self.subject(side)
                    let came = try await self.awaited(
                        "Chờ \(self.plan.waitSeconds) giây từ khi trục bật lại, chưa thấy văn bản “\(subject)”."
                    ) { try await self.arrived(subject, side) }
                    return (
                        "Văn bản \(came.packet.document?.code.text ?? "") đã đến sau khi trục bật lại.",
                        [came.packageID]
                    )
                })
        }
        return findings
    }

    private func subject(_ side: TrialPlan.System) -> String {
        "Phát hành khi trục tắt \(self.documents.mark)-\(side.organ.text)"
    }

    /// Asks whoever runs the hub, and waits until it is so; else why the check cannot be made.
    private func asked(_ act: TrialAct, until isSo: () async throws -> Bool) async -> Result<Void, any Error> {
        do {
            try await self.people.ask(act, at: Self.operators)
            let seen = try await waited(seconds: self.plan.waitSeconds) { try await isSo() ? true : nil }
            guard seen != nil else {
                throw TrialGap("Chờ \(self.plan.waitSeconds) giây, trục chưa đổi trạng thái: \(act.told)")
            }
            return .success(())
        } catch { return .failure(error) }
    }

    /// Whether the hub answers the tester. A refusal is an answer: nobody may take it for a hub that is off.
    private func answers() async throws -> Bool {
        do {
            _ = try await self.tester.client.inbox(after: 0, waitSeconds: 0)
            return true
        } catch let fault as Fault { return !fault.isTransient || fault.code == .tooManyRequests }
    }
}
