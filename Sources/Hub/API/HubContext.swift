package import Hummingbird
import NIOCore

/// What travels with one request.
package struct HubContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// Who asks; set by `Authentication`.
    var system: ConnectedSystem?
    /// The connection, to end it where the rest of a body is not worth reading.
    let channel: any Channel

    package init(source: ApplicationRequestContextSource) {
        self.coreContext = .init(source: source)
        self.channel = source.channel
    }

    /// The system that `Authentication` let in. Throws `unauthenticated` on a route that forgot to ask.
    var caller: ConnectedSystem {
        get throws {
            guard let system = self.system else { throw Authentication.refusal }
            return system
        }
    }
}
