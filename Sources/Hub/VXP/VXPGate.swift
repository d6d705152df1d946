import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import Storage
import Trust
import Web

/// Who calls, and with which parameters: lets in enabled systems whose signature is right, from their networks, not too often.
struct VXPGate: Sendable {
    let systems: SystemStore
    let secrets: SealedSecrets
    let limiter: RateLimiter

    /// Throws `unauthenticated` (the same for an unknown system and a wrong signature), `forbidden`, `too-many-requests`.
    func admit(_ request: Request, _ context: HubContext) async throws -> (
        system: ConnectedSystem, parameters: VXPParameters
    ) {
        guard let id = request.vxp("systemid"), let signature = request.vxp("hash-header"),
            let header = request.vxp("sign-header"), let secret = try await self.systems.secret(of: id, self.secrets),
            let signed = VXPSignature.signed(HeaderBytes.bytes(of: header), signature: signature, secret: secret),
            let parameters = VXPParameters(json: signed), parameters["systemid"] == id,
            let system = try await self.systems.find(id)
        else { throw Self.refusal }
        context.ids.add("hub.system", system.id)
        guard system.isEnabled else { throw Fault.disabledSystem }
        guard system.mayCall(from: context.address) else { throw Fault.foreignNetwork }
        // A clock says nothing here: clients keep the time at which they were started. It helps to find a client in the log.
        context.logger.debug("VXP call", metadata: ["vxp.timestamp": "\(parameters["timestamp"] ?? "-")"])
        guard case .refused(let isFirst) = self.limiter.judge(system.id) else { return (system, parameters) }
        if isFirst { context.logger.warning("a system calls too often", metadata: ["hub.system": "\(system.id)"]) }
        throw Fault(
            .tooManyRequests, vi: "Hệ thống gọi trục quá nhiều. Thử lại sau.",
            en: "The system calls too often. Try again later.")
    }

    private static let refusal = Fault(
        .unauthenticated, vi: "Hệ thống hoặc chữ ký không đúng", en: "The system or the signature is wrong.")
}

extension Request {
    /// A header of the wire, as `HeaderBytes` carried it through the parser.
    fileprivate func vxp(_ name: String) -> String? {
        HTTPField.Name(VXPParameters.prefix + name).flatMap { self.headers[$0] }
    }
}
