import EdXML
package import Exchange
package import Foundation
import Gateway

/// A trial between two agencies, from its first package to its last finding (thử nghiệm liên thông).
package struct TrialRun: Sendable {
    let plan: TrialPlan
    let people: any TrialPeople
    let tester: Tester
    let documents: TrialDocuments
    let now: @Sendable () -> Date
    /// Told of each finding as soon as it is there.
    let report: @Sendable (TrialFinding) -> Void

    /// What was found, in the order of the checks, and the receipts of the packages that it names.
    package struct Outcome: Sendable {
        package let mark: String
        package let begunAt: Date
        package let endedAt: Date
        package let findings: [TrialFinding]
        /// By package, as the hub gave them.
        package let receipts: [String: [JSON]]
        /// Why the hub did not give them; what was found stands without evidence then.
        package let evidenceFault: Fault?

        package var isGreen: Bool { self.evidenceFault == nil && !self.findings.contains { $0.isRed } }
    }

    /// Runs every check at both systems. `folder` is a folder of its own for files of the trial. Throws when the hub cannot be reached at all.
    package static func run(
        _ plan: TrialPlan, people: any TrialPeople, folder: URL, now: @escaping @Sendable () -> Date = { Date() },
        report: @escaping @Sendable (TrialFinding) -> Void = { _ in }
    ) async throws -> Outcome {
        let begun = now()
        let tester = try Tester(plan, folder: folder)
        let documents = TrialDocuments(
            organ: tester.organ, mark: Self.mark(begun), folder: folder, now: begun)
        let run = TrialRun(
            plan: plan, people: people, tester: tester, documents: documents, now: now, report: report)
        do {
            // Whether the hub knows us, before anybody is asked for anything.
            _ = try await tester.persisting { try await tester.client.inbox(after: 0, waitSeconds: 0) }
            let findings = try await withThrowingTaskGroup(of: [TrialFinding]?.self) { group in
                group.addTask {
                    await tester.listen()
                    return nil
                }
                group.addTask { try await run.everything() }
                var findings: [TrialFinding] = []
                for try await found in group {
                    guard let found else { continue }
                    findings = found
                    group.cancelAll()
                }
                return findings
            }
            var (receipts, fault): ([String: [JSON]], Fault?) = ([:], nil)
            do { receipts = try await run.receipts(of: findings) } catch let refused as Fault { fault = refused }
            try await tester.client.shutdown()
            return Outcome(
                mark: documents.mark, begunAt: begun, endedAt: now(), findings: findings, receipts: receipts,
                evidenceFault: fault)
        } catch {
            try? await tester.client.shutdown()
            throw error
        }
    }

    private func everything() async throws -> [TrialFinding] {
        var findings: [TrialFinding] = []
        var receiving: [TrialPlan.System] = []
        for (index, side) in self.plan.sides.enumerated() {
            let first = 1 + index * 100
            let received = try await self.receiving(side, first: first)
            findings += received.findings
            findings += try await self.following(side, received.papers, first: first + 20)
            findings += try await self.sending(side, received.papers)
            findings += try await self.trouble(side, received.papers, first: first + 40)
            guard received.papers.ordinary != nil else { continue }
            receiving.append(side)
            findings += try await self.switchedOff(side, first: first + 50)
        }
        findings += try await self.hubOff(receiving)
        findings += try await self.atTheHub()
        findings += try await self.together()
        return findings
    }

    /// Of letters and digits, from the time: runs of one day differ.
    private static func mark(_ instant: Date) -> String {
        String(Int(instant.timeIntervalSince1970 * 10) % 60_466_176, radix: 36).uppercased()
    }

    /// What the hub holds about each package: asked for as the tester, or, of what the two sides sent each other, as the first of them.
    private func receipts(of findings: [TrialFinding]) async throws -> [String: [JSON]] {
        var receipts: [String: [JSON]] = [:]
        var between: [String] = []
        for package in Set(findings.flatMap(\.packages)) {
            do {
                receipts[package] = try await self.tester.persisting {
                    try await self.tester.client.receipts(packageID: package)
                }
            } catch let fault as Fault where fault.code == .notFound {
                between.append(package)
            }
        }
        guard !between.isEmpty, let side = self.plan.sides.first else { return receipts }
        let found = try await self.reading(as: side) { client in
            var found: [String: [JSON]] = [:]
            for package in between {
                found[package] = try await self.tester.persisting { try await client.receipts(packageID: package) }
            }
            return found
        }
        return receipts.merging(found) { $1 }
    }

    /// Looks at the hub as one side, changing nothing there.
    func reading<Value: Sendable>(
        as side: TrialPlan.System, _ body: (HubClient) async throws -> Value
    ) async throws -> Value {
        let client = try HubClient(
            endpoint: HubEndpoint(url: self.plan.hub, token: side.token, trustedRoots: self.plan.authority))
        let result: Result<Value, any Error>
        do { result = .success(try await body(client)) } catch { result = .failure(error) }
        try await client.shutdown()
        return try result.get()
    }

    // MARK: How a check is made

    /// What was seen, in one sentence, and the packages that prove it.
    typealias Seen = (told: String, packages: [String])

    func check(_ check: TrialCheck, at side: TrialPlan.System?, _ body: () async throws -> Seen) async throws
        -> TrialFinding
    {
        let begun = self.now()
        let clock = ContinuousClock.now
        func finding(_ outcome: TrialFinding.Outcome, _ seen: String, _ packages: [String] = []) -> TrialFinding {
            TrialFinding(
                check: check, organ: side?.organ.text, outcome: outcome, seen: seen, at: begun,
                milliseconds: Int((ContinuousClock.now - clock) / .milliseconds(1)), packages: packages)
        }
        let found: TrialFinding
        do {
            let seen = try await body()
            found = finding(.passed, seen.told, seen.packages)
        } catch let miss as TrialMiss {
            found = finding(.failed, miss.seen)
        } catch let gap as TrialGap {
            found = finding(.notRun, gap.reason)
        } catch let fault as Fault {
            found = finding(.failed, "\(fault.code.rawValue): \(fault.vietnamese)")
        }
        self.report(found)
        return found
    }

    /// Waits until `look` sees something; what it sees after `waitSeconds` in vain is `miss`.
    func awaited<Value: Sendable>(_ miss: @autoclosure () -> String, _ look: () async throws -> Value?) async throws
        -> Value
    {
        if let value = try await waited(seconds: self.plan.waitSeconds, for: look) { return value }
        if let outage = await self.tester.outage { throw outage }
        throw TrialMiss(miss())
    }

    /// Where a package of ours is.
    func tracking(_ package: String) async throws -> TrackedPackage {
        try await self.tester.persisting { try await self.tester.client.tracking(packageID: package) }
    }

    /// Waits until the system of an agency has a package: how it ended there.
    func handedOver(_ package: String, to side: TrialPlan.System) async throws -> TrackedPackage.Receiver {
        try await self.awaited("Chờ \(self.plan.waitSeconds) giây, hệ thống chưa lấy gói tin \(package) về.") {
            try await self.tracking(package).receivers.first {
                $0.organ == side.organ.text && ["done", "fail"].contains($0.transport)
            }
        }
    }

    /// As `handedOver`, and it was taken.
    func taken(_ package: String, by side: TrialPlan.System) async throws {
        let receiver = try await self.handedOver(package, to: side)
        guard receiver.transport == "done" else {
            throw TrialMiss(
                "Hệ thống báo không nhận được: \(receiver.failReason ?? receiver.failCode ?? "không nói lý do").")
        }
    }

    /// Waits for a status about a document of ours.
    func status(_ status: HandlingStatus, about paper: TrialPaper, by side: TrialPlan.System) async throws
        -> Tester.Told
    {
        try await self.awaited(
            "Chờ \(self.plan.waitSeconds) giây, chưa thấy \(status.rawValue) của văn bản \(paper.code)."
        ) {
            await self.tester.told(about: paper.documentID, by: side.organ.text).first { $0.report.status == status }
        }
    }
}
