import Exchange
import HTTPTypes
import Hummingbird
import Storage
import Web

/// The bytes of a package on their way out, whole or in part.
enum Download {
    static func response(
        to request: Request, delivery: DeliveryStore.Delivery, content: KeptContent, context: HubContext
    ) async throws -> Response {
        let reader = try await delivery.open(in: content, whole: request.headers[.range] == nil)
        let response = try FileAnswer.response(
            to: request, of: reader, hash: delivery.hash, type: "application/edxml+xml", context: context,
            eventLoop: context.channel.eventLoop)
        if response.status == .rangeNotSatisfiable { RefusalLog.tell(FileAnswer.behindTheEnd, context) }
        return response
    }
}
