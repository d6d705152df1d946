import Exchange
import Hummingbird
import Logging

/// How the log tells that a request was refused or failed, on every listener that systems call: with the ids that are known by then. The
/// logger brings the id of the request (`hb.request.id`), which the caller has read as `requestId`.
enum RefusalLog {
    /// `cause`: of a failure that is no `Fault`.
    static func tell(
        _ fault: Fault, _ context: HubContext, cause: String? = nil, more: Logger.Metadata = [:]
    ) {
        var metadata = context.ids.metadata.merging(more) { $1 }
        metadata["fault.code"] = "\(fault.code.rawValue)"
        metadata["fault.place"] = fault.place.map { "\($0)" }
        metadata["http.route"] = context.endpointPath.map { "\($0)" }
        switch fault.code {
        case .internalFault, .diskFull, .cannotWrite, .databaseBusy, .databaseUnreachable, .outcomeUnknown:
            metadata["error"] = "\(cause ?? fault.english)"
            context.logger.error("request failed", metadata: metadata)
        case .unauthenticated, .forbidden:
            metadata["net.peer"] = "\(context.address ?? "-")"
            context.logger.warning("request refused", metadata: metadata)
        // Of a row of them the limiter warns once.
        case .tooManyRequests: context.logger.debug("request refused", metadata: metadata)
        default: context.logger.notice("request refused", metadata: metadata)
        }
    }
}
