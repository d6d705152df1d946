import Exchange
import Foundation
import Hummingbird
import NIOCore
import Storage
import Web

/// Routes under `/v1/incoming`: what has come, and what the software reports of it.
///
/// | Method | Path | Answers |
/// |--------|------|---------|
/// | GET | `/?after&limit` | 200 |
/// | GET | `/:id` | 200, 404 |
/// | GET | `/:id/package` | 200, 206, 404, 416 |
/// | GET | `/:id/files/:number` | 200, 206, 404, 416 |
/// | POST | `/:id/status` | 201 queued, 200 reported before, 404, 422 |
struct IncomingRoutes: Sendable {
    let gateway: AgencyGateway

    /// A status, a reason, who says so.
    private static let maximumBodyBytes = 16 * 1024

    var endpoints: RouteCollection<GatewayContext> {
        RouteCollection(context: GatewayContext.self)
            .get(use: self.list)
            .get(":id", use: self.show)
            .get(":id/package", use: self.package)
            .get(":id/files/:number", use: self.file)
            .post(":id/status", use: self.report)
    }

    @Sendable private func list(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let after = try request.number("after", default: 0, in: 0...Int.max)
        let limit = try request.number("limit", default: 50, in: 1...100)
        let arrivals = try await self.gateway.database.read {
            try ArrivalRecord.list(after: after, limit: limit, in: $0)
        }
        return try .json(
            JSON.object([
                "items": .list(arrivals.map(ArrivalJSON.summary)), "next": .number(arrivals.last?.seq ?? after),
            ]))
    }

    @Sendable private func show(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let (arrival, files) = try await self.arrival(context)
        return try .json(ArrivalJSON.header(arrival, files))
    }

    @Sendable private func package(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let (arrival, _) = try await self.arrival(context)
        return try FileAnswer.response(
            to: request, of: try await self.gateway.store.open(arrival.packageHash), hash: arrival.packageHash,
            type: "application/edxml+xml", context: context, eventLoop: context.channel.eventLoop)
    }

    @Sendable private func file(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let (_, files) = try await self.arrival(context)
        guard let number = Int(try context.parameters.require("number")), files.indices.contains(number - 1) else {
            throw Fault(.notFound, vi: "Không có tệp này.", en: "There is no such file.")
        }
        let file = files[number - 1]
        var response = try FileAnswer.response(
            to: request, of: try await self.gateway.store.open(file.hash), hash: file.hash,
            type: "application/octet-stream", context: context, eventLoop: context.channel.eventLoop)
        // A stranger's file: saved, never shown as a page of ours.
        response.headers[.contentDisposition] = "attachment"
        return response
    }

    @Sendable private func report(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let id = try context.parameters.require("id")
        let body = try await request.bytes(upTo: Self.maximumBodyBytes)
        guard let json = JSON(utf8: Array(body.readableBytesView)) else {
            throw Fault.invalid("Nội dung không phải JSON.", "The body is not JSON.")
        }
        let taken = try await StatusHandover(gateway: self.gateway).take(.init(json, arrival: id))
        let state = try await self.gateway.database.read { try HandoverState.find(taken.id, in: $0) }
        return try .json(state?.json ?? .null, status: taken.isRepeat ? .ok : .created)
    }

    private func arrival(_ context: GatewayContext) async throws -> (ArrivalRecord, [ArrivalFile]) {
        let id = try context.parameters.require("id")
        let found = try await self.gateway.database.read { connection in
            try ArrivalRecord.find(id, in: connection).map { ($0, try ArrivalFile.all(of: id, in: connection)) }
        }
        guard let found else { throw Fault.noArrival }
        return found
    }
}
