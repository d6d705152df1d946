import Exchange
package import Foundation
import Pages

/// The report of a trial (biên bản thử nghiệm): `report.json` for machines, `report.html` to print and sign, and the receipts of the hub in
/// `evidence/`, each of which `lienthong evidence verify` checks offline.
package struct TrialReport: Sendable {
    let plan: TrialPlan
    let outcome: TrialRun.Outcome

    package init(plan: TrialPlan, outcome: TrialRun.Outcome) {
        self.plan = plan
        self.outcome = outcome
    }

    /// Writes everything into `folder`, which is made. Throws what the disk throws.
    package func write(into folder: URL) throws {
        let evidence = folder.appending(path: "evidence")
        try FileManager.default.createDirectory(at: evidence, withIntermediateDirectories: true)
        for (package, receipts) in self.outcome.receipts {
            for (index, receipt) in receipts.enumerated() {
                try Data(receipt.canonical.utf8).write(
                    to: evidence.appending(path: Self.file(package, index)), options: .atomic)
            }
        }
        try Data((self.json.canonical + "\n").utf8).write(to: folder.appending(path: "report.json"), options: .atomic)
        try Data(self.html.bytes).write(to: folder.appending(path: "report.html"), options: .atomic)
    }

    private static func file(_ package: String, _ index: Int) -> String { "\(package)-\(index + 1).json" }

    /// The receipts of a finding, by their names in the report's folder.
    func evidence(of finding: TrialFinding) -> [String] {
        finding.packages.flatMap { package in
            (self.outcome.receipts[package] ?? []).indices.map { "evidence/\(Self.file(package, $0))" }
        }
    }

    /// How many findings ended so.
    func count(_ outcome: TrialFinding.Outcome) -> Int { self.outcome.findings.count { $0.outcome == outcome } }

    private var json: JSON {
        .object([
            "mark": .text(self.outcome.mark), "hub": .text(self.plan.hub.absoluteString),
            "tester": .text(self.plan.tester.organ.text),
            "sides": .list(self.plan.sides.map { .object(["organ": .text($0.organ.text), "name": .text($0.name)]) }),
            "begunAt": .text(Timestamp.text(self.outcome.begunAt)),
            "endedAt": .text(Timestamp.text(self.outcome.endedAt)), "green": .bool(self.outcome.isGreen),
            "passed": .number(self.count(.passed)), "failed": .number(self.count(.failed)),
            "notRun": .number(self.count(.notRun)),
            "evidenceFault": self.outcome.evidenceFault.map { .text($0.code.rawValue) } ?? .null,
            "checks": .list(self.outcome.findings.map(self.json)),
        ])
    }

    private func json(_ finding: TrialFinding) -> JSON {
        .object([
            "id": .text(finding.check.id), "part": .text(finding.check.part.rawValue),
            "level": .text(finding.check.level.rawValue), "clause": .text(finding.check.clause),
            "expected": .text(finding.check.expected), "organ": finding.organ.map { .text($0) } ?? .null,
            "outcome": .text(finding.outcome.rawValue), "seen": .text(finding.seen),
            "at": .text(Timestamp.text(finding.at)), "milliseconds": .number(finding.milliseconds),
            "packages": .list(finding.packages.map { .text($0) }),
            "evidence": .list(self.evidence(of: finding).map { .text($0) }),
        ])
    }
}
