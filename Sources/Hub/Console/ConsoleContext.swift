import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Pages
import Web

/// A request to the console, and who makes it.
struct ConsoleContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Nil on the pages that are open to everybody.
    var visit: OperatorVisit?
    let channel: any Channel
    /// Of the machine that asks; "-" when it is not known.
    let address: String

    init(source: ApplicationRequestContextSource) {
        self.coreContext = .init(source: source)
        self.channel = source.channel
        self.address = source.callerAddress ?? "-"
    }

    /// Throws `unauthenticated` when nobody is signed in.
    var signedIn: OperatorVisit {
        get throws {
            guard let visit = self.visit else {
                throw Fault(.unauthenticated, vi: "Bạn chưa đăng nhập.", en: "You are not signed in.")
            }
            return visit
        }
    }
}

/// Finds out who visits; everything but signing in and the style sheet is closed to strangers.
struct ConsoleGate: RouterMiddleware {
    typealias Context = ConsoleContext
    let operators: OperatorStore
    let now: @Sendable () -> Date

    static let cookie = "lienthong-console"

    func handle(
        _ request: Request, context: ConsoleContext, next: (Request, ConsoleContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        let path = request.uri.path
        if let token = request.cookies[Self.cookie]?.value, token.utf8.count == 64 {
            context.visit = try await self.operators.visit(token: token, at: self.now())
        }
        guard context.visit != nil || path == "/sign-in" || path.hasPrefix("/assets/") else {
            guard request.method == .get, path != "/live" else {
                throw Fault(.unauthenticated, vi: "Phiên làm việc đã hết. Đăng nhập lại.", en: "You are not signed in.")
            }
            return .seeOther("/sign-in")
        }
        return try await next(request, context)
    }
}

/// Turns what went wrong into a page: code and sentence for the person, details for the log only.
struct ConsoleErrors: RouterMiddleware {
    typealias Context = ConsoleContext
    let letterhead: [String]

    func handle(
        _ request: Request, context: ConsoleContext, next: (Request, ConsoleContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            switch Failure(error) {
            case .refused(let fault):
                let metadata: Logger.Metadata = [
                    "fault.code": "\(fault.code.rawValue)", "http.route": "\(context.endpointPath ?? "none")",
                ]
                context.logger.notice("console refused", metadata: metadata)
                return self.page(fault)
            case .stopping: throw CancellationError()
            case .ours(let error):
                context.logger.error("console failed", metadata: ["error": "\(error)", "path": "\(request.uri.path)"])
                return self.page(
                    Fault(
                        .internalFault,
                        vi: "Trục gặp lỗi bên trong, thao tác chưa được thực hiện. Xem nhật ký của máy chủ.",
                        en: "Something failed inside; nothing was done. See the server's log."))
            }
        }
    }

    private func page(_ fault: Fault) -> Response {
        let title = fault.code == .notFound ? "Không tìm thấy" : "Chưa thực hiện được"
        let layout = Layout(title: "Lỗi: \(title)", letterhead: self.letterhead)
        return .page(
            layout.problem(
                title, sentence: fault.vietnamese, english: fault.english, code: fault.code.rawValue,
                act: ("Về trang tổng quan", "/")), status: fault.code.httpStatus)
    }
}
