import Exchange
import Hummingbird
import Pages
import Web

extension APIDescription {
    /// The gateway's API; a test holds it to the router.
    static let gateway = APIDescription(
        title: "LienThong: cổng liên thông",
        about:
            "API của cổng liên thông cho phần mềm văn bản của cơ quan. The gateway's API for the agency's own software. Failures are problem details (RFC 9457) with a stable code, a sentence in Vietnamese (`detail`) and in English (`title`).",
        heading: "API của cổng liên thông",
        lead: "Dành cho phần mềm quản lý văn bản của cơ quan. Bản cho máy đọc: /openapi.json (OpenAPI 3.1).",
        letterhead: ["Cổng liên thông văn bản"], introduction: Self.gatewayIntroduction, base: "GATEWAY",
        parts: [
            .init("outgoing", "Gửi", APIOperation.outgoing), .init("incoming", "Nhận", APIOperation.incoming),
            .init("about", "Về cổng này", APIOperation.health + APIOperation.ofItself),
        ],
        schemas: GatewaySchemas.all,
        security: ["token": .object(["type": .text("http"), "scheme": .text("bearer")])],
        codes: GatewayWords.codes, vietnamese: { GatewayWords.sentences[$0] })

    private static let gatewayIntroduction: HTML = """
        <section class="sheet sheet--pad reading" aria-labelledby="bat-dau"><h2 id="bat-dau">Bắt đầu</h2>\
        <p>Mỗi lời gọi, trừ những địa chỉ ghi “Mở”, mang mã do <code>lienthong gateway system add</code> in ra.</p>\
        <pre><code>curl --fail --silent -H "Authorization: Bearer $TOKEN" "$GATEWAY/v1/incoming?after=0"</code></pre>\
        <p>Trả lời 2xx nghĩa là đã nằm trên đĩa. Việc gì chưa xong đều gọi lại được: gửi lại đúng văn bản ấy vẫn là một lần gửi.</p>\
        <p lang="en" class="quiet small">Every call but the open ones carries a token. What is answered with 2xx is on disk; whatever \
        failed can be tried again: the same document is sent once.</p></section>
        """
}

/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/openapi.json` | anyone | 200: for programs |
/// | GET | `/docs`, `/docs/{part}` | anyone | 200: for people |
/// | GET | `/assets/…` | anyone | 200: what the page needs |
struct DescriptionRoutes: Sendable {
    var endpoints: RouteCollection<GatewayContext> {
        let texts = DescriptionTexts { APIDescription.gateway }
        let routes = RouteCollection(context: GatewayContext.self)
        routes.get("openapi.json") { _, _ in try texts.openAPI() }
        routes.add(middleware: SecurityHeaders<GatewayContext>())
        routes.get("docs") { _, _ in try texts.page() }
        routes.get("docs/{part}") { _, context in try texts.page(context.parameters.require("part")) }
        routes.addAssets()
        return routes
    }
}
