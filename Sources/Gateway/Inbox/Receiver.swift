import EdXML
import Exchange
import Foundation
import Logging
import Storage
import Synchronization

/// Fetches what waits at the hub: on disk first, then one transaction, then the acknowledgement. A crash anywhere leads to the
/// same end after a restart, with nothing twice.
struct Receiver: Sendable {
    let database: Database
    let store: KeptContent
    let client: HubClient
    let events: GatewayEvents
    let lease: Lease
    let now: @Sendable () -> Date
    let logger: Logger
    private let damage = FailureCount()

    /// So many downloads of one package may come damaged; then a person has to look (lessons M1).
    private static let maximumDamaged = 5

    init(
        database: Database, store: KeptContent, client: HubClient, events: GatewayEvents, lease: Lease,
        now: @escaping @Sendable () -> Date, logger: Logger
    ) {
        self.database = database
        self.store = store
        self.client = client
        self.events = events
        self.lease = lease
        self.now = now
        self.logger = logger
    }

    /// Until cancelled, or `LeaseLost`. Three lanes beside each other: statuses, what is flash (hỏa tốc), other documents. Nothing waits behind a large
    /// package of another lane.
    func run() async throws {
        let documents = AsyncStream.makeStream(of: InboxItem.self)
        let flash = AsyncStream.makeStream(of: InboxItem.self)
        let inFlight = FailureCount()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in [documents, flash] {
                group.addTask { try await self.fetch(lane.stream, inFlight) { lane.continuation.yield($0) } }
            }
            group.addTask {
                try await self.poll(inFlight) { item in (item.isFlash ? flash : documents).continuation.yield(item) }
            }
            try await group.next()
            group.cancelAll()
        }
    }

    /// Asks what waits, takes statuses at once, hands documents over. A status that cannot be taken holds back the later ones about
    /// the same document and nothing else; when all pages were looked through, it begins again from the first.
    private func poll(_ inFlight: FailureCount, _ hand: (InboxItem) -> Void) async throws {
        var cursor = 0
        var outage = 0
        var delayed: Set<String> = []
        while !Task.isCancelled {
            do {
                let page = try await self.client.inbox(after: cursor, waitSeconds: delayed.isEmpty ? 25 : 0)
                if outage > 0 { self.logger.notice("hub reached again") }
                outage = 0
                for item in page.items {
                    if !item.isStatus {
                        if inFlight.insert(item.deliveryId) { hand(item) }
                    } else if !delayed.contains(item.subject), try await self.take(item) != .taken {
                        delayed.insert(item.subject)
                    }
                }
                cursor = page.next
                if page.items.isEmpty, !delayed.isEmpty {
                    try await Task.sleep(for: .seconds(1))
                    delayed = []
                    cursor = 0
                }
            } catch let fault as Fault {
                outage += 1
                if outage == 1 {
                    self.logger.notice("hub not reached", metadata: ["fault.code": "\(fault.code.rawValue)"])
                }
                cursor = 0
                try await Task.sleep(for: .milliseconds(min(2_000, 200 * outage)))
            }
        }
    }

    /// Takes documents in their order. While the hub cannot be reached the first one waits, and the others with it; one that cannot be
    /// taken for a reason of its own comes again after a growing pause, and the next ones go on.
    private func fetch(
        _ documents: AsyncStream<InboxItem>, _ inFlight: FailureCount, _ again: @escaping @Sendable (InboxItem) -> Void
    ) async throws {
        try await withThrowingDiscardingTaskGroup { later in
            for await item in documents {
                var outcome = try await self.take(item)
                while outcome == .unreachable {
                    try await Task.sleep(for: .seconds(1))
                    outcome = try await self.take(item)
                }
                guard outcome == .notNow else {
                    inFlight.remove(item.deliveryId)
                    continue
                }
                let pause = min(30, inFlight.failed(item.deliveryId))
                later.addTask {
                    try await Task.sleep(for: .seconds(pause))
                    again(item)
                }
            }
        }
    }

    private enum Taken { case taken, notNow, unreachable }

    /// Takes one delivery: on disk, in the database, acknowledged.
    private func take(_ item: InboxItem) async throws -> Taken {
        do {
            guard let hash = ContentHash(hex: item.sha256) else {
                throw Fault(
                    .hashMismatch, vi: "Trục báo mã băm không đúng mẫu.",
                    en: "The hub's hash is not 64 hexadecimal digits.")
            }
            let outcome = try await self.isStored(item) ? .done : self.receive(item, hash)
            if case .done = outcome { try await self.events.acknowledging(item.deliveryId) }
            try await self.client.acknowledge(deliveryID: item.deliveryId, hash: hash, outcome: outcome)
            let now = self.now()
            _ = try await self.database.write { connection in
                try connection.execute(
                    "UPDATE gateway_inbox SET acknowledged_at = $1 WHERE delivery_id = $2", now, item.deliveryId)
            }
            return .taken
        } catch let fault as Fault {
            self.logger.notice(
                "delivery not taken",
                metadata: ["delivery.id": "\(item.deliveryId)", "fault.code": "\(fault.code.rawValue)"]
            )
            return fault.code == .unreachable || fault.code == .untrustedHub ? .unreachable : .notNow
        } catch let error where !(error is CancellationError || error is LeaseLost) {
            // Trouble of our own: the others must not wait for it.
            self.logger.error(
                "delivery not taken", metadata: ["delivery.id": "\(item.deliveryId)", "error": "\(error)"])
            return .notNow
        }
    }

    /// Whether the delivery is on disk here already. One that was rejected is judged anew: it comes again only when its rejection did not reach
    /// the hub, or when an operator sent it again because its cause is mended.
    private func isStored(_ item: InboxItem) async throws -> Bool {
        try await self.database.read { connection in
            try connection.row(
                "SELECT 1 AS stored FROM gateway_inbox WHERE delivery_id = $1 AND state = 'stored'", item.deliveryId)
                != nil
        }
    }

    private func receive(_ item: InboxItem, _ hash: ContentHash) async throws -> DeliveryOutcome {
        // What lies there of an earlier try may be due to be swept. A power failure may have left the name without its content.
        try await self.store.touch(hash)
        if try await !self.store.isSound(hash) {
            let staged = try self.store.stage()
            try await self.client.download(item, into: staged)
            guard staged.hash == hash else {
                guard self.damage.failed(item.deliveryId) >= Self.maximumDamaged else { throw Fault.damaged }
                self.damage.remove(item.deliveryId)
                return try await self.reject(item, hash, .damaged)
            }
            self.damage.remove(item.deliveryId)
            try await self.store.keep(staged)
        }
        let folder = try self.store.stagingFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        do {
            let package = try await self.read(item, hash, folder)
            let now = self.now()
            try await self.database.write { [events, lease, store] connection in
                // Who came second would take it for a repetition and reject it.
                try lease.check(in: connection)
                try store.confirm([hash] + package.files.map(\.hash), in: connection)
                try Self.keep(item, hash, state: "stored", fault: nil, at: now, in: connection)
                try events.received(connection, package)
            }
            self.events.committed()
            return .done
        } catch let fault as Fault where !fault.isTransient {
            return try await self.reject(item, hash, fault)
        }
    }

    /// The hub's operator and the sender see why, and may let it wait again.
    private func reject(_ item: InboxItem, _ hash: ContentHash, _ fault: Fault) async throws -> DeliveryOutcome {
        let now = self.now()
        _ = try await self.database.write { [lease] connection in
            try lease.check(in: connection)
            try Self.keep(item, hash, state: "rejected", fault: fault, at: now, in: connection)
        }
        self.logger.notice(
            "package rejected",
            metadata: ["delivery.id": "\(item.deliveryId)", "fault.code": "\(fault.code.rawValue)"]
        )
        return .fail(code: fault.code, reason: fault.vietnamese)
    }

    private func read(_ item: InboxItem, _ hash: ContentHash, _ folder: URL) async throws -> ReceivedPackage {
        let today = VietnamTime.date(self.now())
        let packet = try await self.store.withFile(of: hash) { file in
            try PacketReader.read(file: file, today: today, attachments: .store(folder: folder))
        }
        var files: [ReceivedFile] = []
        for attachment in packet.attachments {
            guard let file = attachment.file, let fileHash = ContentHash(hex: attachment.sha256) else { continue }
            try await self.store.adopt(file, hash: fileHash)
            files.append(
                ReceivedFile(
                    name: attachment.name, contentType: attachment.contentType, sizeBytes: attachment.sizeBytes,
                    hash: fileHash
                )
            )
        }
        return ReceivedPackage(
            deliveryID: item.deliveryId, packageID: item.packageId, hash: hash, packet: packet, files: files)
    }

    private static func keep(
        _ item: InboxItem, _ hash: ContentHash, state: String, fault: Fault?, at now: Date, in connection: Connection
    ) throws {
        try connection.execute(
            """
            INSERT INTO gateway_inbox (delivery_id, package_id, kind, sender, package_hash, state, fault_code, fault_sentence, received_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            ON CONFLICT (delivery_id) DO UPDATE SET state = excluded.state, fault_code = excluded.fault_code,
                fault_sentence = excluded.fault_sentence, received_at = excluded.received_at, acknowledged_at = NULL
            """,
            item.deliveryId, item.packageId, item.kind, item.from, hash, state, fault?.code.rawValue, fault?.vietnamese,
            now
        )
    }
}

extension Fault {
    fileprivate static let damaged = Fault(
        .hashMismatch,
        vi:
            "Gói tin lấy từ trục về nhiều lần đều hỏng, không khớp mã băm. Người quản trị trục cần kiểm tra kho lưu rồi gửi lại.",
        en: "The download does not match its hash.")
}
