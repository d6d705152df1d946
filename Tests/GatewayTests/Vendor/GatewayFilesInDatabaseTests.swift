import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Programs
import Storage
import Testing

@testable import Gateway
@testable import VendorGateway

/// Packages and files of a gateway in the database that its nodes share (`--content database`), whatever engine the suites run on.
@Suite(.timeLimit(.minutes(10))) struct GatewayFilesInDatabaseTests {
    /// Two nodes on one database, each with a data folder of its own.
    private struct Pair: Sendable {
        let one: TestGateway
        let two: TestGateway

        /// Contents and rows of bytes in the database.
        func rows() async throws -> [Int] {
            try await self.one.gateway.database.read { connection in
                try ["content", "content_chunk"].map { table in
                    try connectionCount("SELECT COUNT(*) AS total FROM \(table)", connection)
                }
            }
        }

        /// What lies in the data folders under names of content, and what is staged there.
        func files() throws -> [String] {
            try [self.one, self.two].flatMap { node in
                try ["files", "staging"].flatMap { name in
                    try FileManager.default.subpathsOfDirectory(
                        atPath: node.home.appending(path: "content/\(name)").path)
                }
            }
        }

        func change(_ sql: String, _ hash: ContentHash) async throws {
            let changed = try await self.one.gateway.database.write { try $0.execute(sql, hash) }
            #expect(changed == 1)
        }

        /// What the check finds about files, at the second node.
        func findings() async throws -> [CheckFinding] {
            let gateway = self.two.gateway
            return try await GatewayCheck(database: gateway.database, content: gateway.store).run().findings.filter {
                $0.area == "file"
            }
        }

        /// Of an arrival's package and its first file.
        func hashes(of arrival: String) async throws -> (package: ContentHash, file: ContentHash) {
            let found = try await self.one.gateway.database.read { connection in
                (
                    try ArrivalRecord.find(arrival, in: connection),
                    try ArrivalFile.all(of: arrival, in: connection).first
                )
            }
            return (try #require(found.0).packageHash, try #require(found.1).hash)
        }
    }

    private static func withPair(
        _ hub: URL? = nil, in folder: URL, _ body: (Pair) async throws -> Void
    ) async throws {
        let address = try await TestPostgreSQL.shared.newDatabase()
        let (first, second) = (try Database.open(postgres: address), try Database.open(postgres: address))
        let one = try await TestGateway(
            hub: hub, folder: folder.appending(path: "one"), database: first, content: .database)
        let two = try await TestGateway(hub: hub, folder: folder.appending(path: "two"), database: second)
        #expect(two.gateway.store.isInDatabase)
        let result: Result<Void, any Error>
        do { result = .success(try await body(Pair(one: one, two: two))) } catch { result = .failure(error) }
        try await one.stop()
        try await two.stop()
        for database in [first, second] { try database.close() }
        try await TestPostgreSQL.shared.remove(address)
        try result.get()
    }

    /// Without a hub.
    private static func run(_ body: (Pair) async throws -> Void) async throws {
        try await withFolder { folder in try await Self.withPair(in: folder, body) }
    }

    /// At a hub with the office of G22.
    private static func withExchange(_ body: (TestHub, Pair, TestAgency) async throws -> Void) async throws {
        try await withFolder { folder in
            let hub = try await TestHub(folder: folder)
            let office = try await TestAgency("G22", hub: try hub.url, folder: folder)
            let result: Result<Void, any Error>
            do {
                try office.start()
                try await Self.withPair(try hub.url, in: folder) { try await body(hub, $0, office) }
                result = .success(())
            } catch { result = .failure(error) }
            try await office.stop()
            try await hub.stop()
            try result.get()
        }
    }

    private static func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(97 + $0 % 26) } }

    @Test func `what is handed over at one is sent by the other, and is there once`() async throws {
        try await Self.withExchange { hub, pair, _ in
            let header = try TestGateway.header(90_701)
            let api = try await TestAPI(pair.one)
            let form = try api.form(header: header, files: [("phu-luc.txt", Self.bytes(700_000))])
            let taken = try await api.send(form: form, key: nil)
            #expect(taken.status == .created, "\(String(buffer: taken.body))")
            let rows = try await pair.rows()
            #expect(rows[0] == 1 && rows[1] > 3)
            // The same by the folder of the other is the same handover.
            try pair.two.drop(header: header, files: ["phu-luc.txt": Self.bytes(700_000)], as: "cong-van-1")
            #expect(try await pair.two.leases.folder.take())
            try await pair.two.inFolder.look()
            #expect(try pair.two.dropped() == ["sending/cong-van-1"])
            #expect(try await pair.one.outboxCount() == 1)
            #expect(try await pair.rows() == rows)

            try pair.two.start()
            let id = try #require(try taken.decode(JSON.self)["id"]?.string)
            try await eventually("it is there") {
                let shown = try await api.call(.get, "/v1/outgoing/\(id)").decode(JSON.self)
                return shown["receivers"]?.elements.first?["transport"] == .text("done")
            }
            #expect(try await hub.packageCount() == 1)
            try await pair.two.stop()
            #expect(try pair.files() == [])
            #expect(try await pair.findings() == [])
        }
    }

    @Test
    func `what is received at one is fetched at the other, whole and in parts, and lies in the folder of the one`()
        async throws
    {
        try await Self.withExchange { _, pair, office in
            try pair.one.start()
            try await office.queue(90_711, bytes: 700_000)
            try await eventually("the hub knows") { office.transport.contains("delivered 90711/VPCP-KSTT H29") }
            try await pair.one.stop()
            let laid = try #require(try pair.one.arrivals().first)
            let api = try await TestAPI(pair.two)
            let id = laid.lastPathComponent
            let header = try await api.call(.get, "/v1/incoming/\(id)").decode(JSON.self)
            let package = [UInt8](try Data(contentsOf: laid.appending(path: "package.edxml")))
            #expect(header["size"] == .number(package.count))
            let whole = try await api.call(.get, "/v1/incoming/\(id)/package")
            #expect(whole.status == .ok && [UInt8](buffer: whole.body) == package)
            #expect(header["sha256"]?.string == ContentHash(of: Data(package)).hex)
            let name = try #require(header["attachments"]?.elements.first?["file"]?.string)
            let file = [UInt8](try Data(contentsOf: laid.appending(path: name)))
            #expect(file.count == 700_000)
            let chunk = 256 * 1024
            for part in [0...0, chunk - 100...chunk + 99, 10...2 * chunk + 5, 699_990...699_999] {
                let range = "bytes=\(part.lowerBound)-\(part.upperBound)"
                let answer = try await api.call(.get, "/v1/incoming/\(id)/files/1", headers: [.range: range])
                #expect(answer.status == .partialContent, "\(range)")
                #expect([UInt8](buffer: answer.body) == Array(file[part]), "\(range)")
            }
            let last = try await api.call(.get, "/v1/incoming/\(id)/package", headers: [.range: "bytes=-7"])
            #expect([UInt8](buffer: last.body) == Array(package.suffix(7)))
            let behind = try await api.call(.get, "/v1/incoming/\(id)/files/1", headers: [.range: "bytes=700000-"])
            #expect(behind.status == .rangeNotSatisfiable)
            #expect(try await pair.rows()[0] == 2)
            #expect(try pair.files() == [])
            #expect(try await pair.findings() == [])
        }
    }

    @Test(arguments: [
        ("UPDATE content_chunk SET bytes = set_byte(bytes, 9, 0) WHERE sha256 = $1 AND number = 0", "altered"),
        ("DELETE FROM content_chunk WHERE sha256 = $1 AND number = 0", "altered"),
        ("DELETE FROM content WHERE sha256 = $1", "missing"),
    ])
    func `bytes that are altered or lost are told by the check, and are not laid; the next arrival is`(
        sql: String, finding: String
    ) async throws {
        try await Self.run { pair in
            let first = try await pair.one.arrive(try Packages.documentBytes(90_721))
            let second = try await pair.one.arrive(try Packages.documentBytes(90_722))
            #expect(try await pair.findings() == [])
            let hash = try await pair.hashes(of: first).file
            // Both packages bring the same file.
            let package = try await pair.hashes(of: first).package
            #expect(try await pair.hashes(of: second).file == hash)
            try await pair.change(sql, package)
            let findings = try await pair.findings()
            #expect(findings.map(\.subject) == [package.hex])
            #expect(findings.first?.english.contains(finding) == true)
            #expect(try await pair.one.leases.exchange.take())
            let refused = await #expect(throws: Fault.self) { try await pair.one.out.lay(first) }
            #expect(refused?.tells(lossOf: package) == true)
            try await pair.one.out.lay(second)
            #expect(try pair.one.arrivals().map(\.lastPathComponent) == [second])
            let api = try await TestAPI(pair.two)
            if finding == "missing" {
                #expect(try await api.call(.get, "/v1/incoming/\(first)/package").status == .notFound)
            }
            #expect(try await api.call(.get, "/v1/incoming/\(first)/files/1").status == .ok)
            #expect(try await api.call(.get, "/v1/incoming/\(second)/package").status == .ok)
            #expect(try pair.files() == [])
        }
    }

    // MARK: What no row names

    @Test func `what was kept and not taken over goes after a day, at either node; what a row names stays`()
        async throws
    {
        try await Self.run { pair in
            let api = try await TestAPI(pair.one)
            #expect(try await api.send(DroppedTests.package(90_731), key: "k1").status == .created)
            // Kept before the key is looked at.
            let other = try DroppedTests.package(90_732)
            #expect(try await api.send(other, key: "k1").status == .conflict)
            let arrival = try await pair.one.arrive(try Packages.documentBytes(90_733))
            #expect(try await pair.rows()[0] == 4)
            #expect(try await Self.sweep(pair.two) == 0, "too new")
            try await Self.age(pair.one)
            // Kept again at this moment: it is new.
            #expect(try await api.send(other, key: "k1").status == .conflict)
            #expect(try await Self.sweep(pair.two) == 0)
            try await Self.age(pair.one)
            #expect(try await Self.sweep(pair.two) == 1)
            #expect(try await pair.rows()[0] == 3)
            #expect(try await api.call(.get, "/v1/incoming/\(arrival)/package").status == .ok)
            #expect(try await pair.findings() == [])
            #expect(try await api.send(other, key: "k2").status == .created)
            #expect(try await pair.rows()[0] == 4)
        }
    }

    @Test func `with files in the folder the same goes, but not while a backup copies them`() async throws {
        try await withFolder { folder in
            let test = try await TestGateway(folder: folder)
            let api = try await TestAPI(test)
            #expect(try await api.send(DroppedTests.package(90_741), key: "k1").status == .created)
            #expect(try await api.send(DroppedTests.package(90_742), key: "k1").status == .conflict)
            try await Self.age(test)
            let lock = try #require(try FilesLock(folder: test.home, for: .keeping))
            #expect(try await Self.sweep(test) == 0)
            withExtendedLifetime(lock) {}
        }
        try await withFolder { folder in
            let test = try await TestGateway(folder: folder)
            let api = try await TestAPI(test)
            #expect(try await api.send(DroppedTests.package(90_741), key: "k1").status == .created)
            #expect(try await api.send(DroppedTests.package(90_742), key: "k1").status == .conflict)
            try await Self.age(test)
            #expect(try await Self.sweep(test) == 1)
            let report = try await GatewayCheck(database: test.gateway.database, content: test.gateway.store).run()
            #expect(report.files == 1 && report.unnamed == 0 && !report.findings.contains { $0.area == "file" })
        }
    }

    private static func sweep(_ test: TestGateway) async throws -> Int {
        try await ContentSweep(
            test.gateway.store, test.gateway.database, folder: test.home, isNeeded: GatewayFiles.names.isNeeded
        ).run()
    }

    /// Makes everything that is kept two days old.
    private static func age(_ test: TestGateway) async throws {
        let date = Date(timeIntervalSinceNow: -2 * 86_400)
        guard !test.gateway.store.isInDatabase else {
            _ = try await test.gateway.database.write { try $0.execute("UPDATE content SET kept_at = $1", date) }
            return
        }
        try await test.gateway.store.hashes { hashes in
            for hash in hashes {
                try FileManager.default.setAttributes(
                    [.modificationDate: date], ofItemAtPath: test.gateway.store.folder.url(of: hash).path)
            }
        }
    }

    // MARK: Who chooses

    private static func configuration(
        _ folder: URL, _ content: ContentPlace?, at address: String?
    ) throws -> GatewayConfiguration {
        var configuration = GatewayConfiguration(
            dataFolder: folder, organ: try #require(OrganCode("H29")),
            hub: HubEndpoint(url: try #require(URL(string: "http://127.0.0.1:1")), token: "t", trustedRoots: nil),
            logger: TestHub.silence)
        (configuration.content, configuration.databaseAddress) = (content, address)
        return configuration
    }

    private static func refusal(_ configuration: GatewayConfiguration) async -> Fault? {
        await #expect(throws: Fault.self) { _ = try await GatewayData(configuration) }
    }

    @Test func `the first node chooses, the others follow, have its keys or are refused`() async throws {
        try await withFolder { folder in
            let address = try await TestPostgreSQL.shared.newDatabase()
            let (first, second) = (folder.appending(path: "one"), folder.appending(path: "two"))
            let one = try await GatewayData(Self.configuration(first, .database, at: address))
            #expect(one.gateway.store.isInDatabase)
            let strange = await Self.refusal(try Self.configuration(second, nil, at: address))
            #expect(strange?.code == .conflict && strange?.place == "keys")
            try FileManager.default.removeItem(at: second.appending(path: "keys"))
            try FileManager.default.copyItem(at: first.appending(path: "keys"), to: second.appending(path: "keys"))
            let otherwise = await Self.refusal(try Self.configuration(second, .folder, at: address))
            #expect(otherwise?.code == .conflict && otherwise?.place == "content")
            let two = try await GatewayData(Self.configuration(second, nil, at: address))
            #expect(two.gateway.store.isInDatabase)
            for data in [one, two] { try data.gateway.database.close() }
            withExtendedLifetime((one, two)) {}
            try await TestPostgreSQL.shared.remove(address)
        }
    }

    @Test func `a gateway whose files lie in the folder stays there, and one on SQLite has no choice`() async throws {
        try await withFolder { folder in
            let address = try await TestPostgreSQL.shared.newDatabase()
            let database = try Database.open(postgres: address)
            let test = try await TestGateway(folder: folder, database: database)
            #expect(!test.gateway.store.isInDatabase)
            let arrival = try await test.arrive(try Packages.documentBytes(90_751))
            let record = try await database.read { try ArrivalRecord.find(arrival, in: $0) }
            #expect(test.gateway.store.folder.contains(try #require(record).packageHash))
            // As a gateway from before there was a choice.
            _ = try await database.write { try $0.execute("DELETE FROM content_place") }
            try database.close()
            let later = await Self.refusal(try Self.configuration(test.home, .database, at: address))
            #expect(later?.code == .conflict && later?.place == "content")
            let alone = await Self.refusal(
                try Self.configuration(folder.appending(path: "alone"), .database, at: nil))
            #expect(alone?.code == .invalidRequest && alone?.place == "content")
            try await TestPostgreSQL.shared.remove(address)
        }
    }
}
