import Exchange
import Hummingbird
import Storage
import Web

/// Whether the gateway can do its work.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/health` | anyone | 200 the gateway can work, 503 it cannot |
struct HealthRoutes: Sendable {
    let organ: OrganCode
    let health: Health

    var endpoints: RouteCollection<GatewayContext> {
        RouteCollection(context: GatewayContext.self).get("health", use: self.show)
    }

    @Sendable private func show(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let verdict = await self.health.verdict()
        var members: [String: JSON] = [
            "status": .text(verdict.isReady ? "ready" : "unavailable"), "organ": .text(self.organ.key),
        ]
        if !verdict.isReady { members["problems"] = .list(verdict.problems.map { .text($0.rawValue) }) }
        return try .json(JSON.object(members), status: verdict.isReady ? .ok : .serviceUnavailable)
    }
}
