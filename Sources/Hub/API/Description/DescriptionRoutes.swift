import Hummingbird
import Web

/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/openapi.json` | anyone | 200: for programs |
/// | GET | `/docs`, `/docs/{part}` | anyone | 200: for people |
/// | GET | `/assets/…` | anyone | 200: what the page needs |
struct DescriptionRoutes: Sendable {
    let hubName: String

    var endpoints: RouteCollection<HubContext> {
        let texts = DescriptionTexts { [hubName] in APIDescription.hub(named: hubName) }
        let routes = RouteCollection(context: HubContext.self)
        routes.get("openapi.json") { _, _ in try texts.openAPI() }
        routes.add(middleware: SecurityHeaders<HubContext>())
        routes.get("docs") { _, _ in try texts.page() }
        routes.get("docs/{part}") { _, context in try texts.page(context.parameters.require("part")) }
        routes.addAssets()
        return routes
    }
}
