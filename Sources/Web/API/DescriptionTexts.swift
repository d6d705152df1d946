import Exchange
package import Hummingbird
import NIOCore
import Pages
import Synchronization

/// The texts of a description, `/docs` with its parts and `openapi.json`, made when somebody asks for one of them for the first time, and kept.
package final class DescriptionTexts: Sendable {
    private let description: @Sendable () -> APIDescription
    private let made = Mutex<(pages: [String: HTML], openAPI: ByteBuffer)?>(nil)

    package init(_ description: @escaping @Sendable () -> APIDescription) { self.description = description }

    /// The first page or, with the last word of its address, that of a part. Throws `not-found`.
    package func page(_ id: String = "") throws -> Response {
        guard let page = try self.texts().pages[id] else {
            throw Fault(.notFound, vi: "Không có phần này.", en: "There is no such part.")
        }
        return Response.page(page)
    }

    package func openAPI() throws -> Response {
        Response.bytes(try self.texts().openAPI, status: .ok, type: "application/json")
    }

    private func texts() throws -> (pages: [String: HTML], openAPI: ByteBuffer) {
        try self.made.withLock { made in
            if let made { return made }
            let description = self.description()
            let texts = (pages: description.pages, openAPI: ByteBuffer(string: try description.openAPI.printed()))
            made = texts
            return texts
        }
    }
}
