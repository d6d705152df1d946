import Exchange
import Hummingbird
import Logging
import Web

/// Refuses the calls of a system that calls too often, before anything of the body is read.
struct RateLimit: RouterMiddleware {
    typealias Context = HubContext
    let limiter: RateLimiter

    func handle(
        _ request: Request, context: HubContext, next: (Request, HubContext) async throws -> Response
    ) async throws -> Response {
        let system = try context.caller.id
        guard case .refused(let isFirst) = self.limiter.judge(system) else { return try await next(request, context) }
        if isFirst { context.logger.warning("a system calls too often", metadata: ["hub.system": "\(system)"]) }
        let limit = Int(self.limiter.perSecond)
        throw Fault(
            .tooManyRequests,
            vi: "Hệ thống \"\(system)\" gọi trục quá nhiều: tối đa \(limit) lần mỗi giây. Thử lại sau.",
            en: "The system \"\(system)\" calls too often: at most \(limit) times a second. Try again later.")
    }
}
