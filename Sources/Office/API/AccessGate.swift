import Exchange
import Foundation
import Hummingbird
import Storage
import Web

/// Who calls the API, and by which token.
struct Caller: Sendable {
    /// In whose place they act, with the deputy; else whose token it is, in the post that the call names.
    let person: Person
    /// The further posts that a call may name.
    let posts: [Post]
    let tokenID: String
    let readsOnly: Bool
}

/// Lets in who shows a token of their own (`Authorization: Bearer …`): from then on they are that person, with the rights of the pages. The header
/// `Post` names a further post (chức vụ kiêm nhiệm) in which they work, `Delegation` a delegation (ủy quyền) by which they act in another's place.
struct AccessGate: RouterMiddleware {
    typealias Context = OfficeContext
    let office: Office
    let limiter: RateLimiter

    static let unauthenticated = Fault(
        .unauthenticated, vi: "Thiếu mã truy cập, hoặc mã sai, hết hạn hay đã bị thu hồi.",
        en: "The access token is missing, wrong, out of date or was revoked.")

    func handle(
        _ request: Request, context: OfficeContext, next: (Request, OfficeContext) async throws -> Response
    ) async throws -> Response {
        guard let secret = Self.secret(request) else { throw Self.unauthenticated }
        var context = context
        context.caller = try await self.caller(secret, request)
        return try await RefusalLog.watch(request, context) { request, context in
            try self.check(request, try context.called())
            return try await next(request, context)
        }
    }

    private func caller(_ secret: String, _ request: Request) async throws -> Caller {
        let (now, today) = (self.office.now(), self.office.today)
        let delegation = request.headers[.named("Delegation")]
        let wanted = request.headers[.named("Post")]
        let (caller, isUnmarked) = try await self.office.database.lookUp { connection in
            guard
                let row = try connection.row(
                    """
                    SELECT access_token.id AS token_id, access_token.reads_only, access_token.used_at,
                        EXISTS (SELECT 1 FROM post WHERE post.person_id = person.id AND post.ended_at IS NULL) AS has_posts,
                        person.password_is_first, \(SecondFactor.isLacking) AS lacks_second_factor, \(Person.columns)
                    FROM access_token
                    JOIN person ON person.id = access_token.person_id
                    JOIN unit ON unit.id = person.unit_id
                    WHERE access_token.token_hash = $1 AND access_token.revoked_at IS NULL
                        AND access_token.ends_on >= $2 AND person.enabled = 1
                    """, AccessToken.hash(secret), today)
            else { throw Self.unauthenticated }
            var account = try Person(row)
            account.today = today
            guard try row["password_is_first"] == false else {
                throw Fault.passwordIsFirst
            }
            // As on pages: nothing before that.
            guard try row["lacks_second_factor"] == false else { throw SecondFactor.lacking }
            let posts = try row["has_posts"] ? try Post.active(of: account.id, on: today, in: connection) : []
            if let wanted {
                // On pages one that has ended is left for the main one; a program would act with other rights than it thinks.
                guard let post = posts.first(where: { $0.id == wanted }) else { throw Post.notHeld }
                account = account.holding(post)
            }
            var person = account
            if let delegation {
                guard let other = try Delegation.person(delegation, for: account, on: today, in: connection) else {
                    throw Delegation.notYours
                }
                person = other
            }
            let used: Date? = try row["used_at"]
            return (
                Caller(
                    person: person, posts: posts, tokenID: try row["token_id"], readsOnly: try row["reads_only"]),
                used.map { now.timeIntervalSince($0) > AccessToken.markSeconds } ?? true
            )
        }
        if isUnmarked {
            try await self.office.database.write {
                _ = try $0.execute("UPDATE access_token SET used_at = $2 WHERE id = $1", caller.tokenID, now)
            }
        }
        return caller
    }

    private func check(_ request: Request, _ caller: Caller) throws {
        let account = caller.person.deputy?.id ?? caller.person.id
        if case .refused = self.limiter.judge(account) {
            let limit = Int(self.limiter.perSecond)
            throw Fault(
                .tooManyRequests, vi: "Gọi quá nhiều: tối đa \(limit) lần mỗi giây. Thử lại sau.",
                en: "Too many calls: at most \(limit) a second. Try again later.")
        }
        if caller.readsOnly, request.method != .get {
            throw Fault.notAllowed("Mã truy cập này chỉ để đọc.", "This access token only reads.")
        }
        let path = String(request.uri.path.dropFirst(OfficeAPI.root.count))
        if let deputy = caller.person.deputy, !deputy.scope.covers(path: path) {
            throw Fault.notAllowed(
                "Ủy quyền bạn đang dùng chỉ dành cho “\(DelegationWords.scope(deputy.scope))”.",
                "The delegation does not cover this.")
        }
    }

    /// RFC 6750; the scheme's case does not matter.
    private static func secret(_ request: Request) -> String? {
        guard let header = request.headers[.authorization], header.utf8.count <= 200 else { return nil }
        let parts = header.split(separator: " ")
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1])
    }
}

extension Delegation {
    static let notYours = Fault.notAllowed(
        "Ủy quyền này không dành cho bạn, chưa đến ngày, đã hết hạn hoặc đã thu hồi.",
        "The delegation is not yours, has not begun, has ended or was revoked.")
}
