import Exchange
import Foundation
import HTTPTypes
@testable import Hub
import Hummingbird
import HummingbirdTesting
import Storage
import Synchronization
import Testing
import Trust
import Web

@Suite struct UploadTests {
    private static func begin(
        _ package: [UInt8], as system: String, _ hub: TestHub, size: Int? = nil, query: String = ""
    ) async throws -> TestResponse {
        try await hub.call(
            .post, "/v1/uploads\(query)", as: system,
            headers: [
                .uploadLength: "\(size ?? package.count)", .reprDigest: ContentDigest.header(ContentHash(of: package)),
            ])
    }

    private static func append(
        _ bytes: ArraySlice<UInt8>, at offset: Int, to path: String, as system: String, _ hub: TestHub
    ) async throws -> TestResponse {
        try await hub.call(
            .patch, path, as: system, headers: [.uploadOffset: "\(offset)"], body: ByteBuffer(bytes: bytes))
    }

    private static func send(_ package: [UInt8], under key: String, _ hub: TestHub) async throws -> TestResponse {
        let path = try #require(try await self.begin(package, as: "g22", hub).headers[.location])
        return try await hub.call(
            .patch, path, as: "g22", headers: [.uploadOffset: "0", .idempotencyKey: key],
            body: ByteBuffer(bytes: package))
    }

    @Test func `a package in three pieces is taken in like one that came whole`() async throws {
        try await withHub { hub in
            let package = try Packages.document(fileBytes: 30_000)
            let begun = try await Self.begin(package, as: "g22", hub)
            #expect(begun.status == .created && begun.headers[.uploadOffset] == "0")
            let path = try #require(begun.headers[.location])
            let first = try await Self.append(package[..<10_000], at: 0, to: path, as: "g22", hub)
            #expect(first.status == .noContent && first.headers[.uploadOffset] == "10000")
            let asked = try await hub.call(.head, path, as: "g22")
            #expect(asked.headers[.uploadOffset] == "10000" && asked.headers[.uploadLength] == "\(package.count)")
            // Whoever lost the address begins again and finds what he has.
            let again = try await Self.begin(package, as: "g22", hub)
            #expect(again.headers[.location] == path && again.headers[.uploadOffset] == "10000")
            _ = try await Self.append(package[10_000..<20_000], at: 10_000, to: path, as: "g22", hub)
            let last = try await Self.append(package[20_000...], at: 20_000, to: path, as: "g22", hub)
            #expect(last.status == .created)
            #expect(try last.receipt.sha256 == ContentHash(of: package).hex)
            #expect(try await hub.inbox("h29").items.count == 1)
            #expect(try await hub.call(.head, path, as: "g22").status == .notFound)
            let repeated = try await Self.begin(package, as: "g22", hub)
            #expect(repeated.status == .ok && repeated.text == last.text)
            #expect(try Self.files(hub).isEmpty)
        }
    }

    @Test func `an upload for some receivers reaches only those, and others without coming again`() async throws {
        try await withHub { hub in
            let package = try Packages.document(to: ["H29", "H53"], fileBytes: 30_000)
            let path = try #require(try await Self.begin(package, as: "g22", hub).headers[.location])
            let first = try await Self.append(package[...], at: 0, to: "\(path)?to=H53", as: "g22", hub)
            #expect(first.status == .created)
            #expect(try await hub.inbox("h53").items.count == 1)
            #expect(try await hub.inbox("h29").items.isEmpty)
            let foreign = try await Self.begin(package, as: "g22", hub, query: "?to=H01").problem
            #expect(foreign.place == "to" && foreign.status == 400)
            let second = try await Self.begin(package, as: "g22", hub, query: "?to=H29,H53")
            #expect(second.status == .ok && second.text == first.text)
            #expect(try await hub.inbox("h53").items.count == 1)
            #expect(try await hub.inbox("h29").items.count == 1)
        }
    }

