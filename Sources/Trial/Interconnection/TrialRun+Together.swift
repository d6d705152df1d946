import Exchange
import Foundation
import Gateway

/// What the two systems do with each other, as the hub tells it to the side that sends.
extension TrialRun {
    func together() async throws -> [TrialFinding] {
        guard self.plan.sides.count == 2, self.plan.sides.allSatisfy({ $0.token != nil }) else { return [] }
        var findings: [TrialFinding] = []
        for (from, to) in [(self.plan.sides[0], self.plan.sides[1]), (self.plan.sides[1], self.plan.sides[0])] {
            findings += try await self.reading(as: from) { try await self.exchange(from: from, to: to, $0) }
        }
        return findings
    }

    private func exchange(
        from: TrialPlan.System, to: TrialPlan.System, _ client: HubClient
    ) async throws -> [TrialFinding] {
        let subject = "Trao đổi thử \(self.documents.mark)-\(from.organ.text)"
        var sent: TrackedPackage?
        let exchanged = try await self.check(.exchanged, at: from) {
            var place = try await self.end(of: client)
            try await self.people.ask(.publish(subject: subject, to: to.organ.text), at: from.organ.text)
            let package = try await self.awaited("Chờ \(self.plan.waitSeconds) giây, \(to.name) chưa lấy văn bản về.") {
                try await self.handedOver(client, behind: &place, to: to.organ.text)
            }
            let tracked = try await self.tester.persisting { try await client.tracking(packageID: package) }
            sent = tracked
            return ("Văn bản \(tracked.documentId) đã đến \(to.name).", [package])
        }
        let told = try await self.check(.told, at: to) {
            guard let sent else { throw TrialGap("Không có văn bản nào đến nơi.") }
            let paper = TrialPaper(documentID: sent.documentId, code: Self.code(sent.documentId), subject: subject)
            try await self.people.ask(.register(paper), at: to.organ.text)
            _ = try await self.awaited("Chờ \(self.plan.waitSeconds) giây, bên gửi chưa có đủ 01 và 03.") {
                let tracked = try await self.tester.persisting { try await client.tracking(packageID: sent.packageId) }
                let receiver = tracked.receivers.first { $0.organ == to.organ.text }
                let statuses = receiver?.handling.map(\.status) ?? []
                return statuses.contains("01") && statuses.contains("03") ? true : nil
            }
            return ("\(from.name) thấy 01 và 03 của \(to.name).", [sent.packageId])
        }
        return [exchanged, told]
    }

    /// The place behind everything that was sent before.
    private func end(of client: HubClient) async throws -> TransportPlace {
        var place = TransportPlace.start
        while true {
            let from = place
            let page = try await self.tester.persisting {
                try await client.transport(after: from, waitSeconds: 0, limit: 100)
            }
            if page.events.isEmpty { return place }
            place = page.place
        }
    }

    /// The first document behind `place` that a receiver has taken; `place` moves on with what was looked at.
    private func handedOver(
        _ client: HubClient, behind place: inout TransportPlace, to organ: String
    ) async throws -> String? {
        let from = place
        let page = try await self.tester.persisting {
            try await client.transport(after: from, waitSeconds: 0, limit: 100)
        }
        place = page.place
        let taken = page.events.filter { $0.event == "ContentHandover" && $0.to == organ }
        for event in taken {
            let tracked = try await self.tester.persisting { try await client.tracking(packageID: event.packageId) }
            if tracked.kind != PackageKind.status.rawValue { return event.packageId }
        }
        return nil
    }

    private static func code(_ documentID: String) -> String {
        documentID.split(separator: ",", maxSplits: 2).last.map(String.init) ?? documentID
    }
}
