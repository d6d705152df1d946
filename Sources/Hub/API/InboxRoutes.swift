import Exchange
import Hummingbird
import Logging

/// Routes under `/v1/inbox`.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/?after&limit&wait` | any system, for its own agencies | 200, 400, 429 |
struct InboxRoutes: Sendable {
    let inbox: Inbox

    var endpoints: RouteCollection<HubContext> {
        RouteCollection(context: HubContext.self).get(use: self.list)
    }

    private struct Page: Encodable {
        var items: [InboxItem]
        /// `after` of the next call.
        var next: Int
    }

    @Sendable private func list(_ request: Request, _ context: HubContext) async throws -> Response {
        let system = try context.caller
        let after = try request.number("after", default: 0, in: 0...Int.max)
        let limit = try request.number("limit", default: 50, in: 1...100)
        let wait = try request.number("wait", default: 0, in: 0...30)
        if wait > 0 { context.logger.debug("inbox waits", metadata: ["hub.seconds": "\(wait)"]) }
        let items = try await self.inbox.items(for: system, after: after, limit: limit, wait: .seconds(wait))
        return try .json(Page(items: items, next: items.last?.cursor ?? after))
    }
}
