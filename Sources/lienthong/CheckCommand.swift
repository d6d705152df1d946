import ArgumentParser
import Exchange
import Foundation
import Hub
import Office
import Storage

/// A server whose data can be held to each other.
protocol CheckedServer: Sendable {
    static func check(_ place: SharedDataOption) async throws -> any CheckReport
    /// What is told after the findings.
    static var disagreement: Fault { get }
}

extension HubServer: CheckedServer {
    static func check(_ place: SharedDataOption) async throws -> any CheckReport {
        try await HubCheck(folder: place.folder, database: place.address).run()
    }
    static let disagreement = Fault(
        .conflict, vi: "Dữ liệu của trục không khớp.", en: "The hub's data disagree with its evidence.")
}

extension OfficeServerData: CheckedServer {
    static func check(_ place: SharedDataOption) async throws -> any CheckReport {
        try await OfficeCheck(folder: place.folder, database: place.address).run()
    }
    static let disagreement = Fault(
        .conflict, vi: "Dữ liệu của văn phòng không khớp.", en: "The office's data disagree with each other.")
}

/// `hub check`, `office check`, `gateway check`: exit 65 and the list when anything is missing, altered or unexplained.
struct CheckCommand<Server: CheckedServer>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "check",
            abstract: "Đối chiếu cơ sở dữ liệu, tệp và sổ. Verifies database, files and logs against each other.")
    }

    @OptionGroup var data: SharedDataOption
    @Flag(name: .customLong("json"), help: "Kết quả dạng JSON. The result as JSON.") var asJSON = false

    func run() async throws {
        let report = try await self.report
        if self.asJSON {
            var members: [String: JSON] = [
                "ok": .bool(report.findings.isEmpty), "findings": .list(report.findings.map(\.json)),
                "more": .number(report.more), "notes": .list(report.notes.map(\.json)),
            ]
            for count in report.counts { members[count.name] = .number(count.number) }
            say(try JSON.object(members).printed())
        } else {
            for finding in report.findings + report.notes {
                say("\(finding.area)\t\(finding.subject)\t\(finding.vietnamese) \(finding.english)")
            }
            let counts = report.counts.map { "\($0.number) \($0.vietnamese)" }.joined(separator: ", ")
            say(
                (counts.isEmpty ? "" : "\(counts): ")
                    + (report.findings.isEmpty
                        ? "khớp nhau. Everything agrees."
                        : "\(report.findings.count + report.more) điểm sai. Something is wrong."))
        }
        guard report.findings.isEmpty else { throw Server.disagreement }
    }

    private var report: any CheckReport {
        get async throws {
            do {
                return try await Server.check(self.data)
            } catch let fault as Fault where fault.code == .internalFault {
                var report = UnopenedReport()
                try report.add(fault, of: "database")
                return report
            }
        }
    }
}

/// Of data that cannot be opened at all: nothing was counted.
private struct UnopenedReport: CheckReport {
    var findings: [CheckFinding] = []
    var more = 0
    let counts: [CheckCount] = []
}
