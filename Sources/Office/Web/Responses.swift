import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Pages
import Storage
import Web

/// Finds out who visits; everything but signing in, health and the style sheet is closed to strangers.
struct SessionGate: RouterMiddleware {
    typealias Context = OfficeContext
    let office: Office
    /// What the operator opened to strangers beside.
    let opened: Set<String>

    static let cookie = "lienthong"

    func handle(
        _ request: Request, context: OfficeContext, next: (Request, OfficeContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        let path = request.uri.path
        // The API knows no cookies.
        if OfficeAPI.answers(path) { return try await next(request, context) }
        if let token = request.cookie(Self.cookie), token.utf8.count == 64 {
            let now = self.office.now()
            let visit = try await self.office.database.read { try Sessions.visit(token: token, at: now, in: $0) }
            // An open page that only listens is nobody at the desk.
            if let visit, visit.isUnmarked, path != "/live" {
                try await self.office.database.write { try Sessions.mark(visit, at: now, in: $0) }
            }
            context.visit = visit
        }
        let open = [
            "/sign-in", "/sign-in/code", SignOnRoutes.path, SignOnRoutes.returnPath, SignOutHint.path,
            SignOutHint.therePath,
            "/health",
        ]
        let isOpen = open.contains(path) || self.opened.contains(path) || path.hasPrefix("/assets/")
        guard context.visit != nil || isOpen else {
            guard request.method == .get, path != "/live" else {
                throw Fault(.unauthenticated, vi: "Phiên làm việc đã hết. Đăng nhập lại.", en: "You are not signed in.")
            }
            let wanted = request.uri.query.map { "\(path)?\($0)" } ?? path
            let next = wanted.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            return .seeOther(path == "/" ? "/sign-in" : "/sign-in?next=\(next)")
        }
        let isOfDoor = isOpen || path == "/account/password" || path == "/sign-out"
        if context.visit?.passwordIsFirst == true, !isOfDoor {
            guard request.method != .get || path == "/live" else { return .seeOther("/account/password") }
            throw Fault.passwordIsFirst
        }
        if context.visit?.lacksSecondFactor == true, !isOfDoor, !path.hasPrefix("/account/second-factor") {
            guard request.method != .get || path == "/live" else { return .seeOther("/account/second-factor") }
            throw SecondFactor.lacking
        }
        if path == "/", let home = context.visit?.person.deputy?.scope.home { return .seeOther(home) }
        if let deputy = context.visit?.person.deputy, !deputy.scope.covers(path: path) {
            let fault = Fault.notAllowed(
                "Ủy quyền bạn đang dùng chỉ dành cho “\(DelegationWords.scope(deputy.scope))”. Thôi làm thay để về việc của bạn.",
                "The delegation does not cover this.")
            RefusalLog.tell(fault, request, context)
            throw fault
        }
        return try await RefusalLog.watch(request, context, next)
    }
}

/// Turns what went wrong into a page: code and sentence for the person, details for the log only.
struct ErrorPages: RouterMiddleware {
    typealias Context = OfficeContext
    let office: Office

    func handle(
        _ request: Request, context: OfficeContext, next: (Request, OfficeContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let fault as Fault {
            return try self.answer(fault, request, context)
        } catch let fault as FormFault {
            return try self.answer(
                Fault(
                    .invalidForm, vi: fault.sentence + ".", en: "A field must be corrected: \(fault.field).",
                    place: fault.field), request, context)
        } catch let error as any HTTPResponseError {
            let isMissing = error.status == .notFound
            return try self.answer(
                isMissing
                    ? Fault(.notFound, vi: "Không có trang này.", en: "There is no such page.")
                    : Fault(.invalidRequest, vi: "Không hiểu được yêu cầu.", en: "The request cannot be understood."),
                request, context, status: error.status
            )
        } catch is CancellationError {
            throw CancellationError()
        } catch {
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

    /// A page; of the API problem details.
    private func answer(
        _ fault: Fault, _ request: Request, _ context: OfficeContext, status: HTTPResponse.Status? = nil
    ) throws -> Response {
        self.office.answers.refused(fault.code)
        if OfficeAPI.answers(request.uri.path) {
            var response = try Response.problem(fault, request: context.id)
            if fault.code == .tooManyRequests { response.headers[.retryAfter] = "30" }
            return response
        }
        return .page(
            ErrorPage(fault: fault, letterhead: self.office.identity.letterhead).html,
            status: status ?? fault.code.httpStatus)
    }
}
