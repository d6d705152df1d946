import Exchange
import Foundation
import Gateway
import Storage

/// The load itself: senders, receivers, and senders again who see what became of it.
extension ExchangeBench {
    /// When nothing is confirmed for so long the run has failed.
    private static let patience = Duration.seconds(120)

    func load(
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
        let board = BenchBoard()
        let clock = ContinuousClock()
        let start = clock.now
        let memory = try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, client) in sending.enumerated() {
                group.addTask { try await self.send(packages[index], from: index, client, board, start) }
                if !receiving.isEmpty { group.addTask { try await self.follow(client, sender: index, board) } }
            }
            for client in receiving {
                group.addTask { try await self.receive(client, store, board) }
            }
            let watch = Task { await self.watch(hub, start) }
            defer { watch.cancel() }
            try await group.waitForAll()
            watch.cancel()
            return await watch.value
        }
        var result = board.result(since: start, packageBytes: packages[0].sizeBytes, memory: memory)
        (result.hubSeconds, result.hubMegabytes) = (hub.processorSeconds, hub.peakMegabytes)
        return result
    }

    /// Sends one after the other; at a rate, each at its time. What comes too late because the answer before it was slow counts from the
    /// time at which it should have gone: a stall costs all that waited for it.
    private func send(
        _ package: BenchPackage, from sender: Int, _ client: HubClient, _ board: BenchBoard,
        _ start: ContinuousClock.Instant
    ) async throws {
        let clock = ContinuousClock()
        for number in stride(from: sender, to: self.count, by: self.senders) {
            let package = package.numbered(number)
            var begun = clock.now
            if self.rate > 0 {
                let due = start + .seconds(Double(number) / Double(self.rate))
                if due > begun {
                    try await Task.sleep(until: due, clock: clock)
                    begun = clock.now
                } else {
                    begun = due
                }
            }
            if self.receivers > 0 { board.begin(package.number, at: begun) }
            _ = try await client.send(bytes: package.bytes)
            board.took(since: begun, at: clock.now)
        }
    }

    /// Listens, as a sender, until everything that it sent is told to be handed over.
    private func follow(_ client: HubClient, sender: Int, _ board: BenchBoard) async throws {
        let clock = ContinuousClock()
        var (place, last) = (TransportPlace.start, clock.now)
        var missing = stride(from: sender, to: self.count, by: self.senders).reduce(0) { count, _ in count + 1 }
        while missing > 0 {
            let page = try await client.transport(after: place, waitSeconds: 5)
            for event in page.events where event.event == "ContentHandover" {
                last = clock.now
                board.seen(packageID: event.packageId, at: last)
                missing -= 1
            }
            place = page.place
            guard clock.now - last < Self.patience else { throw Fault.standstill }
        }
    }

    /// The hub's memory until cancelled.
    private func watch(_ hub: ServerProcess, _ start: ContinuousClock.Instant) async -> [BenchResult.Memory] {
        var looks: [BenchResult.Memory] = []
        guard self.memoryEverySeconds > 0 else { return [] }
        while !Task.isCancelled {
            if let megabytes = hub.residentMegabytes {
                looks.append(
                    .init(seconds: (ContinuousClock.now - start).milliseconds / 1000, megabytes: megabytes))
            }
            // A cancelled sleep is the end of the run.
            try? await Task.sleep(for: .seconds(self.memoryEverySeconds))
        }
        return looks
    }

    /// Fetches and confirms until everything that was sent is confirmed by somebody.
    private func receive(_ client: HubClient, _ store: ContentStore, _ board: BenchBoard) async throws {
        let clock = ContinuousClock()
        var (cursor, last) = (0, clock.now)
        while board.confirmedCount < self.count {
            let page = try await client.inbox(after: cursor, waitSeconds: 1)
            for item in page.items {
                let staged = try store.stage()
                try await client.download(item, into: staged)
                let begun = item.documentId.flatMap(Self.number).flatMap {
                    board.arrive($0, packageID: item.packageId)
                }
                try await client.acknowledge(deliveryID: item.deliveryId, hash: staged.hash, outcome: .done)
                last = clock.now
                if let begun { board.confirmed(since: begun, at: last) }
            }
            cursor = page.next
            guard clock.now - last < Self.patience else { throw Fault.standstill }
        }
    }

    /// `100000017` of `S0,2026/11/25,100000017/DO`.
    private static func number(_ documentID: String) -> String? {
        documentID.split(separator: ",").last?.split(separator: "/").first.map(String.init)
    }
}

extension Fault {
    fileprivate static var standstill: Fault {
        Fault(.interrupted, vi: "Không còn gói nào đến.", en: "Nothing comes any more.")
    }
}
