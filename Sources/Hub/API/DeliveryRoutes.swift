import Exchange
import Foundation
import Hummingbird
import NIOCore
import Storage
import Web

/// Routes under `/v1/deliveries`. What belongs to somebody else is not found.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/:id/package` | a system of the receiver | 200, 206, 404, 410, 416 |
/// | POST | `/:id/acknowledgement` | a system of the receiver | 204, 400, 404, 409, 422 |
struct DeliveryRoutes: Sendable {
    let deliveries: DeliveryStore
    let content: KeptContent

    /// A hash, an outcome, a code and a sentence.
    private static let maximumBodyBytes = 16 * 1024

    var endpoints: RouteCollection<HubContext> {
        RouteCollection(context: HubContext.self)
            .get(":id/package", use: self.download)
            .post(":id/acknowledgement", use: self.acknowledge)
    }

    @Sendable private func download(_ request: Request, _ context: HubContext) async throws -> Response {
        let id = try context.id(as: "hub.delivery")
        let delivery = try await self.deliveries.fetch(id, by: try context.caller)
        return try await Download.response(
            to: request, delivery: delivery, content: self.content, context: context)
    }

    @Sendable private func acknowledge(_ request: Request, _ context: HubContext) async throws -> Response {
        let id = try context.id(as: "hub.delivery")
        let body = try await request.bytes(upTo: Self.maximumBodyBytes)
        let acknowledgement = try Acknowledgement(json: body)
        try await self.deliveries.acknowledge(
            id, hash: acknowledgement.hash, outcome: acknowledgement.outcome, by: try context.caller)
        return Response(status: .noContent)
    }
}

/// What a receiver reports: `{"sha256":…,"outcome":"done"}` or `{"sha256":…,"outcome":"fail","code":"bad-zip","reason":"…"}`.
struct Acknowledgement: Equatable {
    var hash: ContentHash
    var outcome: DeliveryStore.Outcome

    private struct Body: Decodable {
        var sha256: String
        var outcome: String
        var code: String?
        var reason: String?
    }

    init(json: ByteBuffer) throws {
        guard let body = try? JSONDecoder().decode(Body.self, from: Data(json.readableBytesView)) else {
            throw Fault.invalid(
                "Nội dung xác nhận không đúng dạng JSON.", "The acknowledgement is not the JSON that is expected.")
        }
        guard let hash = ContentHash(hex: body.sha256) else {
            throw Fault.invalid(
                "sha256 phải có 64 chữ số hệ 16.", "sha256 must be 64 hexadecimal digits.", place: "sha256")
        }
        self.hash = hash
        switch body.outcome {
        case "done":
            self.outcome = .done
        case "fail":
            guard let code = body.code, code.wholeMatch(of: /[a-z][a-z0-9-]{0,63}/) != nil else {
                throw Fault.invalid("Thiếu mã lỗi hợp lệ.", "A failure needs a code such as bad-zip.", place: "code")
            }
            let reason = body.reason.map { String($0.normalized.prefix(1000)) }
            self.outcome = .fail(code: code, reason: reason)
        default:
            throw Fault.invalid("outcome phải là done hoặc fail.", "outcome must be done or fail.", place: "outcome")
        }
    }
}
