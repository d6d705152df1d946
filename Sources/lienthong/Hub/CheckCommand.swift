import ArgumentParser
import Exchange
import Foundation
import Hub

/// `lienthong hub check`: exit 65 and the list when anything is missing, altered or unexplained.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Đối chiếu cơ sở dữ liệu, tệp và sổ bằng chứng. Verifies database, files and evidence."
    )

    @OptionGroup var data: DataOption
    @Flag(name: .customLong("json"), help: "Kết quả dạng JSON. The result as JSON.") var asJSON = false

    func run() async throws {
        let report = try await HubCheck(folder: self.data.folder).run()
        if self.asJSON {
            say(
                try JSON.object([
                    "ok": .bool(report.findings.isEmpty), "events": .number(report.events),
                    "packages": .number(report.packages), "deliveries": .number(report.deliveries),
                    "files": .number(report.files), "findings": .list(report.findings.map(\.json)),
                    "more": .number(report.more),
                ]).printed())
        } else {
            for finding in report.findings {
                say("\(finding.area)\t\(finding.subject)\t\(finding.vietnamese) \(finding.english)")
            }
            say(
                "\(report.events) sự việc, \(report.packages) gói tin, \(report.deliveries) lượt giao, \(report.files) tệp: "
                    + (report.findings.isEmpty
                        ? "khớp nhau. Everything agrees."
                        : "\(report.findings.count + report.more) điểm sai. Something is wrong."))
        }
        guard report.findings.isEmpty else {
            throw Fault(
                .conflict, vi: "Dữ liệu của trục không khớp.", en: "The hub's data disagree with its evidence.")
        }
    }
}
