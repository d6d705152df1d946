import EdXML
import Exchange
import Foundation
import Logging
import ServiceLifecycle
import Storage

/// The folder into which the agency's software puts what is to be sent. What was taken over moves to `sending/ID/`, then to `sent/ID/` with
/// the hub's receipt, or to `refused/ID/` with the reason; `state.json` beside it is kept up to date.
///
/// The database knows what was taken over; the folder only shows it. So a crash at any moment leads to the same end.
///
/// Of several nodes one looks at it, and asks for its lease before it moves anything. What it takes over is judged by rows: the same content is the
/// same handover, whoever takes it.
struct InFolder: Service {
    let gateway: AgencyGateway
    let places: DroppedPlaces
    let lease: Lease
    let logger: Logger

    init(gateway: AgencyGateway, folder: URL, lease: Lease = .alone, logger: Logger) throws {
        self.gateway = gateway
        self.places = try DroppedPlaces(folder: folder)
        self.lease = lease
        self.logger = logger
    }

    /// Looks every second until it is stopped. What cannot be done now (a full disk) stays where it is and is tried again. Throws `LeaseLost`.
    func run() async throws {
        try await cancelWhenGracefulShutdown {
            var (isBegun, isTroubled) = (false, false)
            while !Task.isCancelled {
                do {
                    if !isBegun { try self.places.endRefusals() }
                    isBegun = true
                    try await self.look()
                    isTroubled = false
                } catch is CancellationError {
                    return
                } catch let lost as LeaseLost {
                    throw lost
                } catch {
                    if !isTroubled { self.logger.error("folder not worked on", metadata: ["error": "\(error)"]) }
                    isTroubled = true
                }
                // Ends at once when it is stopped; the loop sees that.
                try? await Task.sleep(for: .seconds(isTroubled ? 10 : 1))
            }
        }
    }

    /// Takes over what is complete, in the order of the names, and shows what became of what was taken over. Throws at the end what kept an item back
    /// that could not be read or moved: it stays, and the others do not wait for it.
    func look() async throws {
        var trouble: (any Error)?
        for item in try self.places.dropped() {
            do {
                try await self.work(on: item)
            } catch let fault as Fault where fault.code == .internalFault {
                trouble = trouble ?? fault
            } catch let error as CocoaError {
                trouble = trouble ?? error
            }
        }
        try await self.show()
        if let trouble { throw trouble }
    }

    private func work(on item: URL) async throws {
        do {
            guard let kind = try DroppedItem(item) else { return }
            let taken = try await self.take(item, kind)
            // By now another node may have moved it, and the software have put something else under its name.
            try await self.lease.checkHeld()
            try self.places.keep(item, as: taken.id)
            try await self.gateway.database.write { try HandoverRecord.changed(taken.id, in: $0) }
        } catch let fault as Fault where !fault.isTransient {
            try await self.refuse(item, [fault])
        } catch let faults as Faults {
            try await self.refuse(item, faults.all)
        }
    }

    private func take(_ item: URL, _ kind: DroppedItem) async throws -> Handover.Taken {
        switch kind {
        case .package:
            let staged = try self.gateway.store.stage()
            try self.copy(item, into: staged)
            return try await Handover(gateway: self.gateway).take(package: staged)
        case .status:
            return try await StatusHandover(gateway: self.gateway).take(.init(DroppedItem.json(item)))
        case .document:
            let header = item.appending(path: "header.json")
            guard FileManager.default.fileExists(atPath: header.path) else { throw Fault.noHeader }
            let json = try DroppedItem.json(header)
            let files = try DroppedItem.files(in: item, maximumBytes: self.gateway.maximumBytes)
            return try await Handover(gateway: self.gateway).take(header: json, files: files)
        }
    }

    private func copy(_ item: URL, into staged: StagedFile) throws {
        let reader = try ContentReader(url: item)
        guard reader.sizeBytes <= self.gateway.maximumBytes else { throw Fault.tooLarge(self.gateway.maximumBytes) }
        while staged.sizeBytes < reader.sizeBytes {
            let piece = try reader.read(at: staged.sizeBytes, count: 1 << 18)
            guard !piece.isEmpty else { break }
            try piece.withUnsafeBytes { try staged.write($0) }
        }
    }

    private func refuse(_ item: URL, _ faults: [Fault]) async throws {
        try await self.lease.checkHeld()
        let id = UniqueID.make(at: self.gateway.now())
        try self.places.refuse(item, as: id, faults)
        self.logger.notice(
            "dropped item refused", metadata: ["item": "\(id)", "fault.code": "\(faults[0].code.rawValue)"])
    }

    /// Writes `state.json` anew where something changed, and moves what has come to its end.
    private func show() async throws {
        while true {
            let changed = try await self.gateway.database.read { connection in
                try connection.rows(
                    "SELECT id, version FROM handover WHERE shown < version ORDER BY seq LIMIT 100"
                ).map { row -> (id: String, version: Int, state: HandoverState?) in
                    let id: String = try row["id"]
                    return (id, try row["version"], try HandoverState.find(id, in: connection))
                }
            }
            for (id, version, state) in changed {
                try await self.lease.checkHeld()
                if let state { try self.places.show(state) }
                // Not by the lease: where an old state was shown too late, the newer one is shown again.
                _ = try await self.gateway.database.write { connection in
                    try connection.execute("UPDATE handover SET shown = $2 WHERE id = $1", id, version)
                }
            }
            if changed.count < 100 { return }
        }
    }
}
