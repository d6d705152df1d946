import EdXML
import Exchange
import Foundation
import Programs
import Storage
import Testing

@testable import Gateway

/// Large packages over lines that are cut.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(5))) struct LargeSendTests {
    @Test func `a large package goes on where the line was cut, and is taken in once`() async throws {
        try await withFolder { folder in
            let hub = try await TestHub(folder: folder)
            let result = await Result { try await Self.send(over: hub, in: folder) }
            try await hub.stop()
            try result.get()
        }
    }

    /// Sends a large package to one of its receivers after the other; answers how many packages the hub has then.
    private static func sentToSome(of codes: [String], over hub: TestHub, _ store: ContentStore) async throws -> Int {
        let organs = try codes.map { try #require(OrganCode($0)) }
        let packet = try Packages.document(90_002, from: try #require(OrganCode("G22")), to: codes, bytes: 9 << 20)
        defer { Packages.remove(packet) }
        let hash = try await store.keep { staged in try PacketWriter.write(packet) { try staged.write($0) } }
        let client = try HubClient(
            endpoint: HubEndpoint(url: try hub.url, token: TestHub.token(of: "G22"), trustedRoots: nil))
        let receipts = await Result {
            var receipts: [String] = []
            for organ in organs {
                let file = try store.open(hash)
                receipts.append(try await client.send(file: file, hash: hash, to: [organ], key: "large").json)
            }
            return receipts
        }
        try await client.shutdown()
        let told = try receipts.get()
        #expect(told.count == codes.count && Set(told).count == 1)
        #expect(try await hub.deliveries(of: hash) == codes)
        return try await hub.packageCount()
    }

    private static func send(over hub: TestHub, in folder: URL) async throws {
        let bytes = try Packages.documentBytes(90_001, bytes: 12 << 20)
        let store = try ContentStore(folder: folder.appending(path: "store"))
        let hash = try await store.keep { staged in try bytes.withUnsafeBytes { try staged.write($0) } }
        let proxy = try CuttingProxy(to: try #require(try hub.url.port), cuts: 3, after: 3 << 20)
        defer { proxy.stop() }
        let client = try HubClient(
            endpoint: HubEndpoint(
                url: try #require(URL(string: "http://127.0.0.1:\(proxy.port)")), token: TestHub.token(of: "G22"),
                trustedRoots: nil))
        let sent = await Result {
            let first = try await client.send(file: try store.open(hash), hash: hash)
            let again = try await client.send(file: try store.open(hash), hash: hash)
            #expect(first.json == again.json)
        }
        try await client.shutdown()
        try sent.get()
        #expect(proxy.cutsLeft == 0)
        // Beginning anew after each cut would be three times 3 MiB more; the repeat sends nothing.
        #expect(proxy.bytes < bytes.count + (4 << 20))
        #expect(try await hub.packageCount() == 1)
        #expect(try await Self.sentToSome(of: ["H29", "H53"], over: hub, store) == 2)
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "hub/uploads").path)
        #expect(left.isEmpty)
    }
}

extension Result where Failure == any Error {
    /// What an asynchronous body comes to.
    init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
