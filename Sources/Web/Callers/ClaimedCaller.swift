package import Hummingbird
import Synchronization

/// Whose connection it is that a balancer hands on; as long as it has not said so, nobody's.
final class ClaimedCaller: Sendable {
    /// Of the connection whose requests this task answers. Nil: nobody stands between it and us.
    @TaskLocal static var current: ClaimedCaller?

    private let caller = Mutex(ProxyHeader.Caller.unknown)

    func note(_ caller: ProxyHeader.Caller) { self.caller.withLock { $0 = caller } }

    /// - Parameter balancer: the balancer's own address.
    func address(balancer: String?) -> String? {
        switch self.caller.withLock({ $0 }) {
        case .balancer: balancer
        case .address(let address): address
        case .unknown: nil
        }
    }
}

extension ApplicationRequestContextSource {
    /// The numeric address of who asks: what a balancer of ours says, else the other end of the connection. Nil: it is not known. The one place
    /// that decides; `remoteAddress` of a channel may be a balancer.
    package var callerAddress: String? {
        let end = self.channel.remoteAddress?.ipAddress
        guard let claimed = ClaimedCaller.current else { return end }
        return claimed.address(balancer: end)
    }
}
