import Exchange
import Foundation
import Gateway
import Hub
import Storage

/// Load on a hub in a process of its own, in a folder that is removed afterwards.
struct ExchangeBench: Sendable {
    let fileBytes: Int
    let count: Int
    let senders: Int
    let receivers: Int
    /// Packages sent each second by all senders together; 0: each sends the next when the last was answered.
    var rate = 0
    /// 0: the hub's memory is looked at once, at the end.
    var memoryEverySeconds = 0
    /// An empty database on PostgreSQL; nil: SQLite in the folder.
    var database: String?
    /// Hubs on that database, which senders and receivers share evenly. CPU and memory are those of the first.
    var nodes = 1

    func run() async throws -> BenchResult {
        let folder = FileManager.default.temporaryDirectory.appending(path: "lienthong-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let data = folder.appending(path: "hub")
        let tokens = try await self.prepare(data)
        let hubs = (0..<self.nodes).map { self.hub($0, data, log: folder.appending(path: "hub\($0).log")) }
        for hub in hubs { try hub.start() }
        defer { for hub in hubs { hub.stop() } }
        var urls: [URL] = []
        for hub in hubs { urls.append(try await self.address(of: hub)) }
        let roots = data.appending(path: "tls/ca.pem")
        func client(_ name: String, _ number: Int) throws -> HubClient {
            try HubClient(
                endpoint: HubEndpoint(url: urls[number % urls.count], token: tokens[name], trustedRoots: roots))
        }
        let sending = try (0..<self.senders).map { try client("S\($0)", $0) }
        let receiving = try (0..<self.receivers).map { try client("R\($0)", $0) }
        let store = try ContentStore(folder: folder.appending(path: "in"))
        let result: Result<BenchResult, any Error>
        do { result = .success(try await self.load(hubs[0], sending, receiving, store)) } catch {
            result = .failure(error)
        }
        for client in sending + receiving { try await client.shutdown() }
        return try result.get()
    }

    private func hub(_ number: Int, _ data: URL, log: URL) -> ServerProcess {
        ServerProcess(
            name: "hub\(number)",
            arguments: [
                "hub", "serve", "--data", data.path, "--listen", "127.0.0.1:0", "--calls-per-second", "1000000",
                "--maximum-package-megabytes", "\(max(50, self.fileBytes * 3 >> 20))",
            ] + (self.database.map { ["--database", $0] } ?? []), log: log)
    }

    /// The directory and a system for each agency; answers the tokens.
    private func prepare(_ data: URL) async throws -> [String: String] {
        let names = (0..<self.senders).map { "S\($0)" } + (0..<max(1, self.receivers)).map { "R\($0)" }
        let header = "code,oldCode,name,shortName,kind,parent,validFrom,validTo,successor,email"
        let administration = try Administration(folder: data, database: self.database)
        try await administration.importDirectory(
            ([header] + names.map { "\($0),,Cơ quan \($0),,other,,,,," }).joined(separator: "\n") + "\n")
        var tokens: [String: String] = [:]
        for name in names {
            guard let code = OrganCode(name) else { continue }
            tokens[name] = try await administration.add(system: name.lowercased(), name: name, organs: [code])
        }
        return tokens
    }

    private func address(of hub: ServerProcess) async throws -> URL {
        let deadline = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < deadline, !hub.hasDied {
            if let url = try hub.readyAddress { return url }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw Fault(.unreachable, vi: "Trục không khởi động được.", en: "The hub does not start: \(try hub.lastWords)")
    }
}
