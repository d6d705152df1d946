import Exchange
import Foundation
import Synchronization

/// Three kills for each process, at random moments spread over the steps of the story. The nodes of one server die in different steps, one after the
/// other: the others go on.
final class ChaosPlan: Sendable {
    /// The steps during which servers are killed.
    static let steps = [
        "published", "accepted-by-hub", "delivered", "transport-done", "registered", "submitted", "assigned",
        "in-progress",
        "reply-published",
        "reply-delivered", "reply-registered", "finished",
    ]

    private let processes: [ServerProcess]
    /// By step: which processes die, how many milliseconds after its beginning.
    private let kills: [String: [(process: Int, delay: Int)]]
    private let running = Mutex<[Task<Void, any Error>]>([])

    /// - Parameter servers: the nodes of each.
    init(servers: [[ServerProcess]], steps: [String]) {
        self.processes = servers.flatMap(\.self)
        var kills: [String: [(process: Int, delay: Int)]] = [:]
        var first = 0
        for nodes in servers {
            for (turn, step) in steps.shuffled().prefix(3 * nodes.count).enumerated() {
                kills[step, default: []].append((first + turn % nodes.count, Int.random(in: 0...600)))
            }
            first += nodes.count
        }
        self.kills = kills
    }

    /// Which processes die in a step.
    func victims(in step: String) -> [ServerProcess] { (self.kills[step] ?? []).map { self.processes[$0.process] } }

    /// Kills what must die during this step, while the story goes on.
    func begins(_ step: String) async {
        for kill in self.kills[step] ?? [] {
            let process = self.processes[kill.process]
            let task = Task {
                try await Task.sleep(for: .milliseconds(kill.delay))
                try process.killAndRestart()
            }
            self.running.withLock { $0.append(task) }
        }
    }

    /// Waits for the last ones.
    func finish() async throws {
        for task in self.running.withLock({ $0 }) { try await task.value }
    }

    var summary: String { self.processes.map { "\($0.name) \($0.killCount) lần" }.joined(separator: ", ") }
}
