import Foundation
import Synchronization
import Testing

/// A hub as a process that is killed and started again at the same address.
final class KilledHub: Sendable {
    let url: URL
    private let data: URL
    private let folder: URL
    private let process: Mutex<Command>

    var authority: URL { self.data.appending(path: "tls/ca.pem") }

    init(data: URL, folder: URL) async throws {
        self.data = data
        self.folder = folder
        let first = try Self.start(data, "127.0.0.1:0", folder)
        let line = try await first.ready()
        self.url = try #require(URL(string: String(line.dropFirst("ready ".count))))
        self.process = Mutex(first)
    }

    private static func start(_ data: URL, _ address: String, _ folder: URL) throws -> Command {
        try Command(["hub", "serve", "--data", data.path, "--listen", address], folder: folder)
    }

    /// SIGKILL; then it must come back, whatever it was doing, after `body`. Somebody else's connection may hold the port for a moment.
    func killAndRestart(_ body: () async throws -> Void = {}) async throws {
        let old = self.process.withLock { $0 }
        old.send(signal: SIGKILL)
        _ = try await old.result()
        try await body()
        for _ in 0..<50 {
            let next = try Self.start(self.data, "127.0.0.1:\(try #require(self.url.port))", self.folder)
            if try await next.ready().hasPrefix("ready ") { return self.process.withLock { $0 = next } }
            _ = try await next.result()
            try await Task.sleep(for: .milliseconds(200))
        }
        throw CocoaError(.executableNotLoadable)
    }

    func stop() async throws -> Command.Result { try await self.process.withLock { $0 }.stop() }
}
