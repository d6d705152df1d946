import Exchange
import Foundation
import Hummingbird
import Logging
import Web

/// Lets in who shows a token of an enabled system (`Authorization: Bearer …`) or, without one, a certificate that was given to it, before
/// anything of the body is read.
struct Authentication: RouterMiddleware {
    typealias Context = HubContext
    let systems: SystemStore
    let now: @Sendable () -> Date

    func handle(
        _ request: Request, context: HubContext, next: (Request, HubContext) async throws -> Response
    ) async throws -> Response {
        guard let system = try await self.caller(request, context) else { throw Self.refusal }
        context.ids.add("hub.system", system.id)
        guard system.isEnabled else { throw Fault.disabledSystem }
        guard system.mayCall(from: context.address) else { throw Fault.foreignNetwork }
        var context = context
        context.system = system
        context.logger[metadataKey: "hub.system"] = "\(system.id)"
        return try await next(request, context)
    }

    static let refusal = Fault(
        .unauthenticated,
        vi: "Mã bí mật hoặc chứng thư của hệ thống thiếu hoặc sai.",
        en: "The token or the client certificate is missing or wrong."
    )

    private func caller(_ request: Request, _ context: HubContext) async throws -> ConnectedSystem? {
        if request.headers[.authorization] != nil {
            guard let token = request.bearerToken else { return nil }
            return try await self.systems.owner(of: token)
        }
        guard let fingerprint = await context.certificateSHA256 else { return nil }
        return try await self.systems.owner(ofCertificate: fingerprint, now: self.now())
    }
}

extension Fault {
    static var disabledSystem: Fault {
        Fault(
            .forbidden,
            vi: "Hệ thống này đã bị ngừng kết nối. Liên hệ đơn vị vận hành trục.",
            en: "This system has been disabled."
        )
    }

    static var foreignNetwork: Fault {
        Fault(
            .forbidden,
            vi: "Hệ thống này không được gọi từ địa chỉ mạng này. Liên hệ đơn vị vận hành trục.",
            en: "This system may not call from this network."
        )
    }
}
