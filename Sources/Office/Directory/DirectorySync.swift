import Exchange
import Foundation
import Gateway
import Logging
import ServiceLifecycle
import Storage

/// Takes over the hub's directory: at the start, then every hour. While the hub is away, it asks again every second.
struct DirectorySync: Service {
    let office: Office
    let client: HubClient
    /// What a node that was paused has asked for is older than what another has taken over since.
    var lease = Lease.alone
    let logger: Logger

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            do {
                while !Task.isCancelled {
                    do {
                        try await self.takeOver()
                        try await Task.sleep(for: .seconds(3_600))
                    } catch let fault as Fault {
                        self.logger.notice(
                            "directory not taken over", metadata: ["fault.code": "\(fault.code.rawValue)"])
                        try await Task.sleep(for: .seconds(1))
                    }
                }
            } catch is CancellationError {
                // Stopped: the next start takes it over again.
            }
        }
    }

    /// All pages of the directory, each in one transaction; at most 200 pages of 1,000.
    private func takeOver() async throws {
        var after: String?
        for _ in 0..<200 {
            let page = try await self.client.organs(after: after, limit: 1_000)
            try await self.save(page.organs)
            guard let next = page.next else { return }
            after = next
        }
    }

    /// Throws `LeaseLost`: then nothing is saved.
    func save(_ organs: [ListedOrgan]) async throws {
        try await self.office.database.write { [lease] connection in
            try lease.check(in: connection)
            for organ in organs {
                guard let code = OrganCode(organ.code) else { continue }
                try Directory.save(
                    code: code, oldCode: organ.oldCode, name: organ.name, shortName: organ.shortName ?? "",
                    kind: organ.kind, validTo: organ.validTo.flatMap { CalendarDate($0) }, successor: organ.successor,
                    in: connection)
            }
        }
    }
}
