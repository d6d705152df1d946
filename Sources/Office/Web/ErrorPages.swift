import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Pages
import Web

/// Turns what went wrong into a page: code and sentence for the person, details for the log only.
struct ErrorPages: RouterMiddleware {
    typealias Context = OfficeContext
    let office: Office

    func handle(
        _ request: Request, context: OfficeContext, next: (Request, OfficeContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            switch Failure(error) {
            case .refused(let fault):
                // What is not the caller's mistake is somebody's work here.
                if fault.isTransient {
                    context.logger.warning(
                        "request failed", metadata: ["error": "\(fault)", "path": "\(request.uri.path)"])
                }
                return try self.answer(fault, request, context)
            case .stopping: throw CancellationError()
            case .ours(let error):
                context.logger.error("request failed", metadata: ["error": "\(error)", "path": "\(request.uri.path)"])
                return try self.answer(
                    Fault(
                        .internalFault,
                        vi: "Hệ thống gặp lỗi, thao tác chưa được thực hiện. Thử lại; nếu vẫn lỗi, báo quản trị.",
                        en: "Something failed on our side; nothing was done."
                    ), request, context
                )
            }
        }
    }

    /// A page; of the API problem details.
    private func answer(_ fault: Fault, _ request: Request, _ context: OfficeContext) throws -> Response {
        self.office.answers.refused(fault.code)
        if OfficeAPI.answers(request.uri.path) {
            var response = try Response.problem(fault, request: context.id)
            if fault.code == .tooManyRequests { response.headers[.retryAfter] = "30" }
            // A program that is nobody here is not read to the end; a browser is, or it would not show the page.
            let isOwed = fault.code == .unauthenticated && UnreadBody.mayBeLarge(request)
            return isOwed ? UnreadBody.closing(response, channel: context.channel) : response
        }
        return .page(
            ErrorPage(
                fault: fault, letterhead: self.office.identity.letterhead, back: WayBack(from: request, after: fault)
            ).html,
            status: fault.code.httpStatus)
    }
}
