import Exchange
import Foundation
import Hummingbird
import NIOCore
import Storage
import Web

/// Where a role begins, and what open pages listen to.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/` | whoever is signed in | 303 to the first view of the role |
/// | GET | `/live?document=…` | whoever is signed in (and may see the document) | 200 `text/event-stream` |
struct TrackingRoutes: Sendable {
    let office: Office

    func add(to router: Router<OfficeContext>) {
        router.get("/", use: self.home)
        router.get("live", use: self.live)
    }

    @Sendable private func home(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        switch visit.person.role {
        case .admin: return .seeOther("/people")
        default:
            let first = IncomingView.first(of: visit.person.role)
            return .seeOther("/incoming?view=\(first.rawValue)")
        }
    }

    /// Server-sent events: `change` whenever the page's data may have changed, a comment every 20 seconds to keep the line open.
    @Sendable private func live(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let document = request.uri.queryParameters["document"].map(String.init)
        if let document {
            let isSeen = try await self.office.database.read { connection in
                try IncomingStore.find(document, for: visit.person, in: connection) != nil
                    || OutgoingStore.find(document, for: visit.person, in: connection) != nil
            }
            guard isSeen else { throw Fault.noSuchDocument }
        }
        guard let changes = self.office.changes.listen(to: document) else {
            throw Fault(.tooManyRequests, vi: "Quá nhiều trang đang mở.", en: "Too many pages are listening.")
        }
        return Response(
            status: .ok,
            headers: [.contentType: "text/event-stream", .cacheControl: "no-store", .accelBuffering: "no"],
            body: ResponseBody { writer in
                try await writer.write(ByteBuffer(string: "retry: 1000\n\n"))
                let beats = AsyncStream<Void> { continuation in
                    let task = Task {
                        while !Task.isCancelled {
                            try await Task.sleep(for: .seconds(20))
                            continuation.yield()
                        }
                    }
                    continuation.onTermination = { _ in task.cancel() }
                }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    let lines = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingNewest(4))
                    group.addTask {
                        for await _ in changes { lines.continuation.yield("event: change\ndata: 1\n\n") }
                        lines.continuation.finish()
                    }
                    group.addTask { for await _ in beats { lines.continuation.yield(": still here\n\n") } }
                    defer { group.cancelAll() }
                    for await line in lines.stream { try await writer.write(ByteBuffer(string: line)) }
                }
                try await writer.finish(nil)
            }
        )
    }
}
