import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Programs
import Storage
import Testing
import Web

@testable import Hub

/// What one system may send on one day.
@Suite struct QuotaTests {
    /// About 530 KB: one fits into a MiB, two do not.
    private static func large(_ number: Int, from: String = "G22", to: String = "H29") throws -> [UInt8] {
        try Packages.document(from: from, to: [to], number: number, fileBytes: 400_000)
    }

    @Test func `who has sent his quota is told so by name until the next day, and nobody else is`() async throws {
        let clock = TestClock()
        try await withHub(now: { clock.now }, configure: { $0.dailyMegabytesPerSystem = 1 }) { hub in
            let first = try await hub.send(Self.large(90_001), as: "g22")
            #expect(first.status == .created)
            let refused = try await hub.send(Self.large(90_002), as: "g22")
            #expect(refused.status == .tooManyRequests)
            let problem = try refused.problem
            #expect(problem.code == "quota-exceeded")
            for words in ["\"g22\"", "0,5 MB, 1 gói", "1,0 MB", "00:00 16/08/2024"] {
                #expect(problem.detail.contains(words), "\(words) in \(problem.detail)")
            }
            // 12:33:20 in Vietnam.
            #expect(refused.headers[.retryAfter] == "41200")
            #expect(try await hub.send(Self.large(90_003, from: "H29", to: "G22"), as: "h29").status == .created)
            // A repeat of what was taken in is answered, whatever was sent since.
            let again = try await hub.send(Self.large(90_001), as: "g22")
            #expect(again.status == .ok && again.text == first.text)
            // What is small enough still has room.
            #expect(try await hub.send(Packages.document(number: 90_004), as: "g22").status == .created)
            clock.pass(41_199)
            #expect(try await hub.send(Self.large(90_002), as: "g22").problem.code == "quota-exceeded")
            clock.pass(1)
            #expect(try await hub.send(Self.large(90_002), as: "g22").status == .created)
        }
    }

