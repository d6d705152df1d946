import Exchange
import HTTPTypes
import Hummingbird
import Storage

/// Whether the office can do its work.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/health` | anyone | 200 the office can work, 503 it cannot |
struct HealthRoutes: Sendable {
    let office: Office
    let health: Health

    func add(to router: Router<OfficeContext>) {
        router.get("health", use: self.show)
    }

    @Sendable private func show(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let verdict = await self.health.verdict()
        var members: [String: JSON] = [
            "status": .text(verdict.isReady ? "ready" : "unavailable"),
            "organ": .text(self.office.identity.organ.key),
        ]
        if let organs = verdict.organs {
            let counts = try await self.office.database.read { connection in
                let counts = try Directory.counts(in: connection)
                return [counts.ministries, counts.provinces]
            }
            members["organs"] = .number(organs)
            members["ministries"] = .number(counts[0])
            members["provinces"] = .number(counts[1])
        }
        if !verdict.isReady { members["problems"] = .list(verdict.problems.map { .text($0.rawValue) }) }
        return Response(
            status: verdict.isReady ? .ok : .serviceUnavailable,
            headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: JSON.object(members).canonical)))
    }
}
