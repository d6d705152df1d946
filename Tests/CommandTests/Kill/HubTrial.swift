import Exchange
import Foundation
import Hub
import Testing
import Trust

/// What the tests of a killed hub share: G22 sends, H29 and H53 take and report.
enum HubTrial {
    static let receivers = ["H29", "H53"]

    /// - Parameter database: of a hub on PostgreSQL; nil: `hub.sqlite` in `data`.
    static func prepare(_ data: URL, database: String? = nil) async throws {
        let administration = try Administration(folder: data, database: database)
        try await administration.importDirectory(
            String(contentsOf: Samples.url("directory/organs.csv"), encoding: .utf8))
        for organ in ["G22"] + Self.receivers {
            _ = try await administration.add(
                system: organ.lowercased(), name: organ, organs: [try #require(OrganCode(organ))],
                secret: KilledClient.token(of: organ))
        }
    }

    /// Kills the hub at random instants while documents with `file` are sent, and goes on until everything that was acknowledged has come back.
    /// Answers what came of it.
    static func run(
        _ hub: KilledHub, data: URL, folder: URL, kills: Int, file: URL = KilledClient.usualFile
    ) async throws -> Verdict {
        let history = History()
        let load = Load()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for sender in ["a", "b", "c"] {
                group.addTask {
                    let client = try KilledClient("G22", hub, folder: folder)
                    try await client.run {
                        try await client.send(sender, to: Self.receivers, load, history, file: file)
                    }
                }
            }
            for receiver in Self.receivers {
                group.addTask {
                    let client = try KilledClient(receiver, hub, folder: folder)
                    try await client.run {
                        try await client.receive(until: { load.isReceived(by: receiver) }, history, load)
                    }
                }
            }
            group.addTask {
                let client = try KilledClient("G22", hub, folder: folder)
                try await client.run { try await client.follow(until: { load.isFollowed }, history, load) }
            }
            group.addTask {
                for _ in 0..<kills {
                    try await Task.sleep(for: .milliseconds(Int.random(in: 20...600)))
                    try await hub.killAndRestart()
                }
                load.end()
            }
            try await group.waitForAll()
        }
        let key = try VerifyingKey(
            pem: String(contentsOf: data.appending(path: "keys/receipt.pub.pem"), encoding: .utf8))
        return Verdict(history.seen, receivers: Self.receivers) { text in
            (try? Receipt(json: Data(text.utf8)).verify(with: key)) != nil
        }
    }
}
