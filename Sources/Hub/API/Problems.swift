import Exchange
import Hummingbird
import Logging
import NIOCore

/// Turns every failure into problem details and logs it: what partners did wrong with its code, what we did wrong with its cause.
struct Problems: RouterMiddleware {
    typealias Context = HubContext
    let metrics: HubMetrics

    func handle(
        _ request: Request, context: HubContext, next: (Request, HubContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let fault as Fault {
            self.log(fault, context)
            return try self.answer(fault, request, context)
        } catch let error as HTTPError {
            return try self.answer(Self.fault(of: error), request, context)
        } catch is CancellationError {
            return try self.answer(.stopping, request, context)
        } catch {
            context.logger.error("request failed", metadata: ["error": "\(error)", "http.route": "\(context.route)"])
            return try self.answer(.internalProblem, request, context)
        }
    }

    private func log(_ fault: Fault, _ context: HubContext) {
        let metadata: Logger.Metadata = [
            "fault.code": "\(fault.code.rawValue)", "fault.place": "\(fault.place ?? "-")",
            "http.route": "\(context.route)",
        ]
        switch fault.code {
        case .internalFault, .diskFull: context.logger.error("request failed", metadata: metadata)
        case .unauthenticated, .forbidden: context.logger.warning("request refused", metadata: metadata)
        default: context.logger.info("request refused", metadata: metadata)
        }
    }

    /// What the framework refuses by itself: unknown routes and parameters.
    private static func fault(of error: HTTPError) -> Fault {
        switch error.status {
        case .notFound, .methodNotAllowed:
            Fault(.notFound, vi: "Không có địa chỉ này.", en: "There is no such address.")
        case .contentTooLarge:
            Fault(.tooLarge, vi: "Nội dung gửi lên quá lớn.", en: "The body is too large.")
        case let status where status.code < 500:
            .invalid("Yêu cầu không hợp lệ.", "The request is not valid.")
        default:
            .internalProblem
        }
    }

    private func answer(_ fault: Fault, _ request: Request, _ context: HubContext) throws -> Response {
        // The sentences of an internal fault may name our files; a stranger gets the general ones.
        let shown = fault.code == .internalFault ? Fault.internalProblem : fault
        self.metrics.refused(shown.code)
        var response = try Response.json(
            Problem(shown), status: shown.code.httpStatus, type: "application/problem+json")
        if fault.code == .unauthenticated { response.headers[.wwwAuthenticate] = "Bearer" }
        if fault.code == .tooManyRequests || fault.code == .diskFull { response.headers[.retryAfter] = "30" }
        return UnreadBody.mayBeLarge(request) ? UnreadBody.closing(response, channel: context.channel) : response
    }
}

extension HubContext {
    /// The matched path, never a stranger's words.
    fileprivate var route: String { self.endpointPath ?? "none" }
}

extension Fault {
    static var internalProblem: Fault {
        Fault(
            .internalFault,
            vi: "Trục gặp lỗi bên trong. Không có gì bị nhận dở dang; gửi lại sau là an toàn.",
            en: "The hub failed inside. Nothing half-done remains; trying again later is safe."
        )
    }

    static var stopping: Fault {
        Fault(.unreachable, vi: "Trục đang dừng. Hệ thống sẽ tự thử lại.", en: "The hub is stopping. Try again later.")
    }

    static func invalid(_ vietnamese: String, _ english: String, place: String? = nil) -> Fault {
        Fault(.invalidRequest, vi: vietnamese, en: english, place: place)
    }
}
