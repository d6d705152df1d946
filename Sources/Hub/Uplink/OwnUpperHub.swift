import Exchange
import Foundation
import Gateway
import Storage

/// A hub of this project above: its own API.
struct OwnUpperHub: UpperHub {
    let client: HubClient

    /// Receivers of one call: their codes stand in the address.
    private static let receiversAtOnce = 100
    private static let waitSeconds = 25

    func send(_ send: UplinkSend, _ file: ContentReader, _ hash: ContentHash) async throws -> Relay {
        let key = "\(send.packageID)-\(send.cursor)"
        // A status goes to whom it answers.
        let receivers = send.kind == .status ? [] : send.receivers
        let receipt = try await self.client.send(
            file: file, hash: hash, to: Array(receivers.prefix(Self.receiversAtOnce)), key: key)
        // The same bytes for more receivers are the same package there.
        for start in stride(from: Self.receiversAtOnce, to: receivers.count, by: Self.receiversAtOnce) {
            let some = receivers[start..<min(start + Self.receiversAtOnce, receivers.count)]
            _ = try await self.client.send(file: file, hash: hash, to: Array(some), key: key)
        }
        return Relay(id: receipt.packageId, receipt: receipt.json)
    }

    func reports(after cursor: Int, asked: [UplinkReports.Open]) async throws -> (
        reports: [UplinkReport], cursor: Int
    ) {
        let page = try await self.client.transport(
            after: TransportPlace(index: cursor, mark: nil), waitSeconds: Self.waitSeconds)
        return (page.events.compactMap(UplinkReport.init), page.next)
    }

    func waiting(
        _ lane: UplinkOutbox.Lane, after cursor: Int, seconds: Int
    ) async throws -> (items: [UpperItem], cursor: Int) {
        let page = try await self.client.inbox(after: cursor, waitSeconds: seconds)
        let items = page.items.filter { item in
            lane == .init(PackageKind(rawValue: item.kind) ?? .new, Urgency(rawValue: item.urgency ?? 0) ?? .ordinary)
        }
        return (try items.map(UpperItem.init), page.next)
    }

    func fetch(_ item: UpperItem, into staged: StagedFile) async throws {
        try await self.client.download(deliveryID: item.id, sizeBytes: item.sizeBytes, into: staged)
    }

    func end(_ item: UpperItem, _ outcome: UpperOutcome) async throws {
        guard let hash = item.hash else { throw Fault.otherBytes }
        let told: DeliveryOutcome =
            switch outcome {
            case .done: .done
            case .fail(let code, let reason): .fail(code: Fault.Code(rawValue: code) ?? .refused, reason: reason)
            }
        try await self.client.acknowledge(deliveryID: item.id, hash: hash, outcome: told)
    }

    let lanes = UplinkOutbox.Lane.allCases
    let waits = true

    func shutdown() async throws { try await self.client.shutdown() }
}

extension UplinkReport {
    /// Nil: tells nothing that counts here.
    fileprivate init?(_ event: TransportItem) {
        guard let hash = ContentHash(hex: event.sha256), let to = OrganCode(event.to) else { return nil }
        switch EvidenceEvent.Name(rawValue: event.event) {
        case .contentConsignment: self.init(subject: .bytes(hash), to: to, standing: .waiting)
        case .contentHandover: self.init(subject: .bytes(hash), to: to, standing: .done)
        case .contentHandoverFailure:
            self.init(
                subject: .bytes(hash), to: to,
                standing: .failed(code: event.code ?? Fault.Code.refused.rawValue, reason: event.reason))
        default: return nil
        }
    }
}

extension UpperItem {
    fileprivate init(_ item: Gateway.InboxItem) throws {
        guard let to = OrganCode(item.to), let hash = ContentHash(hex: item.sha256),
            let at = Timestamp.instant(item.receivedAt)
        else {
            throw Fault(
                .internalFault, vi: "Trục cấp trên liệt kê gói tin không đúng mẫu.",
                en: "The hub above lists an item that cannot be read.")
        }
        self.init(id: item.deliveryId, to: to, hash: hash, sizeBytes: item.sizeBytes, at: at)
    }
}
