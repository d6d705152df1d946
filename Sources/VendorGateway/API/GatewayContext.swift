import Exchange
import Hummingbird
import NIOCore

/// What travels with one request.
struct GatewayContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Who asks; set by `Authentication`.
    var system: String?
    /// The connection, to end it where the rest of a body is not worth reading.
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        self.coreContext = .init(source: source)
        self.channel = source.channel
    }

    /// Throws `unauthenticated` on a route that forgot to ask.
    var caller: String {
        get throws {
            guard let system = self.system else { throw Authentication.refusal }
            return system
        }
    }
}
