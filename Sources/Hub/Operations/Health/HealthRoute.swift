import Exchange
import Hummingbird

/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/health` | anyone | 200 the hub can work, 503 it cannot |
struct HealthRoute: Sendable {
    let health: Health

    var endpoints: RouteCollection<HubContext> {
        RouteCollection(context: HubContext.self).get("health", use: self.show)
    }

    @Sendable private func show(_ request: Request, _ context: HubContext) async throws -> Response {
        let verdict = await self.health.verdict()
        var members: [String: JSON] = ["status": .text(verdict.isReady ? "ready" : "unavailable")]
        if let organs = verdict.organs { members["organs"] = .number(organs) }
        if !verdict.isReady { members["problems"] = .list(verdict.problems.map { .text($0.rawValue) }) }
        return try .json(JSON.object(members), status: verdict.isReady ? .ok : .serviceUnavailable)
    }
}
