import Foundation
import Programs
import Testing

/// The gateway is killed with SIGKILL at random instants while the agency's software hands over, picks up and reports.
@Suite(.inTurn, .timeLimit(.minutes(10))) struct GatewayKillTests {
    static let kills = Int(ProcessInfo.processInfo.environment["LIENTHONG_KILLS"] ?? "") ?? 12

    @Test func `a gateway that is killed again and again loses nothing and does nothing twice`() async throws {
        try await withFolder { folder in
            let data = folder.appending(path: "hub")
            try await OfficeTrial.prepare(hub: data)
            let hub = try await KilledHub(data: data, folder: folder)
            let gateway = try await KilledGateway(hub: hub, folder: folder)
            let tally = GatewayTally(documents: 24)
            try await withThrowingTaskGroup(of: Void.self) { group in
                GatewayTrial.work(gateway, hub, tally, folder, in: &group)
                group.addTask {
                    for _ in 0..<Self.kills {
                        try await Task.sleep(for: .milliseconds(Int.random(in: 20...700)))
                        try await gateway.nodes[0].killAndRestart()
                    }
                }
                try await group.waitForAll()
            }
            try GatewayTrial.expectOnce(tally.seen, at: gateway)
            #expect(try await gateway.stop().status == 0)
            let check = try await Command.run("hub", "check", "--data", data.path, folder: folder)
            #expect(check.status == 0, "\(check.output)")
            #expect(try await hub.stop().status == 0)
        }
    }
}
