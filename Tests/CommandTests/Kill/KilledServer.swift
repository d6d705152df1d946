import Foundation
import Synchronization
import Testing

/// A server as a process that is killed and started again at the same address.
final class KilledServer: Sendable {
    /// As it says itself: `http://127.0.0.1:8461`.
    let address: String
    private let arguments: [String]
    private let environment: [String: String]
    private let folder: URL
    private let process: Mutex<Command>
    /// Far beyond the limits of the tests.
    private static let seconds = 3600.0

    /// - Parameter arguments: all but `--listen`.
    init(_ arguments: [String], environment: [String: String] = [:], folder: URL) async throws {
        (self.arguments, self.environment, self.folder) = (arguments, environment, folder)
        let first = try Command(
            arguments + ["--listen", "127.0.0.1:0"], environment: environment, folder: folder, seconds: Self.seconds)
        self.address = String(try await first.ready().dropFirst("ready ".count))
        self.process = Mutex(first)
    }

    /// SIGKILL; then it must come back, whatever it was doing, after `body`. Somebody else's connection may hold the port for a moment.
    func killAndRestart(_ body: () async throws -> Void = {}) async throws {
        let old = self.process.withLock { $0 }
        old.send(signal: SIGKILL)
        _ = try await old.result()
        try await body()
        let port = try #require(URL(string: self.address)?.port)
        var errors = ""
        for _ in 0..<50 {
            let next = try Command(
                self.arguments + ["--listen", "127.0.0.1:\(port)"], environment: self.environment, folder: self.folder,
                seconds: Self.seconds)
            if try await next.ready().hasPrefix("ready ") { return self.process.withLock { $0 = next } }
            errors = try await next.result().errors
            try await Task.sleep(for: .milliseconds(200))
        }
        Issue.record("the server does not start again: \(errors)")
        throw CocoaError(.executableNotLoadable)
    }

    func stop() async throws -> Command.Result { try await self.process.withLock { $0 }.stop() }
}
