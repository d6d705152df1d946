import Exchange
import Foundation
import Hummingbird
import Web

/// Turns every failure into problem details and logs it: what partners did wrong with its code, what we did wrong with its cause.
struct Problems: RouterMiddleware {
    typealias Context = HubContext
    let metrics: HubMetrics
    let now: @Sendable () -> Date

    func handle(
        _ request: Request, context: HubContext, next: (Request, HubContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            let (fault, cause) = Failure(error).told
            RefusalLog.tell(fault, context, cause: cause)
            return try self.answer(fault, request, context)
        }
    }

    private func answer(_ fault: Fault, _ request: Request, _ context: HubContext) throws -> Response {
        self.metrics.answers.refused(fault.code)
        var response = try Response.problem(fault, request: context.id)
        response.headers[.retryAfter] = self.patience(fault.code).map { "\($0)" }
        // Who has not been told to send his body still owes it: nothing else can follow on this connection.
        let isOwed = UnreadBody.mayBeLarge(request) || ContinueWhenRead.isAsked(by: request)
        return isOwed ? UnreadBody.closing(response, channel: context.channel) : response
    }

    /// Seconds after which it is worth trying again; nil: nobody knows.
    private func patience(_ code: Fault.Code) -> Int? {
        switch code {
        case .tooManyRequests, .diskFull, .cannotWrite, .scannerUnavailable: return 30
        case .databaseBusy, .databaseUnreachable, .outcomeUnknown: return 10
        case .quotaExceeded:
            let now = self.now()
            let tomorrow = VietnamTime.start(of: VietnamTime.date(now)).addingTimeInterval(86_400)
            return Int(tomorrow.timeIntervalSince(now).rounded(.up))
        default: return nil
        }
    }
}

extension Failure {
    /// What the caller reads, and the cause of our failure for the log.
    var told: (fault: Fault, cause: String?) {
        switch self {
        case .refused(let fault): (fault, nil)
        case .ours(let error): (.internalProblem, "\(error)")
        case .stopping: (.stopping, nil)
        }
    }
}

extension Fault {
    static var internalProblem: Fault {
        Fault(
            .internalFault,
            vi: "Trục gặp lỗi bên trong. Không có gì bị nhận dở dang; gửi lại sau là an toàn.",
            en: "The hub failed inside. Nothing half-done remains; trying again later is safe."
        )
    }

    fileprivate static var stopping: Fault {
        Fault(.unreachable, vi: "Trục đang dừng. Hệ thống sẽ tự thử lại.", en: "The hub is stopping. Try again later.")
    }
}
