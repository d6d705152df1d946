import Exchange
import Hummingbird
import NIOCore
import Trust
import Web

/// Routes under `/v1/evidence`.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/checkpoint` | any system | 200, 404 before the first event |
/// | GET | `/consistency?from&to` | any system | 200, 400 |
/// | GET | `/packages/:id?after&limit` | a system of the sender or of a receiver | 200, 404 |
struct EvidenceRoutes: Sendable {
    let log: EvidenceLog

    var endpoints: RouteCollection<HubContext> {
        RouteCollection(context: HubContext.self)
            .get("checkpoint", use: self.checkpoint)
            .get("consistency", use: self.consistency)
            .get("packages/:id", use: self.receipts)
    }

    @Sendable private func checkpoint(_ request: Request, _ context: HubContext) async throws -> Response {
        _ = try context.caller
        guard let checkpoint = try await self.log.checkpoint() else {
            throw Fault(.notFound, vi: "Sổ bằng chứng còn trống.", en: "The evidence log is empty.")
        }
        return .bytes(ByteBuffer(string: checkpoint.text), status: .ok, type: "text/plain; charset=utf-8")
    }

    @Sendable private func consistency(_ request: Request, _ context: HubContext) async throws -> Response {
        _ = try context.caller
        let from = try request.number("from", default: 0, in: 0...Int.max)
        let to = try request.number("to", default: 0, in: 0...Int.max)
        let proof = try await self.log.consistency(from: from, to: to)
        return try .json(
            JSON.object(["from": .number(from), "to": .number(to), "proof": .list(proof.map { .text($0.base64) })]))
    }

    @Sendable private func receipts(_ request: Request, _ context: HubContext) async throws -> Response {
        let id = try context.id(as: "hub.package")
        let after = try request.number("after", default: -1, in: -1...Int.max)
        let limit = try request.number("limit", default: 100, in: 1...500)
        let receipts = try await self.log.receipts(ofPackage: id, for: context.caller, after: after, limit: limit)
        let body = "{\"receipts\":[\(receipts.map(\.json).joined(separator: ","))]}"
        return .bytes(ByteBuffer(string: body), status: .ok, type: "application/json")
    }
}
