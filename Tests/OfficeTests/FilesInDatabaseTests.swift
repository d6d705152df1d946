import EdXML
import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Programs
import Storage
import Testing
import Trust

@testable import Gateway
@testable import Office

/// Files of an office in the database that its nodes share (`--content database`), whatever engine the suites run on.
@Suite(.inTurn, .timeLimit(.minutes(5))) struct FilesInDatabaseTests {
    /// Two nodes on one database, each with a data folder of its own: only the keys are the same.
    private struct Pair: Sendable {
        let one: TestOffice
        let two: TestOffice
        let folders: [URL]

        /// Contents and rows of bytes in the database.
        func rows() async throws -> [Int] {
            try await self.one.office.database.read { connection in
                try ["content", "content_chunk"].map { table in
                    try connection.row("SELECT COUNT(*) AS count FROM \(table)")?["count"] ?? -1
                }
            }
        }

        /// What lies in the folders under names of content, and what is staged there.
        func files() throws -> [String] {
            try self.folders.flatMap { folder in
                try ["files", "staging"].flatMap { name in
                    try FileManager.default.subpathsOfDirectory(
                        atPath: folder.appending(path: "content/\(name)").path)
                }
            }
        }

        func change(_ sql: String, _ hash: ContentHash) async throws {
            let changed = try await self.one.office.database.write { try $0.execute(sql, hash) }
            #expect(changed == 1)
        }

        /// What the check finds about files, at either node.
        func findings() async throws -> [CheckFinding] {
            let office = self.two.office
            let report = try await OfficeCheck(database: office.database, content: office.store).run()
            return report.findings.filter { $0.area == "file" }
        }
    }

    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    private static let sample = "cong-van-tra-loi.pdf"

    private static func configuration(
        _ folder: URL, _ content: ContentPlace?, now: @escaping @Sendable () -> Date = { Date() }
    ) throws -> OfficeConfiguration {
        var configuration = OfficeConfiguration(
            dataFolder: folder, organ: try #require(OrganCode("H29")), hub: nil, logger: Self.logger, now: now)
        configuration.content = content
        return configuration
    }

    private static func withFolders(_ body: (URL, URL) async throws -> Void) async throws {
        let folders = (1...2).map { number in
            FileManager.default.temporaryDirectory.appending(path: "office-\(number)-\(UUID().uuidString)")
        }
        defer { for folder in folders { try? FileManager.default.removeItem(at: folder) } }
        try await body(folders[0], folders[1])
    }

    private static func run(
        now: @escaping @Sendable () -> Date = { Date() }, _ body: @Sendable (Pair) async throws -> Void
    ) async throws {
        try await Self.withFolders { first, second in
            try await TestEngine.withOfficeAddress { address in
                let databases = (try Database.open(postgres: address), try Database.open(postgres: address))
                try await TestOffice.seed(databases.0)
                let settings = (
                    try Self.configuration(first, .database, now: now), try Self.configuration(second, nil, now: now)
                )
                try await TestOffice.serve(
                    databases.0, settings.0, content: first.appending(path: "content")
                ) { one in
                    try FileManager.default.createDirectory(at: second, withIntermediateDirectories: true)
                    try FileManager.default.copyItem(
                        at: first.appending(path: "keys"), to: second.appending(path: "keys"))
                    try await TestOffice.serve(
                        databases.1, settings.1, content: second.appending(path: "content")
                    ) { two in
                        #expect(two.office.store.isInDatabase)
                        try await body(Pair(one: one, two: two, folders: [first, second]))
                    }
                }
                for database in [databases.0, databases.1] { try database.close() }
            }
        }
    }

    private static func get(
        _ path: String, as person: String = "officer-A", _ test: TestOffice, range: String? = nil
    ) async throws -> TestResponse {
        let session = try await test.session(person)
        var headers: HTTPFields = [.cookie: session.cookie]
        headers[.range] = range
        return try await test.client.execute(uri: path, method: .get, headers: headers)
    }

    /// officer-A drafts a document with one file.
    private static func draft(_ bytes: [UInt8], _ test: TestOffice) async throws -> String {
        let answer = try await test.send(
            "/outgoing", as: "officer-A", version: 0, TestOffice.draftFields, [("phu-luc.txt", bytes)])
        #expect(answer.status == .seeOther)
        return String(try #require(answer.headers[.location]?.split(separator: "/").last))
    }

    /// The address and the content of a document's first file.
    private static func file(of document: String, _ test: TestOffice) async throws -> (path: String, hash: ContentHash)
    {
        let row = try await test.office.database.read { connection in
            try connection.row(
                "SELECT id, name, hash FROM attachment WHERE document_id = $1 ORDER BY ordinal LIMIT 1", document
            ).map { row -> (String, String, ContentHash) in (try row["id"], try row["name"], try row["hash"]) }
        }
        let (id, name, hash) = try #require(row)
        return ("/files/\(id)/\(name)", hash)
    }

    /// A PDF that has come, in a package that is kept.
    private static func arrival(_ test: TestOffice, _ name: String = "cong-van-tra-loi.pdf") async throws -> String {
        let bytes = try Data(contentsOf: Samples.url("documents/\(name)"))
        let (store, delivery) = (test.office.store, UUID().uuidString)
        let hash = try await store.keep { file in try bytes.withUnsafeBytes { try file.write($0) } }
        // The package that `arrival` names.
        _ = try await CleaningTests.keep(delivery, test)
        return try await test.arrival(
            number: "\(bytes.count)", delivery: delivery,
            files: [
                ReceivedFile(
                    name: "van-ban.pdf", contentType: "application/pdf", sizeBytes: bytes.count, hash: hash)
            ])
    }

    @Test func `a file that comes in at one goes out at the other, whole and in parts, and is there once`() async throws
    {
        try await Self.run { pair in
            let bytes = (0..<700_000).map { UInt8(truncatingIfNeeded: 32 + $0 % 90) }
            let (path, hash) = try await Self.file(of: try await Self.draft(bytes, pair.one), pair.one)
            #expect(hash == ContentHash(of: Data(bytes)))
            let whole = try await Self.get(path, pair.two)
            #expect(whole.status == .ok && [UInt8](buffer: whole.body) == bytes)
            let chunk = 256 * 1024
            for part in [0...0, chunk - 100...chunk + 99, 10...2 * chunk + 5, 699_990...699_999] {
                let range = "bytes=\(part.lowerBound)-\(part.upperBound)"
                let answer = try await Self.get(path, pair.two, range: range)
                #expect(answer.status == .partialContent, "\(range)")
                #expect([UInt8](buffer: answer.body) == Array(bytes[part]), "\(range)")
            }
            let last = try await Self.get(path, pair.two, range: "bytes=-7")
            #expect([UInt8](buffer: last.body) == Array(bytes.suffix(7)))
            #expect(try await Self.get(path, pair.two, range: "bytes=700000-").status == .rangeNotSatisfiable)
            #expect(try await Self.get(path, as: "officer-B", pair.two).status == .notFound)
            _ = try await Self.draft(bytes, pair.two)
            #expect(try await pair.rows() == [1, 3])
            #expect(try pair.files() == [])
            #expect(try await pair.findings() == [])
        }
    }

    @Test func `the annex of a directive that came is read in the transaction that takes it`() async throws {
        try await Self.run { pair in
            let id = try await ReceivedTaskTests.directive(pair.one)
            #expect(try await ReceivedTaskTests.tasks(id, pair.two).count == 2)
            let (path, hash) = try await Self.file(of: id, pair.two)
            let answer = try await Self.get(path, pair.two)
            #expect(answer.status == .ok && ContentHash(of: Data([UInt8](buffer: answer.body))) == hash)
            #expect(try pair.files() == [])
        }
    }

    @Test func `what is issued at one goes out with its files, and the other hands the package out`() async throws {
        try await Self.run { pair in
            let id = try await pair.one.draft()
            try await pair.one.bring(id, to: .published)
            let row: ContentHash? = try await pair.two.office.database.read { connection in
                try connection.row("SELECT package_hash FROM gateway_outbox WHERE reference = $1", id)?["package_hash"]
            }
            let hash = try #require(row)
            let today = pair.two.office.today
            let packet = try await pair.two.office.store.withFile(of: hash) { file in
                try PacketReader.read(file: file, today: today)
            }
            #expect(packet.attachments.map(\.name) == ["ban-ky-so.pdf"])
            let package = try await Self.get("/outgoing/\(id)/package", as: "clerk-A", pair.two)
            #expect(package.status == .ok && ContentHash(of: Data([UInt8](buffer: package.body))) == hash)
            #expect(try pair.files() == [])
            #expect(try await pair.findings() == [])
        }
    }

    @Test func `programs that need a file get a copy, which is gone afterwards`() async throws {
        try await Self.run { pair in
            let id = try await Self.arrival(pair.one)
            let office = pair.two.office
            #expect(try await FileReadings(office: office, logger: Self.logger).readNext())
            #expect(try await pair.two.found(text: "cộng hòa xã hội") == [id])
            let trust = try TrustFolder(Samples.url("pki"))
            #expect(try await SignatureChecks(office: office, trust: trust, logger: Self.logger).checkNext())
            let verdict = try await office.database.read { try FileVerdict.all(of: id, in: $0) }.values.first
            #expect(verdict?.status == .absent)
            #expect(try pair.files() == [])
        }
    }

    @Test func `a case file is written out whole`() async throws {
        try await Self.run { pair in
            let file = try await pair.one.openFile()
            let document = try await pair.one.filedDocument(number: "51", into: file)
            let bytes = [UInt8](try Data(contentsOf: Samples.url("documents/\(Self.sample)")))
            let hash = try await pair.one.office.store.keep { file in try bytes.withUnsafeBytes { try file.write($0) } }
            let now = pair.one.office.now()
            _ = try await pair.one.office.database.write { connection in
                try Attachment.add(
                    to: document, part: .main, name: Self.sample, contentType: "application/pdf",
                    sizeBytes: bytes.count, hash: hash, at: now, in: connection)
            }
            let zip = try await Self.get("/case-files/\(file)/export/zip", pair.two)
            #expect(zip.status == .ok && Data([UInt8](buffer: zip.body)).range(of: Data(bytes)) != nil)
            let pdf = try await Self.get("/case-files/\(file)/export/pdf", pair.two)
            #expect(pdf.status == .ok && [UInt8](buffer: pdf.body).starts(with: Array("%PDF".utf8)))
            #expect(try await PageCounts(office: pair.two.office, logger: Self.logger).countNext())
            let pages: Int? = try await pair.one.office.database.read { connection in
                try connection.row("SELECT pages FROM file_pages LIMIT 1")?["pages"]
            }
            #expect(try #require(pages) > 0)
            #expect(try pair.files() == [])
        }
    }

    @Test func `the night takes the rows of what was destroyed and of forms that were not finished, no others`()
        async throws
    {
        let clock = StandingClock(Date(timeIntervalSince1970: 1_780_000_000))
        try await Self.run(now: { clock.now }) { pair in
            let (_, document) = try await CleaningTests.condemned("1", pair.one)
            let (path, hash) = try await Self.file(of: document, pair.two)
            let (old, young) = (
                try await CleaningTests.keep("bỏ dở", pair.one), try await CleaningTests.keep("đang gửi", pair.one)
            )
            try await CleaningTests.age(old, days: 2, pair.one)
            let cleaning = Cleaning(office: pair.two.office, folder: pair.folders[1])
            #expect(try await cleaning.run().files == 1)
            #expect(try await Self.get(path, pair.two).status == .ok)
            clock.pass(days: 31)
            let done = try await cleaning.run()
            #expect(done.documents == 1 && done.files == 1)
            let kept = try await pair.one.office.database.read { connection in
                try connection.rows("SELECT sha256 FROM content ORDER BY sha256 LIMIT 10").map { row -> ContentHash in
                    try row["sha256"]
                }
            }
            #expect(!kept.contains(hash) && !kept.contains(old) && kept.contains(young))
            for test in [pair.one, pair.two] { #expect(try await Self.get(path, test).status == .forbidden) }
            #expect(try await pair.findings() == [])
        }
    }

    @Test func `who keeps or touches old bytes at this moment keeps them`() async throws {
        try await Self.run { pair in
            let hash = try await CleaningTests.keep("cũ", pair.one)
            let limit = Date(timeIntervalSinceNow: -86_400)
            func remove() async throws -> Bool {
                let store = pair.two.office.store
                return try await pair.two.office.database.write {
                    try store.remove(hash, olderThan: limit, in: $0)
                }
            }
            try await CleaningTests.age(hash, days: 2, pair.one)
            #expect(try await CleaningTests.keep("cũ", pair.two) == hash)
            #expect(try await !remove())
            try await CleaningTests.age(hash, days: 2, pair.one)
            try await pair.one.office.store.touch(hash)
            #expect(try await !remove())
            try await CleaningTests.age(hash, days: 2, pair.one)
            #expect(try await remove())
            #expect(try await pair.rows() == [0, 0])
        }
    }

    @Test(arguments: [
        ("UPDATE content_chunk SET bytes = set_byte(bytes, 9, 0) WHERE sha256 = $1 AND number = 0", "altered"),
        ("DELETE FROM content WHERE sha256 = $1", "missing"),
    ])
    func `bytes that are altered or missing are found, and nobody waits for them`(sql: String, finding: String)
        async throws
    {
        try await Self.run { pair in
            let first = try await Self.arrival(pair.one)
            let second = try await Self.arrival(pair.one, "signed/chi-co-chu-ky-ca-nhan.pdf")
            let (path, hash) = try await Self.file(of: first, pair.one)
            try await pair.change(sql, hash)
            let findings = try await pair.findings()
            #expect(findings.map(\.subject) == [hash.hex])
            #expect(findings.first?.english.contains(finding) == true)
            if finding == "missing" { #expect(try await Self.get(path, as: "clerk-A", pair.two).status == .notFound) }
            let office = pair.two.office
            let trust = try TrustFolder(Samples.url("pki"))
            let checks = SignatureChecks(office: office, trust: trust, logger: Self.logger)
            for _ in 1...2 { #expect(try await checks.checkNext()) }
            #expect(try await !checks.checkNext())
            let (lost, sound) = try await office.database.read { connection in
                (
                    try FileVerdict.all(of: first, in: connection).values.first?.status,
                    try FileVerdict.all(of: second, in: connection).values.first?.status
                )
            }
            #expect(lost == .unverifiable && sound == .valid)
            for _ in 1...2 { #expect(try await FileReadings(office: office, logger: Self.logger).readNext()) }
            #expect(try pair.files() == [])
        }
    }

    @Test func `the first node chooses, the others follow, have its keys or are refused`() async throws {
        try await Self.withFolders { first, second in
            try await TestEngine.withOfficeAddress { address in
                func open(_ folder: URL, _ content: ContentPlace?) async throws -> OfficeData {
                    var configuration = try Self.configuration(folder, content)
                    configuration.databaseAddress = address
                    return try await OfficeData(configuration, GatewaySignals())
                }
                func refusal(_ folder: URL, _ content: ContentPlace?) async -> Fault? {
                    await #expect(throws: Fault.self) { _ = try await open(folder, content) }
                }
                let one = try await open(first, .database)
                #expect(one.office.store.isInDatabase)
                let strange = await refusal(second, nil)
                #expect(strange?.code == .conflict && strange?.place == "keys")
                try FileManager.default.removeItem(at: second.appending(path: "keys"))
                try FileManager.default.copyItem(
                    at: first.appending(path: "keys"), to: second.appending(path: "keys"))
                let otherwise = await refusal(second, .folder)
                #expect(otherwise?.code == .conflict && otherwise?.place == "content")
                let two = try await open(second, nil)
                #expect(two.office.store.isInDatabase)
                for data in [one, two] { try data.office.database.close() }
                withExtendedLifetime((one, two)) {}
            }
        }
    }

    @Test func `an office whose files lie in the folder stays there, and one on SQLite has no choice`() async throws {
        try await Self.withFolders { first, second in
            try await TestEngine.withOfficeAddress { address in
                let database = try Database.open(postgres: address)
                try await TestOffice.seed(database)
                try await TestOffice.serve(database, try Self.configuration(first, nil)) { test in
                    #expect(!test.office.store.isInDatabase)
                    let (_, hash) = try await Self.file(of: try await Self.draft([65, 66], test), test)
                    #expect(test.office.store.folder.contains(hash))
                    // As an office from before there was a choice.
                    _ = try await test.office.database.write { try $0.execute("DELETE FROM content_place") }
                }
                let later = await #expect(throws: Fault.self) {
                    try await TestOffice.serve(database, try Self.configuration(first, .database)) { _ in }
                }
                #expect(later?.code == .conflict && later?.place == "content")
                try database.close()
            }
            let alone = await #expect(throws: Fault.self) {
                _ = try await OfficeData(try Self.configuration(second, .database), GatewaySignals())
            }
            #expect(alone?.code == .invalidRequest)
        }
    }
}
