import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Synchronization
import Testing

/// Where an agency's software is called (webhook): it writes down each call, and refuses every tenth.
final class CallReceiver: Sendable {
    private let calls = Mutex<[(arrival: String, isTaken: Bool)]>([])

    /// The arrivals of the calls that it took, in their order: as often as it was told.
    var taken: [String] { self.calls.withLock { calls in calls.filter { $0.isTaken }.map { $0.arrival } } }

    /// Runs `body` while it listens.
    static func with(_ body: @escaping @Sendable (CallReceiver, URL) async throws -> Void) async throws {
        let receiver = CallReceiver()
        let router = Router()
        router.post("goi-bao") { request, _ -> HTTPResponse.Status in
            _ = try await request.body.collect(upTo: 1 << 20)
            guard let name = HTTPField.Name("webhook-id"), let id = request.headers[name] else { return .badRequest }
            return receiver.calls.withLock { calls in
                let isTaken = (calls.count + 1) % 10 != 0
                calls.append((id, isTaken))
                return isTaken ? .noContent : .serviceUnavailable
            }
        }
        try await Application(router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)))
            .test(.live) { live in
                let port = try #require(live.port)
                try await body(receiver, try #require(URL(string: "http://127.0.0.1:\(port)/goi-bao")))
            }
    }

    /// It was told of each of `arrivals`, in their order. Who died before it had noted that a call was taken leaves it to the next to make it once more, at
    /// once and so once for each of `deaths` at most; nothing else is told again.
    func expectTold(_ arrivals: [String], deaths: Int) {
        let taken = self.taken
        var told: [String] = []
        for arrival in taken where arrival != told.last { told.append(arrival) }
        #expect(told == arrivals)
        #expect(taken.count - told.count <= deaths, "\(taken.count - told.count) calls were repeated")
    }
}
