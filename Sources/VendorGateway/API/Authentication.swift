import Exchange
import Hummingbird
import Web

/// Lets in who shows the token of an enabled system, before anything of the body is read (lessons G2).
struct Authentication: RouterMiddleware {
    typealias Context = GatewayContext
    let systems: ConnectedSystems

    static let refusal = Fault(
        .unauthenticated, vi: "Mã bí mật của hệ thống thiếu hoặc sai.", en: "The token is missing or wrong.")

    func handle(
        _ request: Request, context: GatewayContext, next: (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        guard let token = request.bearerToken, let system = try await self.systems.owner(of: token) else {
            throw Self.refusal
        }
        var context = context
        context.system = system
        return try await next(request, context)
    }
}
