import Exchange
import Foundation
import Hummingbird
import NIOCore

/// A request, and who makes it.
struct OfficeContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Nil on the pages that are open to everybody.
    var visit: Visit?
    /// The loop that writes to the caller.
    let eventLoop: any EventLoop
    /// Of the machine that asks, or of the proxy before us; empty when it is not known.
    let address: String

    init(source: ApplicationRequestContextSource) {
        self.coreContext = .init(source: source)
        self.eventLoop = source.channel.eventLoop
        self.address = source.channel.remoteAddress?.ipAddress ?? ""
    }

    /// Who acts; throws `unauthenticated` when nobody is signed in.
    func signedIn() throws -> Visit {
        guard let visit = self.visit else {
            throw Fault(.unauthenticated, vi: "Bạn chưa đăng nhập.", en: "You are not signed in.")
        }
        return visit
    }
}

extension Request {
    /// The value of a cookie.
    func cookie(_ name: String) -> String? { self.cookies[name]?.value }
}
