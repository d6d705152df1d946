import ArgumentParser
import Exchange
import Foundation
import Trial

/// `lienthong trial`: the trial that two agencies run before going live (thử nghiệm liên thông).
struct TrialCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trial",
        abstract: "Thử nghiệm liên thông giữa hai hệ thống. The interconnection trial between two systems.",
        discussion: "Thoát 0 khi mọi mục bắt buộc đạt, 65 khi không. Exit 0 only if every mandatory check passed."
    )

    @Option(help: "Kế hoạch thử nghiệm (YAML, xem docs/trial.md). The plan.") var config: String
    @Option(help: "Thư mục để ghi biên bản. The folder of the report.") var report: String

    func run() async throws {
        let file = try TrialFile(path: self.config)
        let folder = URL(fileURLWithPath: self.report, isDirectory: true)
        let crew = try TrialCrew(file)
        let outcome: TrialRun.Outcome
        do {
            outcome = try await withScratchFolder { scratch in
                try await TrialRun.run(file.plan, people: crew, folder: scratch, report: { Self.tell($0) })
            }
            try await crew.shutdown()
        } catch {
            try? await crew.shutdown()
            throw error
        }
        do {
            try TrialReport(plan: file.plan, outcome: outcome).write(into: folder)
        } catch {
            throw Fault(
                .cannotWrite, vi: "Không ghi được biên bản vào \(self.report).",
                en: "The report cannot be written: \(error)")
        }
        say("Biên bản: \(folder.appending(path: "report.html").path)")
        guard outcome.isGreen else { throw ExitCode(65) }
    }

    private static func tell(_ finding: TrialFinding) {
        let sign =
            switch finding.outcome {
            case .passed: "✓"
            case .failed: "✗"
            case .notRun: "–"
            }
        let place = finding.organ ?? "trục"
        say("\(sign) \(finding.check.id.padding(toLength: 4, withPad: " ", startingAt: 0))\(place): \(finding.seen)")
    }
}

/// Who does what only people can do: offices of ours by their pages; everybody else is asked and waited for.
struct TrialCrew: TrialPeople {
    private let offices: OfficePeople?
    private let own: Set<String>
    private let names: [String: String]

    init(_ file: TrialFile) throws {
        self.own = Set(file.offices.map(\.organ))
        self.names = Dictionary(file.plan.sides.map { ($0.organ.text, $0.name) }) { first, _ in first }
        guard let document = file.document, !file.offices.isEmpty else {
            self.offices = nil
            return
        }
        self.offices = try OfficePeople(file.offices.map(\.office), file: document)
    }

    func ask(_ act: TrialAct, at organ: String) async throws {
        if self.own.contains(organ), !act.isOfOperators, let offices = self.offices {
            return try await offices.ask(act, at: organ)
        }
        FileHandle.standardError.write(Data("→ Đề nghị \(self.names[organ] ?? organ): \(act.told)\n".utf8))
    }

    func shutdown() async throws { try await self.offices?.shutdown() }
}
