import Foundation
import Gateway
import ServiceLifecycle
import Storage

/// What those wait for who send and who tell.
enum GatewayEvent: String {
    /// Something is to be sent.
    case queued
    /// Something has come.
    case arrived
}

extension AgencyGateway {
    /// Of all nodes of a gateway.
    static let channel = "lienthong_gateway"

    /// Wakes who waits for it, at this and every other node, once the transaction is committed.
    func tell(_ event: GatewayEvent, in connection: Connection) throws {
        try connection.notify(Self.channel, "\(self.run) \(event.rawValue)")
        connection.afterCommit { self.wake(event) }
    }

    /// - Parameter payload: of `tell` at whatever node; empty: anything may have happened while nobody listened.
    func hear(_ payload: String) {
        let parts = payload.split(separator: " ")
        if parts.isEmpty {
            self.wake(.queued)
            self.wake(.arrived)
        } else if parts[0] != self.run, parts.count == 2, let event = GatewayEvent(rawValue: String(parts[1])) {
            self.wake(event)
        }
    }

    private func wake(_ event: GatewayEvent) {
        switch event {
        case .queued: self.signals.wake()
        case .arrived: self.arrived.wake()
        }
    }
}

/// Wakes at this node for what others took over or received (tin từ nút khác). Who waits looks by himself too.
struct GatewayNews: Service {
    let gateway: AgencyGateway

    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await payload in self.gateway.database.notifications(AgencyGateway.channel) {
                self.gateway.hear(payload)
            }
        }
    }
}
