package import Hummingbird

/// What stands in front of everything that the hub does with a call (ranh giới của trục), on its own API and on the VXP wire: it passes the call
/// on, holds it back, answers in the hub's place or ends the connection. Given at the start; a hub that serves agencies has none.
package struct HubBoundary: Sendable {
    package typealias Next = (Request, HubContext) async throws -> Response
    package let pass: @Sendable (Request, HubContext, Next) async throws -> Response

    package init(_ pass: @escaping @Sendable (Request, HubContext, Next) async throws -> Response) {
        self.pass = pass
    }
}

/// The boundary of the hub's own API.
struct BoundaryGate: RouterMiddleware {
    typealias Context = HubContext
    let boundary: HubBoundary

    func handle(
        _ request: Request, context: HubContext, next: (Request, HubContext) async throws -> Response
    ) async throws -> Response {
        try await self.boundary.pass(request, context, next)
    }
}
