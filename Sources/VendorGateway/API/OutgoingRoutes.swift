import Exchange
import Foundation
import Hummingbird
import NIOCore
import Storage
import Web

/// Routes under `/v1/outgoing`: what the software wants sent.
///
/// | Method | Path | Answers |
/// |--------|------|---------|
/// | POST | `/` | 201 taken over, 200 the same again, 400, 409, 413, 422 |
/// | GET | `/?after&limit` | 200 |
/// | GET | `/:id` | 200, 404 |
struct OutgoingRoutes: Sendable {
    let gateway: AgencyGateway

    var endpoints: RouteCollection<GatewayContext> {
        RouteCollection(context: GatewayContext.self)
            .post(use: self.take)
            .get(use: self.list)
            .get(":id", use: self.show)
    }

    @Sendable private func take(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let system = try context.caller
        let key = try request.headers[.idempotencyKey].map {
            HandoverKey(system: system, key: try IdempotencyHeader.key($0))
        }
        let taken: Handover.Taken
        if request.headers[.contentType]?.lowercased().hasPrefix("multipart/form-data") == true {
            taken = try await self.document(request, key)
        } else {
            taken = try await self.package(request, key)
        }
        let state = try await self.state(taken.id)
        var response = try Response.json(state.json, status: taken.isRepeat ? .ok : .created)
        response.headers[.location] = "/v1/outgoing/\(taken.id)"
        return response
    }

    private func package(_ request: Request, _ key: HandoverKey?) async throws -> Handover.Taken {
        guard request.headers[.contentType]?.lowercased().hasPrefix("application/edxml+xml") == true else {
            throw Fault.invalid(
                "Content-Type phải là application/edxml+xml hoặc multipart/form-data.",
                "Content-Type must be application/edxml+xml or multipart/form-data.", place: "Content-Type")
        }
        let staged = try self.gateway.store.stage()
        for try await piece in request.body {
            guard staged.sizeBytes + piece.readableBytes <= self.gateway.maximumBytes else {
                throw Fault.tooLarge(self.gateway.maximumBytes)
            }
            try piece.withUnsafeReadableBytes { try staged.write($0) }
        }
        return try await Handover(gateway: self.gateway).take(package: staged, key: key)
    }

    /// A form with a file `header` (JSON) and the document's files, in any order.
    private func document(_ request: Request, _ key: HandoverKey?) async throws -> Handover.Taken {
        let folder = try self.gateway.store.stagingFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        var header: URL?
        var files: [HandedFile] = []
        var number = 0
        let form = MultipartForm(maximumBytes: self.gateway.maximumBytes, maximumFiles: 201)
        let fields = try await form.read(request, csrf: nil) { _ -> AppendedFile in
            number += 1
            return try AppendedFile(folder.appending(path: "\(number)"))
        } write: { file, bytes in
            try bytes.withUnsafeBytes { try file.write($0) }
        } close: { _, part in
            let file = folder.appending(path: "\(number)")
            if part.name == "header" {
                header = file
            } else {
                files.append(HandedFile(name: part.fileName ?? "", file: file))
            }
        }
        let json: JSON
        if let header {
            json = try DroppedItem.json(header)
        } else {
            guard let typed = JSON(utf8: Array(fields.text("header").utf8)) else { throw Fault.noHeader }
            json = typed
        }
        return try await Handover(gateway: self.gateway).take(header: json, files: files, key: key)
    }

    @Sendable private func list(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let after = try request.number("after", default: 0, in: 0...Int.max)
        let limit = try request.number("limit", default: 50, in: 1...100)
        let records = try await self.gateway.database.read { connection in
            try HandoverState.list(after: after, limit: limit, in: connection)
        }
        return try .json(
            JSON.object([
                "items": .list(records.map(\.summary)), "next": .number(records.last?.record.seq ?? after),
            ]))
    }

    @Sendable private func show(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try .json(try await self.state(context.parameters.require("id")).json)
    }

    private func state(_ id: String) async throws -> HandoverState {
        guard let state = try await self.gateway.database.read({ try HandoverState.find(id, in: $0) }) else {
            throw Fault(.notFound, vi: "Không có việc gửi này.", en: "There is no such handover.")
        }
        return state
    }
}
