import Exchange
import Foundation
import Hummingbird
import NIOCore
import Web

/// A request, and who makes it.
struct OfficeContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Nil on the pages that are open to everybody.
    var visit: Visit?
    /// Nil on pages: who calls the API.
    var caller: Caller?
    let channel: any NIOCore.Channel
    /// Of the machine that asks, or of the proxy before us; empty when it is not known.
    let address: String

    init(source: ApplicationRequestContextSource) {
        self.coreContext = .init(source: source)
        self.channel = source.channel
        self.address = source.callerAddress ?? ""
    }

    /// The loop that writes to the caller.
    var eventLoop: any EventLoop { self.channel.eventLoop }

    /// Who acts; throws `unauthenticated` when nobody is signed in.
    func signedIn() throws -> Visit {
        guard let visit = self.visit else {
            throw Fault(.unauthenticated, vi: "Bạn chưa đăng nhập.", en: "You are not signed in.")
        }
        return visit
    }
}

extension OfficeContext {
    /// Who acts by page or by API, and in whose place; nil for strangers.
    var person: Person? { self.visit?.person ?? self.caller?.person }

    /// The same; throws `unauthenticated` for strangers.
    func acting() throws -> Person {
        guard let person = self.person else { throw AccessGate.unauthenticated }
        return person
    }

    /// Who calls the API; throws `unauthenticated` on a route that forgot to ask.
    func called() throws -> Caller {
        guard let caller = self.caller else { throw AccessGate.unauthenticated }
        return caller
    }
}

extension Request {
    /// The value of a cookie.
    func cookie(_ name: String) -> String? { self.cookies[name]?.value }
}
