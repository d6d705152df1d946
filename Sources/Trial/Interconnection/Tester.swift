import EdXML
import Exchange
import Foundation
import Gateway
import Storage

/// The system that the trial itself is at the hub: it takes in everything that comes, keeps it, and sends what a check needs.
actor Tester {
    /// A document that came.
    struct Arrival: Sendable {
        let packageID: String
        let from: String
        let packet: Packet
        let receivedAt: Date
    }

    /// A package that came and could not be read.
    struct Unreadable: Sendable {
        let packageID: String
        let from: String
        let fault: Fault
    }

    /// A status that came.
    struct Told: Sendable {
        let packageID: String
        let from: String
        let report: StatusReport
        /// By the hub's clock.
        let receivedAt: Date
    }

    nonisolated let organ: Organ
    nonisolated let client: HubClient
    private let folder: URL
    private let store: ContentStore
    private(set) var arrivals: [Arrival] = []
    private(set) var unreadable: [Unreadable] = []
    private(set) var told: [Told] = []
    /// Why the hub cannot be asked; nil while it answers.
    private(set) var outage: Fault?
    /// What was answered about a delivery.
    private var taken: [String: (hash: ContentHash, outcome: DeliveryOutcome)] = [:]
    private var answeredAt: ContinuousClock.Instant?
    private let patience: Duration

    init(_ plan: TrialPlan, folder: URL) throws {
        self.organ = Organ(code: plan.tester.organ, name: plan.tester.name)
        self.client = try HubClient(
            endpoint: HubEndpoint(url: plan.hub, token: plan.tester.token, trustedRoots: plan.authority))
        self.folder = folder
        self.patience = .seconds(min(plan.waitSeconds, 30))
        self.store = try ContentStore(folder: folder.appending(path: "content"))
    }

    /// Takes in what waits until it is cancelled. What cannot be read is kept as such and ended, so that nothing waits behind it.
    func listen() async {
        var cursor = 0
        while !Task.isCancelled {
            do {
                let page = try await self.client.inbox(after: cursor, waitSeconds: 5)
                self.answered()
                for item in page.items { try await self.take(item) }
                cursor = page.next
            } catch is CancellationError {
                return
            } catch {
                // Also a trouble of our own: it must not pass for the silence of whoever is tried.
                self.outage =
                    error as? Fault
                    ?? Fault(.internalFault, vi: "Bên thử không lưu được điều trục gửi.", en: "\(error)")
                try? await Task.sleep(for: .milliseconds(300))
            }
        }
    }

    /// A delivery is kept once. It comes again when the hub did not hear the answer; then it gets the same.
    private func take(_ item: InboxItem) async throws {
        if self.taken[item.deliveryId] == nil { try await self.keep(item) }
        guard let (hash, outcome) = self.taken[item.deliveryId] else { return }
        try await self.client.acknowledge(deliveryID: item.deliveryId, hash: hash, outcome: outcome)
    }

    private func keep(_ item: InboxItem) async throws {
        let staged = try self.store.stage()
        try await self.client.download(item, into: staged)
        let hash = try await staged.commit()
        let files = self.folder.appending(path: item.deliveryId)
        try FileManager.default.createDirectory(at: files, withIntermediateDirectories: true)
        let at = Timestamp.instant(item.receivedAt) ?? Date()
        var outcome = DeliveryOutcome.done
        do throws(Fault) {
            let packet = try PacketReader.read(
                file: self.store.url(of: hash), today: VietnamTime.date(Date()), attachments: .store(folder: files))
            if let report = packet.status {
                self.told.append(Told(packageID: item.packageId, from: item.from, report: report, receivedAt: at))
            } else {
                self.arrivals.append(
                    Arrival(packageID: item.packageId, from: item.from, packet: packet, receivedAt: at))
            }
        } catch {
            self.unreadable.append(Unreadable(packageID: item.packageId, from: item.from, fault: error))
            outcome = .fail(code: error.code, reason: error.vietnamese)
        }
        self.taken[item.deliveryId] = (hash, outcome)
    }

    /// A call of the trial to the hub. It is made again while it is cut, not answered or put off, for half a minute at most, as every caller does it:
    /// the end of one node of several is no finding. Not when the hub has answered nothing for that long, or never: then it is away.
    nonisolated func persisting<Value: Sendable>(_ call: () async throws -> Value) async throws -> Value {
        var failedAt: ContinuousClock.Instant?
        while true {
            do {
                let value = try await call()
                await self.answered()
                return value
            } catch let fault as Fault where fault.isTransient {
                let first = failedAt ?? .now
                failedAt = first
                guard await self.mayAnswer(since: first) else { throw fault }
                try await Task.sleep(for: .milliseconds(200))
            }
        }
    }

    private func answered() {
        self.outage = nil
        self.answeredAt = .now
    }

    private func mayAnswer(since failedAt: ContinuousClock.Instant) -> Bool {
        guard let answeredAt = self.answeredAt else { return false }
        return ContinuousClock.now < min(failedAt, answeredAt) + self.patience
    }

    /// Sends a package; gives its id at the hub.
    nonisolated func send(_ packet: DocumentPacket) async throws -> String {
        try await self.send(bytes: Self.bytes(of: packet))
    }

    nonisolated func send(bytes: [UInt8]) async throws -> String {
        try await self.persisting { try await self.client.send(bytes: bytes).packageId }
    }

    nonisolated static func bytes(of packet: DocumentPacket) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try PacketWriter.write(packet) { bytes.append(contentsOf: $0) }
        return bytes
    }

    /// What came about a document, in the order of the hub.
    func told(about document: String, by organ: String) -> [Told] {
        self.told.filter { $0.from == organ && $0.report.responseFor.documentID?.text == document }
    }

    /// The first document with this subject.
    func arrival(_ subject: String, from organ: String) -> Arrival? {
        self.arrivals.first { $0.from == organ && $0.packet.document?.subject.contains(subject) == true }
    }
}
