import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Programs
import Storage
import Testing
import Web

@testable import Hub

/// Packages in the database that the nodes share (`--content database`), whatever engine the suites run on.
@Suite(.inTurn, .timeLimit(.minutes(5))) struct ContentInDatabaseTests {
    /// Two nodes on one database, each with a data folder of its own: only the keys are the same.
    private struct Pair: Sendable {
        let one: TestHub
        let two: TestHub
        let address: String

        func findings() async throws -> [CheckFinding] {
            let first = try await HubCheck(folder: self.one.folder, database: self.address).run()
            let second = try await HubCheck(folder: self.two.folder, database: self.address).run()
            #expect(first.findings == second.findings && first.files == second.files)
            return first.findings
        }

        /// Contents and rows of bytes in the database.
        func rows() async throws -> [Int] {
            try await self.one.parts.database.read { connection in
                try ["content", "content_chunk"].map { table in
                    try connection.row("SELECT COUNT(*) AS count FROM \(table)")?["count"] ?? -1
                }
            }
        }

        func change(_ sql: String, _ hash: ContentHash) async throws {
            let changed = try await self.one.parts.database.write { try $0.execute(sql, hash) }
            #expect(changed == 1)
        }

        func download(_ item: InboxPage.Item, range: String? = nil) async throws -> TestResponse {
            try await self.two.call(
                .get, "/v1/deliveries/\(item.deliveryId)/package", as: "h29",
                headers: range.map { [.range: $0] } ?? [:])
        }
    }

    private static let chunk = 256 * 1024

    private static func chunks(_ package: [UInt8]) -> Int { (package.count + Self.chunk - 1) / Self.chunk }

    private static func node(
        _ folder: URL, _ address: String, _ content: ContentPlace? = .database,
        now: @escaping @Sendable () -> Date = { TestHub.now },
        _ body: @escaping @Sendable (TestHub) async throws -> Void
    ) async throws {
        try await withHub(
            folder: folder, inMemory: false, maximumPackageBytes: 64 << 20, now: now,
            configure: { configuration in
                configuration.databaseAddress = address
                configuration.content = content
            }, body)
    }

    private static func run(
        now: @escaping @Sendable () -> Date = { TestHub.now }, _ body: @escaping @Sendable (Pair) async throws -> Void
    ) async throws {
        let address = try await TestPostgreSQL.shared.newDatabase()
        try await withDataFolder { first in
            try await withDataFolder { second in
                try await Self.node(first, address, now: now) { one in
                    try FileManager.default.createDirectory(at: second, withIntermediateDirectories: true)
                    try FileManager.default.copyItem(
                        at: first.appending(path: "keys"), to: second.appending(path: "keys"))
                    try await Self.node(second, address, now: now) { two in
                        try await body(Pair(one: one, two: two, address: address))
                    }
                }
            }
        }
    }

    /// Of a folder: what lies under names of content, and what is staged.
    private static func files(_ folder: URL) throws -> [String] {
        try ["content/files", "content/staging"].flatMap { name in
            try FileManager.default.subpathsOfDirectory(atPath: folder.appending(path: name).path)
        }
    }

    /// As a node that is killed after the bytes and before the row: content that no package names.
    private static func orphan(_ hub: TestHub, _ bytes: [UInt8]) async throws -> ContentHash {
        let staged = try hub.parts.content.stage()
        try bytes.withUnsafeBytes { try staged.write($0) }
        try await hub.parts.kept.keep(staged)
        return staged.hash
    }

    /// As after a start now: what is older than an hour may go.
    private static func sweep(_ hub: TestHub) async throws -> Int {
        try await Sweep(
            content: hub.parts.kept, database: hub.parts.database, folder: hub.folder,
            start: Date().addingTimeInterval(-3600), logger: hub.parts.configuration.logger
        ).round()
    }

    private static func contains(_ hash: ContentHash, _ hub: TestHub) async throws -> Bool {
        try await hub.parts.database.read { try hub.parts.kept.contains(hash, in: $0) }
    }

    @Test func `what came in through one node goes out through another, whole and by range, and no folder holds it`()
        async throws
    {
        try await Self.run { pair in
            let package = try Packages.document(fileBytes: 700_000)
            try #require(package.count > 3 * Self.chunk)
            let receipt = try await pair.one.send(package, as: "g22").receipt
            let item = try #require(try await pair.two.inbox("h29").items.first)
            let whole = try await pair.download(item)
            #expect(whole.status == .ok && Array(whole.body.readableBytesView) == package)
            let end = package.count - 1
            for part in [0...0, Self.chunk - 100...Self.chunk + 99, 10...3 * Self.chunk, end - 4...end] {
                let answer = try await pair.download(item, range: "bytes=\(part.lowerBound)-\(part.upperBound)")
                #expect(answer.status == .partialContent)
                #expect(Array(answer.body.readableBytesView) == Array(package[part]))
                #expect(
                    answer.headers[.contentRange] == "bytes \(part.lowerBound)-\(part.upperBound)/\(package.count)")
            }
            let last = try await pair.download(item, range: "bytes=-7")
            #expect(Array(last.body.readableBytesView) == Array(package.suffix(7)))
            #expect(try await pair.download(item, range: "bytes=\(package.count)-").status == .rangeNotSatisfiable)
            #expect(try await pair.two.acknowledge(item, as: "h29").status == .noContent)
            // A repeat, at the other node too, is answered and writes nothing.
            #expect(try await pair.two.send(package, as: "g22").receipt.packageID == receipt.packageID)
            #expect(try await pair.rows() == [1, Self.chunks(package)])
            #expect(try Self.files(pair.one.folder) == [])
            #expect(try Self.files(pair.two.folder) == [])
            #expect(try await pair.findings() == [])
        }
    }

    @Test func `a package of twenty megabytes`() async throws {
        try await Self.run { pair in
            let package = try Packages.document(fileBytes: 15_100_000)
            try #require(package.count > 20_000_000)
            _ = try await pair.one.send(package, as: "g22").receipt
            let item = try #require(try await pair.two.inbox("h29").items.first)
            let whole = try await pair.download(item)
            #expect(ContentHash(of: Array(whole.body.readableBytesView)) == ContentHash(of: package))
            #expect(try await pair.rows() == [1, Self.chunks(package)])
            #expect(try await pair.findings() == [])
        }
    }

    @Test func `the same bytes kept by both at the same time are there once`() async throws {
        try await Self.run { pair in
            let bytes = (0..<600_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
            let hashes = try await withThrowingTaskGroup(of: ContentHash.self) { group in
                for number in 0..<12 {
                    group.addTask { try await Self.orphan(number.isMultiple(of: 2) ? pair.one : pair.two, bytes) }
                }
                return try await group.reduce(into: Set<ContentHash>()) { $0.insert($1) }
            }
            #expect(hashes == [ContentHash(of: bytes)])
            #expect(try await pair.rows() == [1, 3])
        }
    }

    @Test func `writers do not wait for bytes that are on their way`() async throws {
        try await Self.run { pair in
            let database = pair.one.parts.database
            let (began, mayEnd) = (AsyncStream<Void>.makeStream(), DispatchSemaphore(value: 0))
            async let beside: Int = database.writeBeside { connection in
                let made = try connection.execute(
                    "INSERT INTO content (sha256, size_bytes, kept_at) VALUES ($1, 1, $2)", ContentHash(of: [1]), Date()
                )
                began.continuation.yield()
                mayEnd.wait()
                return made
            }
            for await _ in began.stream { break }
            // With the lock of writers this would be refused after its deadline.
            do { _ = try await pair.two.send(Packages.document(), as: "g22").receipt } catch {
                mayEnd.signal()
                throw error
            }
            mayEnd.signal()
            #expect(try await beside == 1)
            #expect(try await pair.two.inbox("h29").items.count == 1)
        }
    }

    @Test func `a file that has other bytes by now is not kept, and nothing of it stays`() async throws {
        try await Self.run { pair in
            let file = pair.one.folder.appending(path: "changed")
            try Data(repeating: 1, count: 600_000).write(to: file)
            let hash = try ContentHash(ofFile: file)
            try Data(repeating: 2, count: 600_000).write(to: file)
            let code = await faultCode {
                try await pair.one.parts.kept.adopt(file, hash: hash)
            }
            #expect(code == .interrupted)
            #expect(try await pair.rows() == [0, 0])
        }
    }

    @Test func `after their time packages go, with every row of their bytes`() async throws {
        let clock = TestClock()
        try await Self.run(now: { clock.now }) { pair in
            _ = try await pair.one.send(Packages.document(fileBytes: 600_000), as: "g22").receipt
            _ = try await pair.one.send(Packages.document(to: ["H53"], number: 91_000), as: "g22").receipt
            let item = try #require(try await pair.two.inbox("h29").items.first)
            try await Keeping.takeAll(pair.two, "h29")
            _ = try await pair.two.send(Packages.status(.accepted, minute: 1), as: "h29").receipt
            _ = try await pair.two.send(Packages.status(.finished, minute: 2), as: "h29").receipt
            try await Keeping.takeAll(pair.one, "g22")
            clock.pass(days: Keeping.days + 1)
            #expect(try await Keeping.retention(pair.two).run(at: clock.now) == 3)
            // That of H53 still waits.
            #expect(try await pair.rows() == [1, 1])
            #expect(try await pair.download(item).status == .gone)
            #expect(try await pair.findings() == [])
        }
    }

    @Test func `what a node left that was killed between bytes and row is swept once it is old, and only that`()
        async throws
    {
        try await Self.run { pair in
            let package = try Packages.document()
            _ = try await pair.one.send(package, as: "g22").receipt
            let bytes = [UInt8](repeating: 7, count: 600_000)
            let orphan = try await Self.orphan(pair.one, bytes)
            let old = "UPDATE content SET kept_at = '2024-01-01T00:00:00.000Z' WHERE sha256 = $1"
            // The nodes' own rounds after their start may come only now.
            var locks = try [pair.one, pair.two].map {
                try #require(try FilesLock(folder: $0.folder, for: .keeping))
            }
            try await pair.change(old, orphan)
            #expect(try await pair.findings().map(\.english) == ["A file that no package names."])
            // Kept again, it is new.
            #expect(try await Self.orphan(pair.two, bytes) == orphan)
            #expect(locks.count == 2)
            locks = []
            // It may be on its way.
            #expect(try await Self.sweep(pair.two) == 0)
            #expect(try await Self.contains(orphan, pair.two))
            try await pair.change(old, ContentHash(of: package))
            try await pair.change(old, orphan)
            try await eventually("swept") {
                _ = try await Self.sweep(pair.two)
                return try await !Self.contains(orphan, pair.two)
            }
            #expect(try await pair.rows() == [1, 1])
            #expect(try await pair.findings() == [])
        }
    }

    @Test(arguments: [
        ("UPDATE content_chunk SET bytes = set_byte(bytes, 99, 0) WHERE sha256 = $1 AND number = 1", "altered"),
        ("UPDATE content_chunk SET bytes = substr(bytes, 1, 1000) WHERE sha256 = $1 AND number = 2", "altered"),
        ("DELETE FROM content_chunk WHERE sha256 = $1 AND number = 1", "altered"),
        ("INSERT INTO content_chunk (sha256, number, bytes) VALUES ($1, 3, '\\x00')", "altered"),
        ("UPDATE content SET size_bytes = size_bytes - 1 WHERE sha256 = $1", "altered"),
        ("DELETE FROM content WHERE sha256 = $1", "missing"),
    ])
    func `bytes that are altered, missing or too many are found, and are not handed out`(
        sql: String, finding: String
    ) async throws {
        try await Self.run { pair in
            let package = try Packages.document(fileBytes: 500_000)
            let hash = ContentHash(of: package)
            try #require(Self.chunks(package) == 3)
            _ = try await pair.one.send(package, as: "g22").receipt
            _ = try await pair.one.send(Packages.document(number: 91_000), as: "g22").receipt
            let items = try await pair.two.inbox("h29").items
            try await pair.change(sql, hash)
            let findings = try await pair.findings()
            #expect(findings.map(\.subject) == [hash.hex] && findings.map(\.area) == ["file"])
            #expect(findings.first?.english.contains(finding) == true)
            let answer = try await pair.download(items[0])
            #expect(answer.status == .internalServerError && !answer.text.contains(hash.hex))
            #expect(try await pair.download(items[1]).status == .ok)
        }
    }

    @Test func `who needs a file gets one, which is gone afterwards`() async throws {
        try await Self.run { pair in
            let package = try Packages.document(fileBytes: 500_000)
            _ = try await pair.one.send(package, as: "g22").receipt
            let (bytes, file) = try await pair.two.parts.kept.withFile(of: ContentHash(of: package)) { file in
                (Array(try Data(contentsOf: file)), file)
            }
            #expect(bytes == package)
            #expect(!FileManager.default.fileExists(atPath: file.path))
            #expect(try Self.files(pair.two.folder) == [])
            try await pair.change(
                "UPDATE content_chunk SET bytes = set_byte(bytes, 9, 0) WHERE sha256 = $1 AND number = 1",
                ContentHash(of: package))
            let code = await faultCode { try await pair.two.parts.kept.withFile(of: ContentHash(of: package)) { _ in } }
            #expect(code == .internalFault)
            let none = await faultCode { try await pair.two.parts.kept.withFile(of: ContentHash(of: [1])) { _ in } }
            #expect(none == .notFound)
        }
    }

    @Test func `a node that says otherwise than the database is refused, one that says nothing follows`() async throws {
        try await Self.run { pair in
            try await withDataFolder { folder in
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                try FileManager.default.copyItem(
                    at: pair.one.folder.appending(path: "keys"), to: folder.appending(path: "keys"))
                #expect(await faultCode { try await Self.node(folder, pair.address, .folder) { _ in } } == .conflict)
                try await Self.node(folder, pair.address, nil) { hub in
                    let package = try Packages.document()
                    _ = try await hub.send(package, as: "g22").receipt
                    #expect(try await pair.rows() == [1, 1])
                    #expect(try Self.files(hub.folder) == [])
                }
            }
        }
    }

    @Test func `a hub whose packages lie in the folder stays there`() async throws {
        let address = try await TestPostgreSQL.shared.newDatabase()
        try await withDataFolder { folder in
            try await Self.node(folder, address, nil) { hub in
                let package = try Packages.document()
                _ = try await hub.send(package, as: "g22").receipt
                #expect(try Self.files(folder).contains { $0.hasSuffix(ContentHash(of: package).hex) })
                // As a hub from before there was a choice.
                _ = try await hub.parts.database.write { try $0.execute("DELETE FROM content_place") }
            }
            #expect(await faultCode { try await Self.node(folder, address) { _ in } } == .conflict)
            try await Self.node(folder, address, .folder) { (hub: TestHub) async throws in
                #expect(try await hub.inbox("h29").items.count == 1)
            }
            #expect(await faultCode { try await Self.node(folder, address) { _ in } } == .conflict)
            #expect(try await HubCheck(folder: folder, database: address).run().findings == [])
        }
    }

    @Test func `a hub on SQLite has no such choice`() async throws {
        try await withDataFolder { folder in
            var configuration = HubConfiguration(dataFolder: folder, usesTLS: false)
            configuration.content = .database
            let wrong = configuration
            #expect(await faultCode { _ = try await buildHub(wrong) } == .invalidRequest)
        }
    }

    @Test func `a hub that is moved takes its packages along, also when it was stopped on the way`() async throws {
        struct Stopped: Error {}
        let address = try await TestPostgreSQL.shared.newDatabase()
        try await withDataFolder { folder in
            let package = try Packages.document(fileBytes: 500_000)
            try await withHub(folder: folder, inMemory: false, configure: { $0.databaseAddress = nil }) { hub in
                _ = try await hub.send(package, as: "g22").receipt
                for number in 91_000..<91_003 {
                    _ = try await hub.send(Packages.document(to: ["H53"], number: number), as: "g22").receipt
                }
            }
            await #expect(throws: Stopped.self) {
                _ = try await HubMove(folder: folder, to: address, content: .database) { table, copied, all in
                    guard table == "content" else { return }
                    #expect(copied == 4 && all == 4)
                    throw Stopped()
                }.run()
            }
            let other = await faultCode {
                _ = try await HubMove(folder: folder, to: address, content: .folder).run()
            }
            #expect(other == .conflict)
            _ = try await HubMove(folder: folder, to: address).run()
            try FileManager.default.removeItem(at: folder.appending(path: "content/files"))
            let report = try await HubCheck(folder: folder, database: address).run()
            #expect(report.findings == [] && report.files == 4)
            try await Self.node(folder, address) { hub in
                let item = try #require(try await hub.inbox("h29").items.first)
                let whole = try await hub.call(.get, "/v1/deliveries/\(item.deliveryId)/package", as: "h29")
                #expect(Array(whole.body.readableBytesView) == package)
            }
        }
    }
}
