import Exchange
import Foundation
import Hub
import Office
import Storage

extension Demo {
    /// What only several nodes can fail at: each of them has answered callers, and when all is told data and evidence of hub and offices agree.
    /// Answers what is told of it; nil when there are no nodes. Throws `Fault`.
    func verifyNodes() async throws -> String? {
        guard let balancer = self.balancer else { return nil }
        let work = try await balancer.work()
        let told = work.map { "\($0.node) \($0.connections) kết nối, \($0.sentBytes >> 10) kB" }.joined(separator: "; ")
        // More than a refusal or two.
        guard work.allSatisfy({ $0.connections > 0 && $0.sentBytes > 1000 }) else {
            throw Fault(.internalFault, vi: "Có nút không làm gì: \(told).", en: "A node did nothing: \(told).")
        }
        let hub = try await HubCheck(folder: self.hub.folder, database: self.hub.database).run()
        try Self.refuse(hub, of: self.hub, HubServer.disagreement)
        var counts = hub.counts
        for office in self.offices {
            let report = try await OfficeCheck(folder: office.folder, database: office.database).run()
            try Self.refuse(report, of: office, OfficeServerData.disagreement)
            counts += report.counts
        }
        let numbers = counts.map { "\($0.number) \($0.vietnamese)" }.joined(separator: ", ")
        return "Mỗi nút đã làm việc: \(told).\nDữ liệu và chứng cứ khớp nhau: \(numbers)."
    }

    /// Tells the findings on standard error.
    private static func refuse(_ report: some CheckReport, of server: DemoServer, _ disagreement: Fault) throws {
        guard !report.findings.isEmpty else { return }
        for finding in report.findings {
            let line = "\(server.name)\t\(finding.area)\t\(finding.subject)\t\(finding.vietnamese) \(finding.english)\n"
            FileHandle.standardError.write(Data(line.utf8))
        }
        throw disagreement
    }
}
