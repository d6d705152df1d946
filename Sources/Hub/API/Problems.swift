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
        } catch let fault as Fault {
            RefusalLog.tell(fault, context)
            return try self.answer(fault, request, context)
        } catch let error as HTTPError {
            let fault = Fault(error) ?? .internalProblem
            RefusalLog.tell(fault, context)
            return try self.answer(fault, request, context)
        } catch is CancellationError {
            RefusalLog.tell(.stopping, context)
            return try self.answer(.stopping, request, context)
        } catch {
            RefusalLog.tell(.internalProblem, context, cause: "\(error)")
            return try self.answer(.internalProblem, request, context)
        }
    }

    private func answer(_ fault: Fault, _ request: Request, _ context: HubContext) throws -> Response {
        // The sentences of an internal fault may name our files; a stranger gets the general ones.
        let shown = fault.code == .internalFault ? Fault.internalProblem : fault
        self.metrics.answers.refused(shown.code)
        var response = try Response.problem(shown, request: context.id)
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
}
