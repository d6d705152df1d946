import Foundation
package import HTTPTypes
package import Hummingbird
import NIOCore
package import Pages

extension Response {
    /// A page. It changes with every visit, so nobody keeps it.
    package static func page(_ html: HTML, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status,
            headers: [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: html.bytes))
        )
    }

    /// After an act: look at `path` (303, so that reloading repeats nothing).
    package static func seeOther(_ path: String) -> Response {
        Response(status: .seeOther, headers: [.location: path, .cacheControl: "no-store"])
    }
}

/// Puts the headers on every answer that keep a page from being used against its reader.
package struct SecurityHeaders<Context: RequestContext>: RouterMiddleware {
    package init() {}

    package func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        let defaults: [(String, String)] = [
            ("Content-Security-Policy", ContentSecurity.policy),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "same-origin"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
        ]
        for (name, value) in defaults {
            guard let field = HTTPField.Name(name), response.headers[field] == nil else { continue }
            response.headers[field] = value
        }
        return response
    }
}
