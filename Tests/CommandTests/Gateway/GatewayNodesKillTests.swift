import Exchange
import Foundation
import Programs
import Storage
import Testing

/// Two gateways on one database of PostgreSQL, killed with SIGKILL in turn while the agency's software hands over, picks up, reports and is called:
/// always the one that has the jobs.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(10))) struct GatewayNodesKillTests {
    /// Each takes some ten seconds: so often a node looks whether a job is free.
    static let kills = 3

    /// - Parameter content: where the nodes keep files.
    @Test(arguments: ["folder", "database"])
    func `two gateways that are killed in turn lose nothing, do nothing twice and tell of each arrival`(
        content: String
    ) async throws {
        let address = try await TestPostgreSQL.shared.newDatabase()
        try await CallReceiver.with { called, webhook in
            try await withFolder { folder in
                try await OfficeTrial.prepare(hub: folder.appending(path: "hub"))
                let hub = try await KilledHub(data: folder.appending(path: "hub"), folder: folder)
                var nodes = try await KilledGateway(
                    hub: hub, folder: folder, database: address, content: content, webhook: webhook)
                let jobs = GatewayJobHolder(database: try Database.open(postgres: address))
                let first = try await jobs.holder(otherThan: "")
                try await nodes.addNode()
                let (gateway, tally) = (nodes, GatewayTally())
                try await withThrowingTaskGroup(of: Void.self) { group in
                    GatewayTrial.work(gateway, hub, tally, folder, in: &group)
                    group.addTask {
                        try await Self.kill(gateway, jobs, first: first, waiting: content == "database")
                        tally.end()
                    }
                    try await group.waitForAll()
                }
                let seen = tally.seen
                print(
                    "Giết \(Self.kills) lần hai nút cổng (\(content)): bàn giao \(seen.handedOver), nhận \(seen.sent)"
                )
                #expect(min(seen.handedOver, seen.sent) > Self.kills)
                try GatewayTrial.expectOnce(seen, at: gateway)
                let arrivals = try await Self.expectListed(seen, at: gateway)
                try await eventually("told of everything") { Set(called.taken).count == arrivals.count }
                for node in gateway.nodes { #expect(try await node.stop().status == 0) }
                called.expectTold(arrivals, deaths: Self.kills)
                try jobs.database.close()
                for (server, arguments) in [
                    ("hub", ["--data", folder.appending(path: "hub").path]),
                    ("gateway", ["--data", gateway.data.path, "--database", address]),
                ] {
                    let check = try await Command.run([server, "check"] + arguments, folder: folder)
                    #expect(check.status == 0, "\(check.output)\(check.errors)")
                }
                #expect(try await hub.stop().status == 0)
            }
        }
    }

    /// - Parameter waiting: the last time the leases of the dead node end by themselves, after half a minute.
    private static func kill(
        _ gateway: KilledGateway, _ jobs: GatewayJobHolder, first: String, waiting: Bool
    ) async throws {
        var holder = first
        for kill in 0..<Self.kills {
            try await Task.sleep(for: .milliseconds(Int.random(in: 20...3000)))
            let dead = holder
            try await gateway.nodes[kill % 2].killAndRestart {
                if !waiting || kill < Self.kills - 1 { try await jobs.endTime(of: dead) }
                holder = try await jobs.holder(otherThan: dead)
            }
        }
    }

    /// Each node lists what came and what was handed over, once. Answers what came, in its order.
    private static func expectListed(_ seen: GatewayTally.Seen, at gateway: KilledGateway) async throws -> [String] {
        var arrivals: [String] = []
        for node in gateway.nodes {
            arrivals = try await GatewayTrial.listed("incoming", at: node, gateway)
            #expect(arrivals.sorted() == seen.arrivals.keys.sorted())
            // Documents, and a status of each arrival.
            let outgoing = try await GatewayTrial.listed("outgoing", at: node, gateway)
            #expect(Set(outgoing).count == outgoing.count && outgoing.count == seen.handedOver + seen.sent)
        }
        return arrivals
    }
}

/// Which run of a node speaks with the hub, works on the folder and calls, as the rows of the leases say.
private struct GatewayJobHolder: Sendable {
    let database: Database

    /// Waits until one node has all three jobs. Longer than a lease lasts, and the pause between two looks at it.
    func holder(otherThan dead: String) async throws -> String {
        let deadline = ContinuousClock.now + .seconds(90)
        while true {
            let holders: [String] = try await self.database.read { connection in
                try connection.rows(
                    "SELECT holder FROM lease WHERE name IN ('exchange', 'folder', 'telling') LIMIT 3"
                )
                .map { try $0["holder"] }
            }
            if holders.count == 3, Set(holders).count == 1, holders[0] != dead { return holders[0] }
            try #require(ContinuousClock.now < deadline, "the jobs of \(dead) have not passed: \(holders)")
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// As when half a minute has passed since the node died: who is dead cannot notice.
    func endTime(of dead: String) async throws {
        _ = try await self.database.write { connection in
            try connection.execute(
                "UPDATE lease SET until = $2 WHERE holder = $1", dead, Date(timeIntervalSince1970: 0))
        }
    }
}
