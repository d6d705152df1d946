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

    static let cookie = "lienthong"

    func handle(
        _ request: Request, context: OfficeContext, next: (Request, OfficeContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        let path = request.uri.path
        if let token = request.cookie(Self.cookie), token.utf8.count == 64 {
            let now = self.office.now()
            let visit = try await self.office.database.read { try Sessions.visit(token: token, at: now, in: $0) }
            // An open page that only listens is nobody at the desk.
            if let visit, visit.isUnmarked, path != "/live" {
                try await self.office.database.write { try Sessions.mark(visit, at: now, in: $0) }
            }
            context.visit = visit
        }
        let isOpen = path == "/sign-in" || path == "/health" || path.hasPrefix("/assets/")
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
            throw Fault.notAllowed(
                "Đổi mật khẩu do quản trị cấp rồi mới làm việc khác được.", "The first password must be changed.")
        }
        if path == "/", let home = context.visit?.person.deputy?.scope.home { return .seeOther(home) }
        if let deputy = context.visit?.person.deputy, !deputy.scope.covers(path: path) {
            throw Fault.notAllowed(
                "Ủy quyền bạn đang dùng chỉ dành cho “\(DelegationWords.scope(deputy.scope))”. Thôi làm thay để về việc của bạn.",
                "The delegation does not cover this.")
        }
        return try await next(request, context)
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
            if fault.code == .notAllowed || fault.code == .forbidden {
                context.logger.notice(
                    "act refused", metadata: ["fault.code": "\(fault.code.rawValue)", "path": "\(request.uri.path)"])
            }
            return self.page(fault)
        } catch let fault as FormFault {
            return self.page(
                Fault(.invalidForm, vi: fault.sentence + ".", en: "A field must be corrected: \(fault.field)."))
        } catch let error as any HTTPResponseError {
            let isMissing = error.status == .notFound
            return self.page(
                isMissing
                    ? Fault(.notFound, vi: "Không có trang này.", en: "There is no such page.")
                    : Fault(.invalidRequest, vi: "Không hiểu được yêu cầu.", en: "The request cannot be understood."),
                status: error.status
            )
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            context.logger.error("request failed", metadata: ["error": "\(error)", "path": "\(request.uri.path)"])
            return self.page(
                Fault(
                    .internalFault,
                    vi: "Hệ thống gặp lỗi, thao tác chưa được thực hiện. Thử lại; nếu vẫn lỗi, báo quản trị.",
                    en: "Something failed on our side; nothing was done."
                )
            )
        }
    }

    private func page(_ fault: Fault, status: HTTPResponse.Status? = nil) -> Response {
        .page(
            ErrorPage(fault: fault, letterhead: self.office.identity.letterhead).html,
            status: status ?? fault.code.pageStatus)
    }
}
