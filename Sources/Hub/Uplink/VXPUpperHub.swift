import Exchange
import Foundation
import Gateway
import Storage

/// A hub above that speaks the wire of the national axis. It tells nothing by itself, gives no receipt and no hash, and says `FAIL` without
/// a reason that a program could read.
struct VXPUpperHub: UpperHub {
    let client: VXPClient

    /// Receivers of one call: their codes stand in a header, twice.
    private static let receiversAtOnce = 200

    func send(_ send: UplinkSend, _ file: ContentReader, _ hash: ContentHash) async throws -> Relay {
        let isStatus = send.kind == .status
        let receivers = isStatus ? [] : send.receivers
        do {
            let id = try await self.client.sendEdoc(
                file, hash, from: send.from, to: Array(receivers.prefix(Self.receiversAtOnce)), isStatus: isStatus)
            // The same file goes to the others.
            for start in stride(from: Self.receiversAtOnce, to: receivers.count, by: Self.receiversAtOnce) {
                let some = receivers[start..<min(start + Self.receiversAtOnce, receivers.count)]
                _ = try await self.client.sendEdoc(file, hash, from: send.from, to: Array(some), isStatus: isStatus)
            }
            return Relay(id: id, receipt: nil)
        } catch let fault as Fault where fault.code == .refused {
            try await self.probe()
            throw fault
        }
    }

    /// A hub that refuses the list too refuses us and not the package.
    private func probe() async throws {
        do {
            _ = try await self.client.receivedList(statuses: true)
        } catch let fault as Fault where fault.code == .refused {
            throw Fault(.unauthenticated, vi: fault.vietnamese, en: fault.english)
        }
    }

    func reports(after cursor: Int, asked: [UplinkReports.Open]) async throws -> (
        reports: [UplinkReport], cursor: Int
    ) {
        var reports: [UplinkReport] = []
        for one in asked {
            let rows: [VXPSentRow]
            do {
                rows = try await self.client.sentList(one.relay, statuses: one.isStatus)
            } catch let fault as Fault where fault.code == .refused {
                // It knows nothing of this one: the others are asked about all the same.
                continue
            }
            reports += rows.compactMap { row in
                row.standing.map {
                    UplinkReport(subject: .relay(one.relay), to: row.to, standing: Self.standing($0, row.reason))
                }
            }
        }
        return (reports, cursor)
    }

    private static func standing(_ transport: Transport, _ reason: String?) -> UplinkReport.Standing {
        switch transport {
        case .initial, .processing: .waiting
        case .done: .done
        case .fail: .failed(code: Fault.Code.refused.rawValue, reason: reason)
        }
    }

    func waiting(
        _ lane: UplinkOutbox.Lane, after cursor: Int, seconds: Int
    ) async throws -> (items: [UpperItem], cursor: Int) {
        let items = try await self.client.receivedList(statuses: lane == .status)
        return (items.map { UpperItem(id: $0.id, to: $0.to, hash: nil, sizeBytes: 0, at: $0.createdAt) }, cursor)
    }

    func fetch(_ item: UpperItem, into staged: StagedFile) async throws {
        try await self.client.download(item.id, into: staged)
    }

    func end(_ item: UpperItem, _ outcome: UpperOutcome) async throws {
        switch outcome {
        case .done: try await self.client.updateStatus(item.id, isDone: true)
        case .fail(let code, let reason):
            try await self.client.updateStatus(item.id, isDone: false, reason: "\(code): \(reason)")
        }
    }

    /// The list does not tell urgency.
    let lanes: [UplinkOutbox.Lane] = [.status, .document]
    let waits = false

    func shutdown() async throws { try await self.client.shutdown() }
}
