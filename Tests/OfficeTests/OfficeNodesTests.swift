import Exchange
import Foundation
import Gateway
import Hummingbird
import HummingbirdTesting
import Logging
import Programs
import ServiceLifecycle
import Storage
import Synchronization
import Testing
import Trust
import Web

@testable import Office

/// Two offices on one database of PostgreSQL and one data folder (hai nút), whatever engine the suites run on.
@Suite(.inTurn, .timeLimit(.minutes(5))) struct OfficeNodesTests {
    private struct Pair: Sendable {
        let one: TestOffice
        let two: TestOffice

        /// In turn.
        subscript(number: Int) -> TestOffice { number.isMultiple(of: 2) ? self.one : self.two }
    }

    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private static func withFolder(_ body: (URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "office-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder)
    }

    /// Runs `body` with two nodes that hear of each other.
    private static func run(_ body: @Sendable (Pair) async throws -> Void) async throws {
        try await Self.withFolder { folder in
            try await TestEngine.withOfficeAddress { address in
                let (first, second) = (try Database.open(postgres: address), try Database.open(postgres: address))
                try await TestOffice.seed(first)
                let configuration = OfficeConfiguration(
                    dataFolder: folder, organ: try #require(OrganCode("H29")), hub: nil, logger: Self.logger)
                try await TestOffice.serve(first, configuration) { one in
                    try await TestOffice.serve(second, configuration) { two in
                        try await Self.hearing([one.office, two.office]) { try await body(Pair(one: one, two: two)) }
                    }
                }
                for database in [first, second] { try database.close() }
            }
        }
    }

    /// Runs `body` while each hears what the others did.
    private static func hearing(_ offices: [Office], _ body: () async throws -> Void) async throws {
        var tasks: [Task<Void, any Error>] = []
        for office in offices {
            // Told once everybody is heard.
            let lines = try #require(office.changes.listen(to: "nobody's"))
            tasks.append(Task { try await OfficeNews(office: office, logger: Self.logger).run() })
            for await _ in lines { break }
        }
        do { try await body() } catch {
            for task in tasks { task.cancel() }
            throw error
        }
        for task in tasks {
            task.cancel()
            try await task.value
        }
    }

    @Test func `what is done at one shows at the other, whose open pages are told`() async throws {
        try await Self.run { pair in
            let id = try await pair.one.arrival()
            let page = try #require(pair.two.office.changes.listen(to: id))
            let other = try #require(pair.two.office.changes.listen(to: "another"))
            let answer = try await pair.one.post(
                "/incoming/\(id)/register", as: "clerk-A", version: 1, ["checked": "yes"])
            #expect(answer.status == .seeOther)
            // Or the suite runs out of time here.
            for await _ in page { break }
            #expect(try await pair.two.state(id).state == .registered)
            #expect(try await pair.two.text("/incoming/\(id)", as: "clerk-B").contains("V/v thử nghiệm liên thông"))
            // And back, on the version that the other made.
            let back = try #require(pair.one.office.changes.listen(to: id))
            let fields = ["leader": "leader-A"]
            let late = try await pair.two.post("/incoming/\(id)/submit", as: "clerk-A", version: 1, fields)
            #expect(late.status == .conflict)
            let version = try await pair.two.state(id).version
            let next = try await pair.two.post("/incoming/\(id)/submit", as: "clerk-A", version: version, fields)
            #expect(next.status == .seeOther, "\(String(buffer: next.body))")
            for await _ in back { break }
            pair.two.office.changes.close()
            var told = 0
            for await _ in other { told += 1 }
            #expect(told == 0, "who looks at another document is left alone")
        }
    }

    @Test func `twenty clerks who register at both at once get numbers without a gap, none twice`() async throws {
        try await Self.run { pair in
            var ids: [String] = []
            for number in 1...20 { ids.append(try await pair.one.arrival(number: "\(number)")) }
            let statuses = try await withThrowingTaskGroup(of: HTTPResponse.Status.self) { group in
                for (index, id) in ids.enumerated() {
                    group.addTask {
                        try await pair[index].post(
                            "/incoming/\(id)/register", as: index.isMultiple(of: 3) ? "clerk-B" : "clerk-A", version: 1,
                            ["checked": "yes"]
                        ).status
                    }
                }
                return try await group.reduce(into: [HTTPResponse.Status]()) { $0.append($1) }
            }
            #expect(statuses == Array(repeating: .seeOther, count: 20))
            let numbers: [Int] = try await pair.two.office.database.read { connection in
                try connection.rows(
                    "SELECT number FROM register_entry WHERE document_id IS NOT NULL ORDER BY number LIMIT 100"
                ).map { try $0["number"] }
            }
            #expect(numbers == Array(1...20))
        }
    }

    @Test func `a form that is sent to both at once acts once, and both give the same answer`() async throws {
        try await Self.run { pair in
            let id = try await pair.one.arrival()
            let once = RandomText.secret()
            let answers = try await withThrowingTaskGroup(of: TestResponse.self) { group in
                for number in 0..<6 {
                    group.addTask {
                        try await pair[number].post(
                            "/incoming/\(id)/register", as: "clerk-A", version: 1, once: once, ["checked": "yes"])
                    }
                }
                return try await group.reduce(into: [TestResponse]()) { $0.append($1) }
            }
            #expect(answers.allSatisfy { $0.status == .seeOther })
            #expect(Set(answers.map { $0.headers[.location] }).count == 1)
            #expect(try await pair.one.queued() == ["01", "03"])
        }
    }

    @Test func `working days that are set at one hold at the other`() async throws {
        try await Self.run { pair in
            let day = try #require(CalendarDate("2031-01-02"))
            #expect(pair.two.office.calendar.isWorkingDay(day))
            let pages = try #require(pair.two.office.changes.listen(to: nil))
            let fields = ["first": "02/01/2031", "last": "02/01/2031", "kind": "off", "name": "Nghỉ Tết"]
            let answer = try await pair.one.post("/calendar", as: "admin-A", version: 0, fields)
            #expect(answer.status == .seeOther, "\(String(buffer: answer.body))")
            // Pages are told when the days have been read.
            for await _ in pages { break }
            #expect(!pair.two.office.calendar.isWorkingDay(day))
        }
    }

    @Test func `accesses that both write make one chain, whose signed end is never put back`() async throws {
        try await Self.run { pair in
            let ids = [try await pair.one.arrival(number: "1"), try await pair.one.arrival(number: "2")]
            for (number, id) in ids.enumerated() {
                for person in ["clerk-A", "clerk-B", "leader-A"] {
                    _ = try await pair[number].text("/incoming/\(id)", as: person)
                }
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for office in [pair.one.office, pair.two.office] {
                    group.addTask { try await office.access.flush(to: office.database, at: office.now()) }
                }
                try await group.waitForAll()
            }
            let report = try await OfficeCheck(database: pair.two.office.database, content: pair.two.office.store).run()
            #expect(report.findings.filter { $0.area == "access" } == [] && report.accesses >= 6)
        }
    }

    @Test func `one of them does a job, the other when it stops`() async throws {
        try await TestEngine.withOfficeAddress { address in
            let database = try Database.open(postgres: address)
            let (begun, places) = AsyncStream.makeStream(of: String.self)
            let running = Mutex(0)
            func node(_ name: String) -> Task<Void, any Error> {
                let node = DatabaseNode(database: database, now: { Date() }, logger: Self.logger)
                let job = Job(
                    name: name, places: places,
                    running: { change in
                        running.withLock { count in
                            count += change
                            return count
                        }
                    })
                let lease = Lease("job", of: node, pace: .milliseconds(5))
                return Task { try await LeasedServices(lease: lease, services: [job]).run() }
            }
            var names = begun.makeAsyncIterator()
            let one = node("one")
            #expect(await names.next() == "one")
            let two = node("two")
            one.cancel()
            await #expect(throws: CancellationError.self) { try await one.value }
            #expect(await names.next() == "two")
            two.cancel()
            await #expect(throws: CancellationError.self) { try await two.value }
            #expect(running.withLock { $0 } == 0)
            try database.close()
        }
    }

    private struct Job: Service {
        let name: String
        let places: AsyncStream<String>.Continuation
        /// Answers how many run then.
        let running: @Sendable (Int) -> Int

        func run() async throws {
            #expect(self.running(1) == 1)
            self.places.yield(self.name)
            defer { _ = self.running(-1) }
            try await Task.sleep(for: .seconds(86_400))
        }
    }

    @Test func `a node that was paused sends no mail once the job is another's`() async throws {
        try await Self.run { pair in
            func lease(_ office: Office) -> Lease {
                Lease("telling", of: DatabaseNode(database: office.database, now: office.now, logger: Self.logger))
            }
            let (first, second) = (lease(pair.one.office), lease(pair.two.office))
            #expect(try await first.take())
            try await first.release()
            #expect(try await second.take())
            let sending = DigestSending(
                office: pair.one.office, sender: try #require(MailAddress("vanphong@example.vn")),
                send: { _ in Issue.record("a mail went") }, lease: first, logger: Self.logger)
            await #expect(throws: LeaseLost.self) { _ = try await sending.sendNext() }
        }
    }

    @Test func `a node that was paused puts no older directory over that of another`() async throws {
        try await Self.run { pair in
            func sync(_ office: Office, _ client: HubClient) -> DirectorySync {
                DirectorySync(
                    office: office, client: client,
                    lease: Lease(
                        "exchange", of: DatabaseNode(database: office.database, now: office.now, logger: Self.logger)),
                    logger: Self.logger)
            }
            func organs(_ name: String) throws -> [ListedOrgan] {
                let text = #"{"organs":[{"code":"H53","name":"\#(name)","kind":"province"}]}"#
                return try JSONDecoder().decode(OrganPage.self, from: Data(text.utf8)).organs
            }
            // Asked by nobody.
            let client = try HubClient(
                endpoint: HubEndpoint(
                    url: try #require(URL(string: "http://127.0.0.1:1")), token: "none", trustedRoots: nil))
            let (first, second) = (sync(pair.one.office, client), sync(pair.two.office, client))
            #expect(try await first.lease.take())
            try await first.lease.release()
            #expect(try await second.lease.take())
            try await second.save(organs("Tên mới"))
            await #expect(throws: LeaseLost.self) { try await first.save(organs("Tên cũ")) }
            let name: String? = try await pair.one.office.database.read { connection in
                try connection.row("SELECT name FROM organ WHERE code = 'H53'")?["name"]
            }
            #expect(name == "Tên mới")
            try await client.shutdown()
        }
    }

    @Test func `nodes share a folder, an office with a file of its own does not`() async throws {
        try await Self.withFolder { folder in
            try await TestEngine.withOfficeAddress { address in
                var shared = OfficeConfiguration(
                    dataFolder: folder, organ: try #require(OrganCode("H29")), hub: nil, logger: Self.logger)
                let alone = shared
                shared.databaseAddress = address
                let one = try await OfficeData(shared, GatewaySignals())
                let two = try await OfficeData(shared, GatewaySignals())
                #expect(one.node != nil && two.node != nil && one.node?.id != two.node?.id)
                #expect(two.key.verifyingKey.verifies(try one.key.sign("một khóa"), of: "một khóa"))
                func refusal(_ configuration: OfficeConfiguration) async -> Fault? {
                    await #expect(throws: Fault.self) { _ = try await OfficeData(configuration, GatewaySignals()) }
                }
                #expect(await refusal(alone)?.code == .conflict)
                for data in [one, two] { try data.office.database.close() }
                // Nothing serves it any more, and still nobody makes an empty office beside that of the nodes.
                withExtendedLifetime((one, two)) {}
                let fault = #expect(throws: Fault.self) { _ = try OfficeServer.openDatabase(in: folder) }
                #expect(fault?.code == .conflict && fault?.place == "database")
                try Data().write(to: folder.appending(path: "office.sqlite"))
                let moved = await refusal(shared)
                #expect(moved?.code == .conflict && moved?.place == "office.sqlite")
            }
        }
    }
}
