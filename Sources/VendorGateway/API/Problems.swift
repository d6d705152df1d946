import EdXML
import Exchange
import Hummingbird
import Logging
import Web

/// Turns every failure into problem details: what the caller did wrong with its code, what we did wrong with its cause in the log only.
struct Problems: RouterMiddleware {
    typealias Context = GatewayContext

    func handle(
        _ request: Request, context: GatewayContext, next: (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let fault as Fault where fault.code != .internalFault {
            return try self.answer(fault, request, context)
        } catch let faults as Faults {
            return try self.answer(faults.all[0], request, context)
        } catch let error as HTTPError where error.status.code < 500 {
            return try self.answer(Self.fault(of: error), request, context)
        } catch is CancellationError {
            return try self.answer(Self.stopping, request, context)
        } catch {
            context.logger.error("request failed", metadata: ["error": "\(error)"])
            return try self.answer(Self.internalProblem, request, context)
        }
    }

    private func answer(_ fault: Fault, _ request: Request, _ context: GatewayContext) throws -> Response {
        context.logger.info("request refused", metadata: ["fault.code": "\(fault.code.rawValue)"])
        var response = try Response.json(
            Problem(fault, request: context.id), status: fault.code.httpStatus, type: "application/problem+json")
        if fault.code == .unauthenticated { response.headers[.wwwAuthenticate] = "Bearer" }
        return UnreadBody.mayBeLarge(request) ? UnreadBody.closing(response, channel: context.channel) : response
    }

    /// What the framework refuses by itself: unknown routes and parameters.
    private static func fault(of error: HTTPError) -> Fault {
        switch error.status {
        case .notFound, .methodNotAllowed:
            Fault(.notFound, vi: "Không có địa chỉ này.", en: "There is no such address.")
        case .contentTooLarge: Fault(.tooLarge, vi: "Nội dung gửi lên quá lớn.", en: "The body is too large.")
        default: Fault(.invalidRequest, vi: "Yêu cầu không hợp lệ.", en: "The request is not valid.")
        }
    }

    private static let stopping = Fault(
        .unreachable, vi: "Cổng đang dừng. Gọi lại sau.", en: "The gateway is stopping. Try again later.")
    private static let internalProblem = Fault(
        .internalFault, vi: "Cổng gặp lỗi bên trong. Không có gì bị nhận dở dang; gửi lại là an toàn.",
        en: "The gateway failed inside. Nothing half-done remains; trying again is safe.")
}
