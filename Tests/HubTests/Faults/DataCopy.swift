import Exchange
import Foundation
import Logging
import Storage
import Testing
import Trust

@testable import Hub

/// The data folder of a hub that did something and was killed then, to be spoiled and started again.
struct DataCopy: Sendable {
    let folder: URL
    /// What the hub had answered.
    let sent: [ContentHash: [UInt8]]

    /// Copies while the hub runs, so that the write-ahead log is not empty; the hub is at rest.
    static func run(_ body: @escaping @Sendable (DataCopy) async throws -> Void) async throws {
        try await withDataFolder { original in
            try await withDataFolder { copy in
                let sent = try await withHub(folder: original, inMemory: false) { hub in
                    var sent: [ContentHash: [UInt8]] = [:]
                    for number in 0..<6 {
                        let package = try Packages.document(to: ["H29", "H53"], number: 91_000 + number)
                        _ = try await hub.send(package, as: "g22").receipt
                        sent[ContentHash(of: package)] = package
                    }
                    for status in [HandlingStatus.arrived, .accepted] {
                        let package = try Packages.status(
                            status, number: 91_000, minute: status == .arrived ? 0 : 1)
                        _ = try await hub.send(package, as: "h29").receipt
                        sent[ContentHash(of: package)] = package
                    }
                    _ = try await hub.acknowledge(try #require(try await hub.inbox("h29").items.first), as: "h29")
                    try FileManager.default.copyItem(at: original, to: copy)
                    return sent
                }
                try await body(DataCopy(folder: copy, sent: sent))
            }
        }
    }

    func url(_ path: String) -> URL { self.folder.appending(path: path) }

    /// Runs `body` on a copy of its own in which `change` was made to one file.
    func spoiling<Value>(
        _ path: String, _ change: (inout Data) -> Void, _ body: (DataCopy) async throws -> Value
    ) async throws -> Value {
        let folder = FileManager.default.temporaryDirectory.appending(path: "spoiled-\(UUID().uuidString)")
        try FileManager.default.copyItem(at: self.folder, to: folder)
        defer { try? FileManager.default.removeItem(at: folder) }
        let copy = DataCopy(folder: folder, sent: self.sent)
        var data = try Data(contentsOf: copy.url(path))
        change(&data)
        try data.write(to: copy.url(path))
        return try await body(copy)
    }

    /// What a start says when it refuses; nil when the hub starts.
    func startFault() async throws -> String? {
        do {
            _ = try await self.parts()
            return nil
        } catch {
            return "\(error)"
        }
    }

    func parts(usesTLS: Bool = true) async throws -> HubParts {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let parts = try await HubParts(
            HubConfiguration(
                dataFolder: self.folder, hubName: "Trục thử", usesTLS: usesTLS, logger: logger, now: { TestHub.now }))
        // Read where it is first used.
        _ = try SealedSecrets(dataFolder: self.folder)
        return parts
    }

    /// What `hub check` finds, or what keeps it from looking.
    func checkFindings() async throws -> [String] {
        do {
            return try await HubCheck(folder: self.folder).run().findings.map {
                "\($0.area) \($0.subject): \($0.english)"
            }
        } catch {
            return ["\(error)"]
        }
    }
}
