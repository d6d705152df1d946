import Exchange
import HTTPTypes
import Hub
import Hummingbird
import NIOCore
import Web

/// The faults of the hub as a network or a machine would make them: in front of it, so that nothing of the hub itself is different.
struct HubFaults: Sendable {
    let board: SwitchBoard
    let vxpPrefix: String
    /// How long every answer is held back while the hub is slow.
    private static let delay = Duration.seconds(5)

    var boundary: HubBoundary {
        HubBoundary { request, context, next in
            switch self.board.trouble {
            case .unavailable:
                var answer = try Response.problem(Self.unavailable, request: context.id)
                answer.headers[.retryAfter] = "5"
                return UnreadBody.mayBeLarge(request) ? UnreadBody.closing(answer, channel: context.channel) : answer
            case .cut:
                // Before the answer: none of it can be written any more.
                context.channel.close(promise: nil)
                return Response(status: .serviceUnavailable)
            case .slow: try await Task.sleep(for: Self.delay)
            case nil: break
            }
            if let answer = self.lostAcknowledgement(request) { return answer }
            return try await next(request, context)
        }
    }

    private static let unavailable = Fault(
        .unreachable, vi: "Trục đang bảo trì. Thử lại sau.", en: "The hub is being maintained. Try again.")

    /// What a hub answers that forgets an acknowledgement afterwards; nil for every other call.
    private func lostAcknowledgement(_ request: Request) -> Response? {
        guard self.board.isToldTwice, request.method == .post else { return nil }
        if let delivery = Self.acknowledged(request.uri.path), self.board.loses(delivery) {
            return Response(status: .noContent)
        }
        if let delivery = self.doneOverVXP(request), self.board.loses(delivery) {
            let text = #"{"status":"OK","ErrorCode":"0","ErrorDesc":"Thanh cong"}"#
            return .bytes(ByteBuffer(string: text), status: .ok, type: "application/json")
        }
        return nil
    }

    /// The delivery of `/v1/deliveries/ID/acknowledgement`.
    static func acknowledged(_ path: String) -> String? {
        let parts = path.split(separator: "/").map(String.init)
        guard parts.count == 4, parts[0] == "v1", parts[1] == "deliveries", parts[3] == "acknowledgement" else {
            return nil
        }
        return parts[2]
    }

    /// The delivery of an `updateStatus` with `done`, as the hub reads its parameters: from the signed text.
    private func doneOverVXP(_ request: Request) -> String? {
        guard request.uri.path == "\(self.vxpPrefix)/updateStatus",
            let signed = HTTPField.Name("XroadVnpt-sign-header").flatMap({ request.headers[$0] }),
            case .object(let pairs)? = JSON(utf8: Array(signed.utf8)),
            case .text(let status)? = pairs["XroadVnpt-status"], status.lowercased() == "done"
        else { return nil }
        guard case .text(let delivery)? = pairs["XroadVnpt-docid"] ?? pairs["XroadVnpt-docId"] else { return nil }
        return delivery
    }
}
