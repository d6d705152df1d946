import Exchange
import Hummingbird
import Storage
import Web

/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/health` | anyone | 200 the hub can work, 503 it cannot |
struct HealthRoute: Sendable {
    let health: Health
    let scanner: MalwareScanner?

    var endpoints: RouteCollection<HubContext> {
        RouteCollection(context: HubContext.self).get("health", use: self.show)
    }

    @Sendable private func show(_ request: Request, _ context: HubContext) async throws -> Response {
        let verdict = await self.health.verdict()
        var members: [String: JSON] = ["status": .text(verdict.isReady ? "ready" : "unavailable")]
        if let organs = verdict.organs { members["organs"] = .number(organs) }
        // Without it documents are not taken in; everything else goes on, so that the hub is no less ready.
        if let scanner = self.scanner { members["scanner"] = .text(scanner.trouble == nil ? "ready" : "unavailable") }
        if !verdict.isReady { members["problems"] = .list(verdict.problems.map { .text($0.rawValue) }) }
        return try .json(JSON.object(members), status: verdict.isReady ? .ok : .serviceUnavailable)
    }
}
