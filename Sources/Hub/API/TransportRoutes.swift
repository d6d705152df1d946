import Hummingbird
import Web

/// Routes under `/v1/transport`.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/?after&mark&limit&wait` | any system, about what its agencies sent | 200, 400, 409 another log |
struct TransportRoutes: Sendable {
    let feed: TransportFeed

    var endpoints: RouteCollection<HubContext> {
        RouteCollection(context: HubContext.self).get(use: self.list)
    }

    @Sendable private func list(_ request: Request, _ context: HubContext) async throws -> Response {
        let system = try context.caller
        let after = try request.number("after", default: -1, in: -1...Int.max - TransportFeed.window)
        let limit = try request.number("limit", default: 50, in: 1...100)
        let wait = try request.number("wait", default: 0, in: 0...30)
        let mark = request.uri.queryParameters["mark"].map(String.init)
        return try .json(
            try await self.feed.page(for: system, after: after, mark: mark, limit: limit, wait: .seconds(wait)))
    }
}