    @Test func `repeats and refused packages do not count, and a restart forgets nothing`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "quota-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        for round in 0..<2 {
            try await withHub(folder: folder, inMemory: false, configure: { $0.dailyPackagesPerSystem = 2 }) { hub in
                _ = try await hub.send(Packages.document(number: 90_001), as: "g22").receipt
                if round == 0 {
                    let refused = try await hub.send(Packages.document(to: ["H99"], number: 7), as: "g22")
                    #expect(refused.status == .unprocessableContent)
                    for _ in 0..<3 { _ = try await hub.send(Packages.document(number: 90_001), as: "g22").receipt }
                    _ = try await hub.send(Packages.document(number: 90_002), as: "g22").receipt
                }
                #expect(
                    try await hub.send(Packages.document(number: 90_003), as: "g22").problem.code == "quota-exceeded")
                let use = try await hub.parts.quotas.use(of: "g22", on: VietnamTime.date(TestHub.now))
                #expect(use.packages == 2)
                let sizes: Int? = try await hub.parts.database.read {
                    try $0.row("SELECT SUM(size_bytes) AS sum FROM package")?["sum"]
                }
                #expect(use.bytes == sizes)
                #expect(try await HubCheck(tested: folder).run().findings == [])
            }
        }
    }

    @Test func `many at once get in as many as the quota lets in`() async throws {
        try await withHub(configure: { $0.dailyPackagesPerSystem = 5 }) { hub in
            let codes = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        try await hub.send(Packages.document(number: 91_000 + number), as: "g22").status.code
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(codes.count { $0 == 201 } == 5 && codes.count { $0 == 429 } == 15)
            #expect(try await hub.inbox("h29").items.count == 5)
        }
    }

    @Test func `an operator gives a system a quota of its own, and the act stands in the log`() async throws {
        try await withHub(configure: { $0.dailyPackagesPerSystem = 1 }) { hub in
            let administration = hub.parts.administration
            _ = try await hub.send(Packages.document(number: 1), as: "g22").receipt
            #expect(try await hub.send(Packages.document(number: 2), as: "g22").problem.code == "quota-exceeded")
            try await administration.setQuota(of: "g22", bytes: nil, packages: 0)
            for number in 2...4 { _ = try await hub.send(Packages.document(number: number), as: "g22").receipt }
            try await administration.setQuota(of: "g22", bytes: 1, packages: 0)
            #expect(try await hub.send(Packages.document(number: 5), as: "g22").problem.code == "quota-exceeded")
            try await administration.setQuota(of: "g22", bytes: nil, packages: nil)
            #expect(try await hub.send(Packages.document(number: 5), as: "g22").problem.code == "quota-exceeded")
            await #expect(throws: Fault.self) {
                try await administration.setQuota(of: "nobody", bytes: 1, packages: nil)
            }
            let acts = try await AuditLog(database: hub.parts.database).list(.init(), before: nil, limit: 100)
            #expect(
                acts.filter { $0.act == "quota-set" }.map(\.details.canonical) == [
                    "null", #"{"bytes":1,"packages":0}"#, #"{"packages":0}"#,
                ])
        }
    }

    @Test func `an upload over the quota is not begun`() async throws {
        try await withHub(configure: { $0.dailyMegabytesPerSystem = 1 }) { hub in
            func begin(_ package: [UInt8]) async throws -> TestResponse {
                try await hub.call(
                    .post, "/v1/uploads", as: "g22",
                    headers: [
                        .uploadLength: "\(package.count)", .reprDigest: ContentDigest.header(ContentHash(of: package)),
                    ])
            }
            let (first, second) = (try Self.large(90_001), try Self.large(90_002))
            let path = try #require(try await begin(second).headers[.location])
            _ = try await hub.send(first, as: "g22").receipt
            #expect(try await begin(second).problem.code == "quota-exceeded")
            let piece = try await hub.call(
                .patch, path, as: "g22", headers: [.uploadOffset: "0"], body: ByteBuffer(bytes: second))
            #expect(try piece.problem.code == "quota-exceeded")
            #expect(try await begin(first).status == .ok)
        }
    }

    @Test func `a body that has no room is not waited for`() async throws {
        try await LiveHub.run(now: { TestHub.now }, configure: { $0.dailyMegabytesPerSystem = 1 }) { hub in
            let port = hub.address.port
            let answer = try await onThread {
                let connection = try RawConnection(port: port)
                defer { connection.end() }
                try connection.send(
                    """
                    POST /v1/packages HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer \(TestHub.token(of: "g22"))\r\n\
                    Content-Type: application/edxml+xml\r\nContent-Length: 2000000\r\n\
                    Content-Digest: \(ContentDigest.header(ContentHash(of: [1])))\r\n\r\n
                    """)
                return try connection.answer()
            }
            #expect(answer.status == 429 && answer.text.contains("quota-exceeded"))
        }
    }

    @Test func `the wire tells it in its own way, and repeats go through`() async throws {
        try await VXPHub.run(configure: { $0.dailyMegabytesPerSystem = 1 }) { (hub: VXPHub) async throws in
            let client = hub.client("g22")
            let (first, second) = (try Self.large(90_001), try Self.large(90_002))
            let id = try await client.send(first, from: "G22").string("DocId")
            for hash in [VXPClient.shortHash(second), ContentHash(of: second).hex] {
                let refused = try await client.send(second, from: "G22", hash: hash)
                #expect(try refused.string("ErrorCode") == "1")
                #expect(try refused.string("ErrorDesc").contains("han muc moi ngay la 1,0 MB"))
            }
            #expect(try await client.send(first, from: "G22").string("DocId") == id)
            #expect(
                try await client.send(first, from: "G22", hash: ContentHash(of: first).hex).string("DocId") == id)
            #expect(try await hub.hub.inbox("h29").count == 1)
        }
    }

    @Test(.aboutSQLite) func `the quota of one system is asked by keys alone`() async throws {
        try await withHub { hub in
            let plan = try await hub.parts.database.read { connection in
                try connection.rows(
                    "EXPLAIN QUERY PLAN \(QuotaStore.query) WHERE system.id = $2", CalendarDate("2024-08-15"), "g22"
                ).map { try $0["detail"] as String }
            }
            #expect(!plan.contains { $0.hasPrefix("SCAN") }, "\(plan)")
        }
    }
}
