import Exchange
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import Web

/// Routes under `/v1/inbox`.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/?after&limit&wait` | any system, for its own agencies | 200, 400, 429 |
/// | GET | `/` with `Accept: text/event-stream` | the same | 200, events until one side ends |
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
        if request.headers[.accept]?.hasPrefix("text/event-stream") == true {
            return try self.stream(request, for: system)
        }
        let after = try request.number("after", default: 0, in: 0...Int.max)
        let limit = try request.number("limit", default: 50, in: 1...100)
        let wait = try request.number("wait", default: 0, in: 0...30)
        if wait > 0 { context.logger.debug("inbox waits", metadata: ["hub.seconds": "\(wait)"]) }
        let items = try await self.inbox.items(for: system, after: after, limit: limit, wait: .seconds(wait))
        return try .json(Page(items: items, next: items.last?.cursor ?? after))
    }

    /// What waits, then what comes, one event each; its id is the cursor with which a cut stream goes on (`Last-Event-ID`). A comment every
    /// few seconds shows that the line lives. After an hour the hub ends it: whoever listens asks anew with his rights of then.
    private func stream(_ request: Request, for system: ConnectedSystem) throws -> Response {
        let after = try request.number("after", default: 0, in: 0...Int.max)
        guard let start = request.headers[.lastEventID].map({ Int($0) }) ?? after, start >= 0 else {
            throw Fault.invalid(
                "Last-Event-ID không phải số.", "Last-Event-ID is not a number.", place: "Last-Event-ID")
        }
        let body = ResponseBody { writer in
            let end = ContinuousClock.now + Self.streamLifetime
            var cursor = start
            try await writer.write(ByteBuffer(string: ": ready\n\n"))
            while ContinuousClock.now < end, !Task.isShuttingDownGracefully {
                let items = try await self.inbox.items(for: system, after: cursor, limit: 50, wait: Self.heartbeat)
                var text = items.isEmpty ? ": \n\n" : ""
                for item in items {
                    text += "id: \(item.cursor)\nevent: delivery\ndata: \(try item.json)\n\n"
                    cursor = item.cursor
                }
                try await writer.write(ByteBuffer(string: text))
            }
            try await writer.finish(nil)
        }
        return Response(
            status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"], body: body)
    }

    private static let heartbeat = Duration.seconds(15)
    private static let streamLifetime = Duration.seconds(3600)
}
