import Exchange
import Hummingbird

/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/openapi.json` | anyone | 200 |
struct OpenAPIRoute: Sendable {
    var endpoints: RouteCollection<HubContext> {
        RouteCollection(context: HubContext.self).get("openapi.json") { _, _ in
            Response.bytes(
                ByteBuffer(string: try OpenAPI.document.printed()), status: .ok, type: "application/json")
        }
    }
}
