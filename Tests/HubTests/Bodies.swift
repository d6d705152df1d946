import Foundation
import Hummingbird
import HummingbirdTesting
import Testing
import Trust

// What a partner reads, spelled as in the contract and not as in our types.

struct InboxPage: Decodable, Sendable {
    var items: [Item]
    var next: Int

    struct Item: Decodable, Sendable, Equatable {
        var deliveryId: String
        var cursor: Int
        var packageId: String
        var kind: String
        var from: String
        var to: String
        var documentId: String
        var urgency: Int
        var sha256: String
        var sizeBytes: Int
        var receivedAt: String
    }
}

struct ReceiptBody: Decodable, Sendable, Equatable {
    var packageID: String
    var documentID: String
    var from: String
    var to: [String]
    var kind: String
    var sha256: String
    var sizeBytes: Int
    var at: String

    struct Outer: Decodable { var event: ReceiptBody }

    enum CodingKeys: String, CodingKey {
        case packageID = "packageId"
        case documentID = "documentId"
        case from, to, kind, sha256, sizeBytes, at
    }
}

struct ProblemBody: Decodable, Sendable {
    var type: String
    var title: String
    var status: Int
    var code: String
    var detail: String
    var place: String?
    var line: Int?
    var requestId: String
}

struct TrackingBody: Decodable, Sendable {
    var packageId: String
    var documentId: String
    var kind: String
    var receivedAt: String
    var receivers: [Receiver]

    struct Receiver: Decodable, Sendable {
        var organ: String
        var addressedAs: String?
        var via: String?
        var transport: String
        var transportAt: String
        var failCode: String?
        var failReason: String?
        var asking: String?
        var closure: String?
        var awaits: Awaited?
        var handling: [Report]
    }

    struct Awaited: Decodable, Sendable, Equatable {
        var stage: String
        var since: String
        var deadline: String?
        var isLate: Bool
    }

    struct Report: Decodable, Sendable {
        var status: String
        var at: String
        var receivedAt: String
        var department: String?
        var staff: String?
        var description: String?
        var verdict: String
    }
}

extension TestResponse {
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(self.body.readableBytesView))
    }

    /// What the receipt says; fails the test when there is none.
    var receipt: ReceiptBody {
        get throws {
            try #require(self.status.code / 100 == 2, "\(String(buffer: self.body))")
            return try self.decode(ReceiptBody.Outer.self).event
        }
    }

    /// The refusal; fails the test when the answer is not problem details.
    var problem: ProblemBody {
        get throws {
            #expect(self.headers[.contentType] == "application/problem+json")
            let problem = try self.decode(ProblemBody.self)
            #expect(problem.type == "about:blank")
            #expect(problem.status == self.status.code)
            #expect(!problem.title.isEmpty && !problem.detail.isEmpty)
            return problem
        }
    }

    var text: String { String(buffer: self.body) }
}
