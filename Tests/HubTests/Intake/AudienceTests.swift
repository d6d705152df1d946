import Exchange
import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Storage
import Testing
import Web

@testable import Hub

/// For whom a send is, when the package names others too.
@Suite struct AudienceTests {
    private static func send(
        _ package: [UInt8], to codes: String, _ hub: TestHub
    ) async throws -> TestResponse {
        try await hub.call(
            .post, "/v1/packages?to=\(codes)", as: "g22",
            headers: [
                .contentType: "application/edxml+xml",
                .contentDigest: ContentDigest.header(ContentHash(of: package)),
            ], body: ByteBuffer(bytes: package))
    }

    @Test func `a package reaches those of its receivers for whom the send is, and others with the next send`()
        async throws
    {
        try await withHub { hub in
            let package = try Packages.document(to: ["H29", "H53", "H29.90"])
            let first = try await Self.send(package, to: "000.00.00.H53", hub)
            #expect(try first.receipt.to == ["H53"])
            #expect(try await hub.inbox("h29").items.isEmpty)
            let second = try await Self.send(package, to: "H29,H53", hub)
            #expect(second.status == .ok && second.text == first.text)
            #expect(try await hub.inbox("h53").items.count == 1)
            #expect(try await hub.inbox("h29").items.map(\.to) == ["H29"])
        }
    }

    @Test func `the same bytes for different receivers at the same time reach all of them`() async throws {
        try await withHub { hub in
            for number in 1...12 {
                let package = try Packages.document(to: ["H29", "H53", "H29.90"], number: number)
                let codes = ["H29", "H53", "H29.90"]
                try await withThrowingTaskGroup(of: String.self) { group in
                    for code in codes { group.addTask { try await Self.send(package, to: code, hub).text } }
                    var receipts: Set<String> = []
                    for try await receipt in group { receipts.insert(receipt) }
                    #expect(receipts.count == 1)
                }
            }
            #expect(try await hub.inbox("h53").items.count == 12)
            #expect(try await hub.inbox("h29").items.count == 24)
        }
    }

    @Test(arguments: ["H01", "H29,H01"]) func `nobody is reached whom the package does not name`(_ codes: String)
        async throws
    {
        try await withHub { hub in
            let problem = try await Self.send(Packages.document(to: ["H29"]), to: codes, hub).problem
            #expect(problem.status == 400 && problem.place == "to")
            #expect(try await hub.inbox("h29").items.isEmpty)
            // And not with the same bytes either.
            _ = try await hub.send(Packages.document(to: ["H29"]), as: "g22").receipt
            #expect(try await Self.send(Packages.document(to: ["H29"]), to: codes, hub).status == .badRequest)
        }
    }

    @Test(arguments: ["", "H29,", "H%2029", ","]) func `what is no list of codes is refused`(_ codes: String)
        async throws
    {
        try await withHub { hub in
            let problem = try await Self.send(Packages.document(to: ["H29"]), to: codes, hub).problem
            #expect(problem.status == 400 && problem.place == "to")
        }
    }
}