    @Test func `an upload is taken in under its key, and another one under the same key is not`() async throws {
        try await withHub { hub in
            #expect(try await Self.send(Packages.document(number: 1), under: "one", hub).status == .created)
            let other = try await Self.send(Packages.document(number: 2), under: "one", hub)
            #expect(try other.problem.code == "conflict")
            #expect(try await hub.inbox("h29").items.count == 1)
        }
    }

    @Test func `pieces at the wrong place, of others and beyond the end change nothing`() async throws {
        try await withHub { hub in
            let package = try Packages.document(fileBytes: 30_000)
            let path = try #require(try await Self.begin(package, as: "g22", hub).headers[.location])
            #expect(try await Self.append(package[5...], at: 5, to: path, as: "g22", hub).problem.code == "conflict")
            #expect(try await Self.append(package[...], at: 0, to: path, as: "h29", hub).problem.code == "not-found")
            #expect(try await hub.call(.head, path, as: "h29").status == .notFound)
            #expect(try await hub.call(.delete, path, as: "h29").status == .notFound)
            let long = package + [1]
            #expect(try await Self.append(long[...], at: 0, to: path, as: "g22", hub).problem.code == "too-large")
            let missing = try await hub.call(.patch, path, as: "g22", body: ByteBuffer(bytes: package))
            #expect(try missing.problem.place == "Upload-Offset")
            #expect(try await hub.inbox("h29").items.isEmpty)
        }
    }

    @Test func `another content than was announced, or one that must be refused, ends the upload`() async throws {
        try await withHub { hub in
            let package = try Packages.document(fileBytes: 30_000)
            let path = try #require(try await Self.begin(package, as: "g22", hub).headers[.location])
            let other = Array(package.reversed())
            #expect(
                try await Self.append(other[...], at: 0, to: path, as: "g22", hub).problem.code == "hash-mismatch")
            #expect(try await hub.call(.head, path, as: "g22").status == .notFound)
            let foreign = try #require(try await Self.begin(package, as: "h53", hub).headers[.location])
            #expect(try await Self.append(package[...], at: 0, to: foreign, as: "h53", hub).problem.code == "forbidden")
            #expect(try await hub.call(.head, foreign, as: "h53").status == .notFound)
            #expect(try Self.files(hub).isEmpty)
        }
    }

    @Test func `what is too large, without size or without digest is not begun`() async throws {
        try await withHub { hub in
            let package = try Packages.document()
            #expect(try await Self.begin(package, as: "g22", hub, size: 2 << 20).problem.code == "too-large")
            #expect(try await Self.begin(package, as: "g22", hub, size: 0).problem.place == "Upload-Length")
            let bare = try await hub.call(.post, "/v1/uploads", as: "g22", headers: [.uploadLength: "5"])
            #expect(try bare.problem.place == "Repr-Digest")
        }
    }

    @Test func `after a day an upload is gone, and a system has a limited number`() async throws {
        let clock = Clock()
        try await withHub(now: { clock.now }) { hub in
            let packages = try (0..<17).map { try Packages.document(number: 90_100 + $0, filling: UInt8(0x41 + $0)) }
            let path = try #require(try await Self.begin(packages[0], as: "g22", hub).headers[.location])
            _ = try await Self.append(packages[0][..<100], at: 0, to: path, as: "g22", hub)
            for package in packages[1..<16] {
                #expect(try await Self.begin(package, as: "g22", hub).status == .created)
            }
            #expect(try await Self.begin(packages[16], as: "g22", hub).problem.code == "too-many-requests")
            #expect(try await Self.begin(packages[16], as: "h29", hub).status == .created)
            clock.advance(by: 24 * 3600 + 1)
            #expect(try await Self.begin(packages[16], as: "g22", hub).status == .created)
            #expect(try await hub.call(.head, path, as: "g22").status == .notFound)
            #expect(try Self.files(hub).isEmpty)
        }
    }

    private static func files(_ hub: TestHub) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: hub.folder.appending(path: "uploads").path)
    }

    private final class Clock: Sendable {
        private let instant = Mutex(TestHub.now)
        var now: Date { self.instant.withLock { $0 } }
        func advance(by seconds: TimeInterval) { self.instant.withLock { $0 += seconds } }
    }
}
