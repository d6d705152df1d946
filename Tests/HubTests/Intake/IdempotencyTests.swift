import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Storage
import Testing
import Web

@testable import Hub

@Suite struct IdempotencyTests {
    private static func send(
        _ package: [UInt8], under key: String, as system: String = "g22", _ hub: TestHub
    ) async throws -> TestResponse {
        try await hub.call(
            .post, "/v1/packages", as: system,
            headers: [
                .contentType: "application/edxml+xml",
                .contentDigest: ContentDigest.header(ContentHash(of: package)), .idempotencyKey: key,
            ], body: ByteBuffer(bytes: package))
    }

    @Test func `under one key one package is taken in, whatever comes at once`() async throws {
        try await withHub { hub in
            let packages = try (0..<10).map { try Packages.document(number: 90_100 + $0) }
            let answers = try await withThrowingTaskGroup(of: TestResponse.self) { group in
                for package in packages { group.addTask { try await Self.send(package, under: "lan-1", hub) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.count { $0.status == .created } == 1)
            for answer in answers where answer.status != .created {
                let problem = try answer.problem
                #expect(problem.status == 409 && problem.code == "conflict" && problem.place == "Idempotency-Key")
            }
            #expect(try await hub.inbox("h29").items.count == 1)
        }
    }

    @Test func `the same package under its key, in quotes or under another key gets the first receipt`() async throws {
        try await withHub { hub in
            let package = try Packages.document()
            let first = try await Self.send(package, under: "a-1", hub).text
            for key in ["a-1", "\"a-1\"", "a-2"] {
                let again = try await Self.send(package, under: key, hub)
                #expect(again.status == .ok && again.text == first)
            }
            // Both keys stand for it now; another system has keys of its own.
            for key in ["a-1", "a-2"] {
                let other = try await Self.send(Packages.document(number: 90_002), under: key, hub)
                #expect(other.status == .conflict)
            }
            let other = try Packages.document(from: "H53", number: 90_003)
            let taken = try await Self.send(other, under: "a-1", as: "h53", hub)
            #expect(taken.status == .created)
        }
    }

    @Test func `a refused package leaves its key free`() async throws {
        try await withHub { hub in
            let refused = try await Self.send(Packages.document(to: ["H99"]), under: "b", hub)
            #expect(refused.status == .unprocessableContent)
            let taken = try await Self.send(Packages.document(), under: "b", hub)
            #expect(taken.status == .created)
        }
    }

    @Test(arguments: ["a b", "\"\"", String(repeating: "a", count: 256), "đ"])
    func `a key of the wrong form is refused`(_ key: String) {
        #expect { try IdempotencyKey(header: key) } throws: { ($0 as? Fault)?.code == .invalidRequest }
    }
}
