import Exchange
import Foundation
import Hummingbird
import Logging
import NIOCore
import Pages
import Trust
import Web

/// The page and the API of the switches, on the own machine only.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/` | whoever is on this machine | 200 |
/// | POST | `/switches/:id`, `/clock/forward`, `/clock/real` | the page's own forms | 303, 403, 404, 422 |
/// | GET | `/v1/state` | who holds the token | 200 |
/// | PUT | `/v1/switches/:id` `{"on":true}` | who holds the token | 200, 400, 404 |
/// | POST | `/v1/clock` `{"forwardHours":24}` | who holds the token | 200, 400 |
/// | DELETE | `/v1/clock` | who holds the token | 200 |
struct SwitchRoutes: Sendable {
    let desk: SwitchDesk
    /// Of the API.
    let token: String
    let addresses: [(name: String, address: String)]
    /// Stands in the page's forms: other sites cannot read it.
    let csrf = RandomText.secret()

    /// `{"forwardHours":24}` with room to spare.
    private static let maximumBodyBytes = 1024

    var router: Router<BasicRequestContext> {
        let router = Router()
        router.add(middleware: SecurityHeaders<BasicRequestContext>())
        router.add(middleware: SwitchErrors())
        router.add(middleware: OwnMachine(token: self.token))
        router.addAssets()
        router.get("/") { _, _ in Response.page(await self.page().html) }
        router.post("switches/:id", use: self.press)
        router.post("clock/forward", use: self.forward)
        router.post("clock/real") { request, _ in
            if try await self.form(request) != nil { self.desk.clock.backToReal() }
            return Response.seeOther("/")
        }
        router.get("v1/state") { _, _ in try await self.state() }
        router.put("v1/switches/:id") { request, context in
            guard case .bool(let on)? = try await self.json(request)["on"] else {
                throw Fault.invalid("on phải là true hoặc false.", "on must be true or false.", place: "on")
            }
            try await self.desk.set(context.parameters.require("id"), on: on)
            return try await self.state()
        }
        router.post("v1/clock") { request, _ in
            guard let hours = try await self.json(request)["forwardHours"]?.number else {
                throw Fault.invalid(
                    "forwardHours phải là số nguyên.", "forwardHours must be a whole number.", place: "forwardHours")
            }
            try self.desk.clock.forward(hours: hours)
            return try await self.state()
        }
        router.delete("v1/clock") { _, _ in
            self.desk.clock.backToReal()
            return try await self.state()
        }
        return router
    }

    private func page() async -> SwitchPage {
        SwitchPage(
            switches: await self.desk.switches, now: self.desk.clock.now, hoursAhead: self.desk.clock.hoursAhead,
            addresses: self.addresses, csrf: self.csrf)
    }

    @Sendable private func press(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        guard let fields = try await self.form(request) else { return .seeOther("/") }
        let on = fields.text("on")
        guard ["yes", "no"].contains(on) else { throw FormFields.broken }
        try await self.desk.set(context.parameters.require("id"), on: on == "yes")
        return .seeOther("/")
    }

    @Sendable private func forward(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        guard let fields = try await self.form(request) else { return .seeOther("/") }
        do {
            try self.desk.clock.forward(hours: Int(fields.text("hours")) ?? 0)
        } catch let fault as Fault {
            var page = await self.page()
            page.fault = FormFault("hours", fault.vietnamese)
            page.typedHours = fields.text("hours")
            return .page(page.html, status: .unprocessableContent)
        }
        return .seeOther("/")
    }

    /// Nil for a form that has acted already.
    private func form(_ request: Request) async throws -> FormFields? {
        let fields = try await FormFields.read(request, csrf: self.csrf)
        return self.desk.board.isFirst(try fields.token().once) ? fields : nil
    }

    private func json(_ request: Request) async throws -> JSON {
        let body = try await request.bytes(upTo: Self.maximumBodyBytes)
        guard let json = JSON(utf8: Array(body.readableBytesView)) else {
            throw Fault.invalid("Nội dung không phải JSON.", "The body is no JSON.")
        }
        return json
    }

    private struct State: Encodable {
        let now: String
        let hoursAhead: Int
        let switches: [Switch]
    }

    private func state() async throws -> Response {
        try .json(
            State(
                now: Timestamp.text(self.desk.clock.now), hoursAhead: self.desk.clock.hoursAhead,
                switches: await self.desk.switches))
    }
}

/// Who may call: programs with the token; browsers on this machine that were sent by no other site, under a name that no other site can have.
private struct OwnMachine: RouterMiddleware {
    typealias Context = BasicRequestContext
    let token: String

    func handle(
        _ request: Request, context: BasicRequestContext, next: (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        // Another site may give its own name the address 127.0.0.1.
        let host = (request.head.authority ?? "").replacing(/:[0-9]+$/, with: "")
        guard ThisMachine.isHost(host) else {
            throw Fault(.forbidden, vi: "Mở trang bằng địa chỉ 127.0.0.1.", en: "Only by the address 127.0.0.1.")
        }
        if request.uri.path.hasPrefix("/v1/") {
            guard let shown = request.bearerToken, constantTimeEqual(shown, self.token) else {
                throw Fault(.unauthenticated, vi: "Sai mã bí mật của công tắc.", en: "The token is wrong or missing.")
            }
        } else if request.method != .get, request.isFromOtherSite {
            throw Fault(.forbidden, vi: "Mở trang Hộp cát rồi thử lại.", en: "Forms of other sites are refused.")
        }
        return try await next(request, context)
    }
}

/// Turns what went wrong into problem details for programs and into a page for people.
private struct SwitchErrors: RouterMiddleware {
    typealias Context = BasicRequestContext

    func handle(
        _ request: Request, context: BasicRequestContext, next: (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            let fault: Fault
            switch Failure(error) {
            case .refused(let refused): fault = refused
            case .stopping: throw CancellationError()
            case .ours(let error):
                context.logger.error("a switch failed", metadata: ["error": "\(error)", "path": "\(request.uri.path)"])
                fault = Fault(.internalFault, vi: "Hộp cát gặp lỗi bên trong.", en: "Something failed inside.")
            }
            if request.uri.path.hasPrefix("/v1/") { return try .problem(fault, request: context.id) }
            let layout = Layout(title: "Lỗi: Chưa thực hiện được", letterhead: SandboxWords.letterhead)
            return .page(
                layout.problem(
                    "Chưa thực hiện được", sentence: fault.vietnamese, english: fault.english,
                    code: fault.code.rawValue, act: ("Về trang Hộp cát", "/")), status: fault.code.httpStatus)
        }
    }
}
