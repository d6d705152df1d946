import Exchange
import Foundation
import Gateway
import Hub
import Storage
import Synchronization

/// Load on a hub in a process of its own, in a folder that is removed afterwards.
struct ExchangeBench: Sendable {
    let fileBytes: Int
    let count: Int
    let senders: Int
    let receivers: Int

    /// When nothing is confirmed for so long the run has failed.
    private static let patience = Duration.seconds(120)

    private final class Board: Sendable {
        let begun = Mutex<[String: ContinuousClock.Instant]>([:])
        let sends = Mutex<[Double]>([])
        let exchanges = Mutex<[Double]>([])
        /// When the last package was taken in.
        let taken = Mutex<ContinuousClock.Instant?>(nil)
    }

    func run() async throws -> BenchResult {
        let folder = FileManager.default.temporaryDirectory.appending(path: "lienthong-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let data = folder.appending(path: "hub")
        let tokens = try await self.prepare(data)
        let hub = ServerProcess(
            name: "hub",
            arguments: [
                "hub", "serve", "--data", data.path, "--listen", "127.0.0.1:0", "--calls-per-second", "1000000",
                "--maximum-package-megabytes", "\(max(50, self.fileBytes * 3 >> 20))",
            ], log: folder.appending(path: "hub.log"))
        try hub.start()
        defer { hub.stop() }
        let url = try await self.address(of: hub)
        let roots = data.appending(path: "tls/ca.pem")
        func client(_ name: String) throws -> HubClient {
            try HubClient(endpoint: HubEndpoint(url: url, token: tokens[name], trustedRoots: roots))
        }
        let sending = try (0..<self.senders).map { try client("S\($0)") }
        let receiving = try (0..<self.receivers).map { try client("R\($0)") }
        let result = try await self.load(
            hub, sending, receiving, try ContentStore(folder: folder.appending(path: "in")))
        for client in sending + receiving { try await client.shutdown() }
        return result
    }

    /// The directory and a system for each agency; answers the tokens.
    private func prepare(_ data: URL) async throws -> [String: String] {
        let names = (0..<self.senders).map { "S\($0)" } + (0..<max(1, self.receivers)).map { "R\($0)" }
        let header = "code,oldCode,name,shortName,kind,parent,validFrom,validTo,successor,email"
        let administration = try Administration(folder: data)
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

    private func load(
        _ hub: ServerProcess, _ sending: [HubClient], _ receiving: [HubClient], _ store: ContentStore
    ) async throws -> BenchResult {
        let now = Date()
        let today = VietnamTime.date(now)
        let packages = try (0..<self.senders).map { sender in
            guard let from = OrganCode("S\(sender)"), let to = OrganCode("R\(sender % max(1, self.receivers))") else {
                throw Fault(.internalFault, vi: "Mã cơ quan sai.", en: "A code is wrong.")
            }
            return try BenchPackage(from: from, to: to, fileBytes: self.fileBytes, today: today, now: now)
        }
        let board = Board()
        let clock = ContinuousClock()
        let start = clock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, client) in sending.enumerated() {
                group.addTask {
                    for number in stride(from: index, to: self.count, by: self.senders) {
                        let package = packages[index].numbered(number)
                        let begun = clock.now
                        board.begun.withLock { $0[package.number] = begun }
                        _ = try await client.send(bytes: package.bytes)
                        let end = clock.now
                        board.sends.withLock { $0.append((end - begun).milliseconds) }
                        board.taken.withLock { $0 = max($0 ?? end, end) }
                    }
                }
            }
            for client in receiving {
                group.addTask { try await self.receive(client, store, board) }
            }
            try await group.waitForAll()
        }
        let end = clock.now
        return BenchResult(
            packages: self.count, packageBytes: packages[0].sizeBytes,
            intakeSeconds: ((board.taken.withLock { $0 } ?? end) - start).milliseconds / 1000,
            exchangeSeconds: receiving.isEmpty ? nil : (end - start).milliseconds / 1000,
            sends: .init(board.sends.withLock { $0 }), exchanges: .init(board.exchanges.withLock { $0 }),
            hubSeconds: hub.processorSeconds, hubMegabytes: hub.peakMegabytes)
    }

    /// Fetches and confirms until everything that was sent is confirmed by somebody.
    private func receive(_ client: HubClient, _ store: ContentStore, _ board: Board) async throws {
        let clock = ContinuousClock()
        var (cursor, last) = (0, clock.now)
        while board.exchanges.withLock({ $0.count }) < self.count {
            let page = try await client.inbox(after: cursor, waitSeconds: 1)
            for item in page.items {
                let staged = try store.stage()
                try await client.download(item, into: staged)
                try await client.acknowledge(deliveryID: item.deliveryId, hash: staged.hash, outcome: .done)
                last = clock.now
                let number = item.documentId?.split(separator: ",").last?.split(separator: "/").first.map(String.init)
                let begun = number.flatMap { number in board.begun.withLock { $0.removeValue(forKey: number) } }
                if let begun { board.exchanges.withLock { $0.append((last - begun).milliseconds) } }
            }
            cursor = page.next
            guard clock.now - last < Self.patience else {
                throw Fault(.interrupted, vi: "Không còn gói nào đến.", en: "Nothing comes any more.")
            }
        }
    }
}

extension Duration {
    fileprivate var milliseconds: Double {
        Double(self.components.seconds) * 1000 + Double(self.components.attoseconds) * 1e-15
    }
}
