import Exchange
import Hummingbird
import Logging
import Storage
import Web

/// Routes under `/v1/packages`.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | POST | `/?to` | a system of the sending agency | 201 receipt, 200 the same receipt again, 400, 403, 404, 409, 413, 422, 429, 503, 507 |
/// | GET | `/:id` | a system of the sending agency | 200, 404 |
struct PackageRoutes: Sendable {
    let uploads: Uploads
    let intake: Intake
    let tracking: TrackingStore

    var endpoints: RouteCollection<HubContext> {
        RouteCollection(context: HubContext.self)
            .post(use: self.send)
            .get(":id", use: self.track)
    }

    @Sendable private func send(_ request: Request, _ context: HubContext) async throws -> Response {
        let system = try context.caller
        let key = try request.idempotencyKey
        let audience = try request.audience
        if let length = try self.uploads.announcedBytes(request),
            let hash = request.headers[.contentDigest].flatMap(ContentDigest.hash)
        {
            try await self.intake.expect(length, hash, from: system)
        }
        let answer = try await self.uploads.admitting(system) {
            let staged = try await self.uploads.stage(request)
            context.ids.add("hub.sha256", staged.hash.hex)
            return try await self.intake.take(staged, from: system, under: key, to: audience)
        }
        context.logger.info(
            "package taken in",
            metadata: [
                "hub.package": "\(answer.packageID)", "hub.repeat": "\(answer.isRepeat)",
                "hub.bytes": "\(request.headers[.contentLength] ?? "-")",
            ])
        return .bytes(
            ByteBuffer(string: answer.receipt), status: answer.isRepeat ? .ok : .created, type: "application/json")
    }

    @Sendable private func track(_ request: Request, _ context: HubContext) async throws -> Response {
        let id = try context.id(as: "hub.package")
        return try .json(try await self.tracking.track(id, by: try context.caller))
    }
}

extension Request {
    /// Throws `invalid-request`.
    var idempotencyKey: IdempotencyKey? {
        get throws { try self.headers[.idempotencyKey].map { try IdempotencyKey(header: $0) } }
    }

    /// `to=CODE,CODE`: some of those whom the package names; without it all of them. Throws `invalid-request`.
    var audience: Audience {
        get throws {
            guard let text = self.uri.queryParameters["to"] else { return .named }
            let codes = text.split(separator: ",", omittingEmptySubsequences: false).map { OrganCode(String($0)) }
            let known = codes.compactMap { $0 }
            guard known.count == codes.count, known.count <= Self.maximumReceivers else {
                throw Fault.invalid(
                    "Tham số \"to\" phải là các mã cơ quan, cách nhau bằng dấu phẩy.",
                    "The parameter \"to\" must be codes of agencies, separated by commas.", place: "to")
            }
            return .only(known)
        }
    }

    /// As many as a package may name.
    private static let maximumReceivers = 2000
}
