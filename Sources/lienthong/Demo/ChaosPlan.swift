import Foundation
import Synchronization

/// Three kills for each server, at random moments spread over the steps of the story.
final class ChaosPlan: Sendable {
    /// The steps during which servers are killed.
    static let steps = [
        "published", "accepted-by-hub", "delivered", "transport-done", "registered", "submitted", "assigned",
        "in-progress",
        "reply-published",
        "reply-delivered", "reply-registered", "finished",
    ]

    private let servers: [ServerProcess]
    /// By step: which servers die, how many milliseconds after its beginning.
    private let kills: [String: [(server: Int, delay: Int)]]
    private let running = Mutex<[Task<Void, any Error>]>([])

    init(servers: [ServerProcess], steps: [String]) {
        self.servers = servers
        var kills: [String: [(server: Int, delay: Int)]] = [:]
        for index in servers.indices {
            for step in steps.shuffled().prefix(3) { kills[step, default: []].append((index, Int.random(in: 0...600))) }
        }
        self.kills = kills
    }

    /// Kills what must die during this step, while the story goes on.
    func begins(_ step: String) async {
        for kill in self.kills[step] ?? [] {
            let server = self.servers[kill.server]
            let task = Task {
                try await Task.sleep(for: .milliseconds(kill.delay))
                try server.killAndRestart()
            }
            self.running.withLock { $0.append(task) }
        }
    }

    /// Waits for the last ones.
    func finish() async throws {
        for task in self.running.withLock({ $0 }) { try await task.value }
    }

    var summary: String { self.servers.map { "\($0.name) \($0.killCount) lần" }.joined(separator: ", ") }
}
