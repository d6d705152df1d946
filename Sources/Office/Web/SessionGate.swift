import Exchange
import Foundation
import HTTPTypes
import Hummingbird
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
