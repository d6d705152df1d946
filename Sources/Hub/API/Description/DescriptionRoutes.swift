import Exchange
import Hummingbird
import Web

/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/openapi.json` | anyone | 200: for programs |
/// | GET | `/docs` | anyone | 200: for people |
/// | GET | `/assets/…` | anyone | 200: what the page needs |
struct DescriptionRoutes: Sendable {
    let hubName: String

    var endpoints: RouteCollection<HubContext> {
        let description = APIDescription.hub(named: self.hubName)
        let page = description.page
        let routes = RouteCollection(context: HubContext.self)
        routes.get("openapi.json") { _, _ in
            Response.bytes(
                ByteBuffer(string: try description.openAPI.printed()), status: .ok, type: "application/json")
        }
        routes.add(middleware: SecurityHeaders<HubContext>())
        routes.get("docs") { _, _ in Response.page(page) }
        routes.addAssets()
        return routes
    }
}
