import Hummingbird
import Pages
import Web

extension Response {
    /// Answers a form of this session: with the page that comes next, or with the form once more, everything that was typed kept, when something
    /// must be corrected (422).
    static func form(
        _ request: Request, of visit: Visit,
        _ act: (FormFields) async throws -> String,
        again: (FormFields, FormFault) async throws -> HTML
    ) async throws -> Response {
        let fields = try await FormFields.read(request, csrf: visit.csrf)
        do {
            return .seeOther(try await act(fields))
        } catch let fault as FormFault {
            return .page(try await again(fields, fault), status: .unprocessableContent)
        }
    }
}
