import Exchange
import Foundation

extension Demo {
    /// What a line begins with that tells of a kill while the pages are open: `script/nodes` counts them.
    static let killed = "✗ giết "

    /// Kills one node after the other (SIGKILL) while the pages are open, until it is cancelled; the other nodes of its server answer meanwhile. The
    /// servers take turns: the jobs of a node that was killed have passed to another, and some of them are done, before that one is killed too. Nothing
    /// happens where each server is one process.
    ///
    /// Throws `Fault` when a node does not come back.
    func killOn() async throws {
        guard let balancer = self.balancer, let cluster = self.cluster else { return }
        while true {
            for turn in 0..<cluster.nodes {
                for server in [self.hub] + self.offices {
                    // Jobs take up to 40 seconds to pass; each server is hit once in three of these pauses.
                    try await Task.sleep(for: .milliseconds(Int.random(in: 15_000...25_000)))
                    try await Self.waitUntilWell(server, balancer)
                    let node = server.nodes[turn]
                    try node.killAndRestart()
                    if !self.json { say("\(Self.killed)\(node.name) lần \(node.killCount)") }
                }
            }
        }
    }

    /// Until HAProxy sends callers to every node of a server.
    private static func waitUntilWell(_ server: DemoServer, _ balancer: Balancer) async throws {
        let deadline = ContinuousClock.now + .seconds(90)
        while true {
            let missing = Set(server.nodes.map(\.name)).subtracting(try await balancer.well())
            if missing.isEmpty { return }
            guard ContinuousClock.now < deadline else {
                let names = missing.sorted().joined(separator: ", ")
                throw Fault(
                    .unreachable, vi: "Nút không chạy lại: \(names).", en: "These nodes do not come back: \(names).")
            }
            try await Task.sleep(for: .milliseconds(200))
        }
    }
}
