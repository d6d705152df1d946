import Exchange
import Hummingbird
import Logging

/// Every refusal, by page and by API, is told in the log with person, act and document (lessons Q8: a refusal is shown and logged). The caller reads the
/// sentence.
enum RefusalLog {
    /// Answers, and tells what was refused.
    static func watch(
        _ request: Request, _ context: OfficeContext, _ next: (Request, OfficeContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let fault as Fault {
            self.tell(fault, request, context)
            throw fault
        }
    }

    static func tell(_ fault: Fault, _ request: Request, _ context: OfficeContext) {
        guard [.notAllowed, .forbidden, .notFound].contains(fault.code) else { return }
        var metadata: Logger.Metadata = [
            "fault.code": "\(fault.code.rawValue)", "act": "\(request.method) \(context.endpointPath ?? "-")",
            "reason": "\(fault.english)",
        ]
        metadata["person"] = context.person.map { "\($0.userName)" }
        metadata["deputy"] = context.person?.deputy.map { "\($0.id)" }
        metadata["document"] = context.parameters.get("id").map { "\($0)" }
        context.logger.notice("act refused", metadata: metadata)
    }
}
