import Exchange
import Hummingbird

/// Notes who opens, downloads, prints, exports, and who is refused: one place for every page and every call of the API.
struct RecordAccess: RouterMiddleware {
    typealias Context = OfficeContext
    let office: Office

    /// By the pattern of the path, the API's without its root.
    static let kinds: [String: AccessEntry.Kind] = [
        "/incoming/{id}": .opened, "/outgoing/{id}": .opened, "/case-files/{id}": .opened,
        "/files/{id}": .downloaded, "/files/{id}/{name}": .downloaded, "/outgoing/{id}/package": .downloaded,
        "/files/{id}/first-page": .downloaded, "/copies/{id}/files/{file}/first-page": .downloaded,
        "/incoming/{id}/sheet": .printed, "/incoming/{id}/stamp": .printed, "/case-files/{id}/index": .printed,
        "/registers/{direction}/print": .printed, "/transfers/{id}/list": .printed, "/transfers/{id}/record": .printed,
        "/case-files/{id}/export/{format}": .exported, "/registers/{direction}/xlsx": .exported,
        "/post-register/xlsx": .exported, "/copy-register/xlsx": .exported, "/copies/{id}": .printed,
        "/copies/{id}/files/{file}": .downloaded,
        "/copies/xlsx": .exported, "/transfers/{id}/xlsx": .exported,
        "/transfers/{id}/package": .exported, "/statistics/xlsx": .exported, "/search/export/{format}": .exported,
        "/outgoing/{id}/urging": .printed, "/outgoing/{id}/task-annex": .downloaded, "/archive/{id}": .opened,
        "/archive/{id}/files/{file}": .downloaded,
        "/archive/{id}/files/{file}/{name}": .downloaded,
        "/access/{format}": .exported, "/statistics/issues/print": .printed, "/statistics/issues/xlsx": .exported,
        "/statistics/period/print": .printed, "/statistics/period/xlsx": .exported,
        "/secrets/{id}": .opened, "/outgoing/{id}/task-marks": .opened,
    ]

    func handle(
        _ request: Request, context: OfficeContext, next: (Request, OfficeContext) async throws -> Response
    ) async throws -> Response {
        do {
            let response = try await next(request, context)
            let pattern = Self.pattern(context)
            if request.method == .get, response.status.code < 400, let kind = Self.kinds[pattern] {
                self.note(kind, request, context, pattern)
            }
            return response
        } catch let fault as Fault where Self.isRefusal(fault, context) {
            self.note(.refused, request, context, Self.pattern(context))
            throw fault
        }
    }

    private static func pattern(_ context: OfficeContext) -> String {
        let pattern = context.endpointPath ?? ""
        return pattern.hasPrefix(OfficeAPI.root) ? String(pattern.dropFirst(OfficeAPI.root.count)) : pattern
    }

    /// What somebody may not see is told as not there.
    private static func isRefusal(_ fault: Fault, _ context: OfficeContext) -> Bool {
        fault.code == .notAllowed || fault.code == .forbidden || fault.code == .secret
            || (fault.code == .notFound && context.endpointPath?.contains("/{id}") == true)
    }

    /// Of strangers nothing is noted: they come no further than the gates.
    private func note(_ kind: AccessEntry.Kind, _ request: Request, _ context: OfficeContext, _ pattern: String) {
        guard let person = context.person else { return }
        var entry = AccessEntry(kind, by: person, at: self.office.now())
        let id = String((context.parameters.get("id") ?? "").prefix(100))
        switch pattern.split(separator: "/").first {
        case "files": entry.fileID = id
        case "incoming", "outgoing", "case-files", "secrets": entry.documentID = id
        case "copies": entry.fileID = String((context.parameters.get("file") ?? "").prefix(100))
        case "archive":
            // A file names its document by itself.
            entry.fileID = String((context.parameters.get("file") ?? "").prefix(100))
            if entry.fileID.isEmpty { entry.documentID = id }
        default: break
        }
        entry.address = context.address
        if kind != .opened, kind != .downloaded {
            entry.detail = String("\(request.method.rawValue) \(request.uri.path)".prefix(200))
        }
        self.office.access.record(entry)
    }
}
