import EdXML
import Exchange
import Hummingbird
import Logging
import Web

/// Turns every failure into problem details: what the caller did wrong with its code, what we did wrong with its cause in the log only.
struct Problems: RouterMiddleware {
    typealias Context = GatewayContext
    let answers: AnswerMetrics

    func handle(
        _ request: Request, context: GatewayContext, next: (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            switch Failure((error as? Faults)?.all[0] ?? error) {
            case .refused(let fault): return try self.answer(fault, request, context)
            case .stopping: return try self.answer(Self.stopping, request, context)
            case .ours(let error):
                context.logger.error("request failed", metadata: ["error": "\(error)"])
                return try self.answer(Self.internalProblem, request, context)
            }
        }
    }

    private func answer(_ fault: Fault, _ request: Request, _ context: GatewayContext) throws -> Response {
        self.answers.refused(fault.code)
        context.logger.info("request refused", metadata: ["fault.code": "\(fault.code.rawValue)"])
        let response = try Response.problem(fault, request: context.id)
        return UnreadBody.mayBeLarge(request) ? UnreadBody.closing(response, channel: context.channel) : response
    }

    private static let stopping = Fault(
        .unreachable, vi: "Cổng đang dừng. Gọi lại sau.", en: "The gateway is stopping. Try again later.")
    private static let internalProblem = Fault(
        .internalFault, vi: "Cổng gặp lỗi bên trong. Không có gì bị nhận dở dang; gửi lại là an toàn.",
        en: "The gateway failed inside. Nothing half-done remains; trying again is safe.")
}
