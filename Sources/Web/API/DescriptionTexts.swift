import Exchange
package import Hummingbird
import NIOCore
import Pages
import Synchronization

/// The two texts of a description, `/docs` and `openapi.json`, made when somebody asks for one of them for the first time, and kept.
package final class DescriptionTexts: Sendable {
    private let description: @Sendable () -> APIDescription
    private let made = Mutex<(page: HTML, openAPI: ByteBuffer)?>(nil)

    package init(_ description: @escaping @Sendable () -> APIDescription) { self.description = description }

    package func page() throws -> Response { Response.page(try self.texts().page) }

    package func openAPI() throws -> Response {
        Response.bytes(try self.texts().openAPI, status: .ok, type: "application/json")
    }

    private func texts() throws -> (page: HTML, openAPI: ByteBuffer) {
        try self.made.withLock { made in
            if let made { return made }
            let description = self.description()
            let texts = (page: description.page, openAPI: ByteBuffer(string: try description.openAPI.printed()))
            made = texts
            return texts
        }
    }
}
