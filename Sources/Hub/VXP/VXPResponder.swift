import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Storage
import Web

/// Answers the calls of the VXP wire under its prefix. Every answer has HTTP status 200: clients read a refusal from the body.
struct VXPResponder: HTTPResponder {
    typealias Context = HubContext

    /// Empty, or `/vxp`.
    let prefix: String
    let gate: VXPGate
    let inbox: VXPInbox
    let sent: VXPSent
    let sending: VXPSending
    let agencies: VXPAgencies
    let evidence: EvidenceLog
    let content: KeptContent
    let metrics: HubMetrics
    let now: @Sendable () -> Date

    func respond(to request: Request, context: HubContext) async throws -> Response {
        let start = ContinuousClock.now
        let call = self.call(request)
        var response = await self.answer(request, call, context)
        let (seconds, rest) = (ContinuousClock.now - start).components
        self.metrics.answers.answered(
            "VXP \(call?.rawValue ?? "none")", status: response.status.code,
            seconds: Double(seconds) + Double(rest) * 1e-18)
        response.headers[.cacheControl] = "no-store"
        return response
    }

    private func call(_ request: Request) -> VXPCall? {
        let path = request.uri.path
        guard path.hasPrefix(self.prefix + "/") else { return nil }
        return VXPCall(rawValue: String(path.dropFirst(self.prefix.count + 1)))
    }

    private func answer(_ request: Request, _ call: VXPCall?, _ context: HubContext) async -> Response {
        let failure: Failure
        do {
            guard let call else {
                throw Fault(.notFound, vi: "Không có dịch vụ này.", en: "There is no such call.")
            }
            let (system, parameters) = try await self.gate.admit(request, context)
            if let id = parameters.document(preferring: "docId", else: "docid") {
                context.ids.add("hub.delivery", id.filter { !$0.isNewline })
            }
            return try await self.run(call, request, system, parameters, context)
        } catch {
            failure = Failure(error)
        }
        let (fault, cause) = failure.told
        RefusalLog.tell(fault, context, cause: cause, more: ["vxp.call": "\(call?.rawValue ?? "-")"])
        self.metrics.answers.refused(fault.code)
        let response = VXPAnswer.refusal(fault.vietnamese, of: call)
        return UnreadBody.mayBeLarge(request) ? UnreadBody.closing(response, channel: context.channel) : response
    }

    private func run(
        _ call: VXPCall, _ request: Request, _ system: ConnectedSystem, _ parameters: VXPParameters,
        _ context: HubContext
    ) async throws -> Response {
        switch call {
        case .sendEdoc:
            let id = try await self.sending.send(request, parameters, by: system)
            return VXPAnswer.ok([("DocId", .text(id))])
        case .getReceivedEdocList:
            let items = try await self.inbox.list(of: system, statuses: VXPInbox.wantsStatuses(parameters))
            return VXPAnswer.ok([("data", .list(items))])
        case .getSentEdocList:
            return VXPAnswer.ok([("data", .list(try await self.sent.list(of: system, parameters)))])
        case .getEdoc:
            let delivery = try await self.inbox.delivery(parameters, of: system)
            return try await VXPFile(delivery, self.content, context.channel.eventLoop).encoded
        case .downloadEdoc:
            let delivery = try await self.inbox.delivery(parameters, of: system)
            return try await VXPFile(delivery, self.content, context.channel.eventLoop).plain
        case .updateStatus:
            try await self.inbox.update(parameters, by: system)
            return VXPAnswer.ok()
        case .countReceiveEdoc, .countReceiveStatus:
            let count = try await self.inbox.count(of: system, statuses: call == .countReceiveStatus)
            return VXPAnswer.ok([("count", .number(count))])
        case .registerAgency:
            let body = try await request.bytes(upTo: Self.maximumBodyBytes)
            try await self.administration(system).register(
                try OrganStore.Registration(json: Array(body.readableBytesView)), by: system)
            return VXPAnswer.ok()
        case .deleteAgency:
            guard let code = parameters["AgencyCode"].flatMap({ OrganCode($0) }) else {
                throw Fault(.missingField, vi: "Thiếu tham số AgencyCode.", en: "AgencyCode is missing.")
            }
            try await self.administration(system).close(code, by: system)
            return VXPAnswer.ok()
        case .getAgenciesList, .getAgenciesListQD20, .getSynchronizeUnit, .getListUnit:
            return try await self.list(call, request, context)
        }
    }

    private func administration(_ system: ConnectedSystem) -> Administration {
        Administration(self.evidence, by: Actor(system.id, .wire), now: self.now)
    }

    /// Codes, a name, an address.
    private static let maximumBodyBytes = 64 * 1024

    private func list(_ call: VXPCall, _ request: Request, _ context: HubContext) async throws -> Response {
        guard let list = VXPAgencyList(call) else { throw Fault.internalProblem }
        let isPacked = AnswerCompression.accepts(request.headers[.acceptEncoding])
        let file = try await self.agencies.open(list, packed: isPacked)
        var headers: HTTPFields = [.contentType: "application/json"]
        if isPacked { headers[.contentEncoding] = "gzip" }
        return VXPFile.response(headers, file, context.channel.eventLoop)
    }
}

extension OrganStore.Registration {
    /// `{"pcode":…,"code":…,"name":…,"mail":…}`; other members are ignored. Throws `bad-format`.
    init(json: [UInt8]) throws {
        guard let body = JSON(utf8: json), let code = body["code"]?.string.flatMap({ OrganCode($0) }) else {
            throw Fault(
                .badFormat, vi: "Nội dung đăng ký không phải JSON có mã đơn vị (code).",
                en: "The registration is no JSON with a code.", place: "code")
        }
        self.init(
            code: code, parent: body["pcode"]?.string.flatMap { OrganCode($0) }, name: body["name"]?.string ?? "",
            email: body["mail"]?.string)
    }
}
