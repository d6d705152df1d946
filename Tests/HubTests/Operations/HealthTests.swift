import Foundation
import HTTPTypes
import HummingbirdTesting
import Logging
import Programs
import Storage
import Synchronization
import Testing

@testable import Hub

/// `/health` proves that the hub can work, and says what keeps it from it.
@Suite(.inTurn, .timeLimit(.minutes(5))) struct HealthTests {
    struct Body: Decodable, Sendable {
        var status: String
        var organs: Int?
        var problems: [String]?
    }

    @Test func `health is told to anyone`() async throws {
        try await withHub { hub in
            let response = try await hub.call(.get, "/health", as: nil)
            #expect(response.status == .ok)
            #expect(response.text == #"{"organs":118,"status":"ready"}"#)
            let left = try FileManager.default.contentsOfDirectory(
                atPath: hub.folder.appending(path: "content/staging").path)
            #expect(left == [])
        }
    }

    @Test func `a hub whose database takes no transaction says so, without a cause or a path`() async throws {
        let log = LogRecord()
        try await withHub(configure: { $0.logger = log.logger }) { hub in
            try await hub.refuseProbes()
            let response = try await hub.call(.get, "/health", as: nil)
            #expect(response.status == .serviceUnavailable)
            #expect(
                response.text == #"{"organs":118,"problems":["database-unwritable"],"status":"unavailable"}"#)
            try OpenAPITests.expect(response, of: "health")
            let told = try #require(log.events.first { $0.message == "the server cannot do its work" })
            #expect(told.level == .error && "\(told.metadata)".contains("no room for probes"))
        }
    }

    @Test func `a hub whose database cannot be read says so`() async throws {
        try await withHub { hub in
            _ = try await hub.parts.database.write { try $0.execute("ALTER TABLE organ RENAME TO lost") }
            let body = try await hub.call(.get, "/health", as: nil).decode(Body.self)
            #expect(body.problems == ["database-unreadable"] && body.organs == nil)
        }
    }

    @Test func `less room than the floor is a problem before anything fails`() async throws {
        try await withHub(configure: { $0.roomFloorBytes = Int.max }) { hub in
            let response = try await hub.call(.get, "/health", as: nil)
            #expect(response.status == .serviceUnavailable)
            #expect(try response.decode(Body.self).problems == ["low-room"])
        }
    }

    @Test func `a hub that is being maintained sends callers to another, and serves whoever still comes`() async throws
    {
        let log = LogRecord()
        try await withHub(configure: { $0.logger = log.logger }) { hub in
            hub.parts.maintenance.set(true)
            let response = try await hub.call(.get, "/health", as: nil)
            #expect(response.status == .serviceUnavailable)
            #expect(response.text == #"{"organs":118,"problems":["maintenance"],"status":"unavailable"}"#)
            try OpenAPITests.expect(response, of: "health")
            _ = try await hub.send(Packages.document(), as: "g22").receipt
            hub.parts.maintenance.set(false)
            #expect(try await hub.call(.get, "/health", as: nil).status == .ok)
            #expect(log.events.allSatisfy { $0.level < .error }, "nothing is wrong")
        }
    }

    @Test func `many who ask share one probe, and its word is kept for a moment`() async throws {
        let probes = Atomic(0)
        let health = Health(logger: Logger(label: "test"), keptFor: .seconds(3600), deadlineMilliseconds: 60_000) {
            probes.add(1, ordering: .relaxed)
            await Task.yield()
            return HealthVerdict()
        }
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<100 { group.addTask { await health.verdict().isReady } }
            for await isReady in group { #expect(isReady) }
        }
        #expect(await health.verdict().isReady)
        #expect(probes.load(ordering: .relaxed) == 1)
        let fleeting = Health(logger: Logger(label: "test"), keptFor: .zero, deadlineMilliseconds: 60_000) {
            probes.add(1, ordering: .relaxed)
            return HealthVerdict()
        }
        _ = await fleeting.verdict()
        _ = await fleeting.verdict()
        #expect(probes.load(ordering: .relaxed) == 3)
    }

    @Test func `a probe that hangs is told as too slow, is not joined by another, and its end counts again`()
        async throws
    {
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let probes = Atomic(0)
        let health = Health(logger: Logger(label: "test"), keptFor: .seconds(3600), deadlineMilliseconds: 20) {
            probes.add(1, ordering: .relaxed)
            for await _ in gate { break }
            return HealthVerdict()
        }
        #expect(await health.verdict().problems == [.tooSlow])
        #expect(await health.verdict().problems == [.tooSlow])
        #expect(probes.load(ordering: .relaxed) == 1)
        open.yield()
        try await eventually("the hub is ready again") { await health.verdict().isReady }
        #expect(probes.load(ordering: .relaxed) == 1)
    }
}

extension TestHub {
    /// From now on the database takes everything but the probe of health.
    func refuseProbes() async throws {
        _ = try await self.parts.database.write { connection in
            guard connection.engine == .postgreSQL else {
                return try connection.execute(
                    """
                    CREATE TRIGGER no_probe BEFORE INSERT ON health_probe
                    BEGIN SELECT RAISE(ABORT, 'no room for probes'); END
                    """)
            }
            try connection.execute(
                """
                CREATE FUNCTION no_probe() RETURNS trigger LANGUAGE plpgsql AS $body$
                BEGIN RAISE EXCEPTION 'no room for probes'; END $body$
                """)
            return try connection.execute(
                "CREATE TRIGGER no_probe BEFORE INSERT ON health_probe FOR EACH ROW EXECUTE FUNCTION no_probe()")
        }
    }
}

/// What a hub logs, with its ids.
final class LogRecord: Sendable {
    struct Event: Sendable {
        let level: Logger.Level
        let message: String
        let metadata: Logger.Metadata
    }

    private let kept = Mutex<[Event]>([])

    var events: [Event] { self.kept.withLock { $0 } }
    var logger: Logger { Logger(label: "test") { _ in Handler(record: self) } }

    private struct Handler: LogHandler {
        let record: LogRecord
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.debug

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { self.metadata[key] }
            set { self.metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = self.metadata.merging(event.metadata ?? [:]) { $1 }
            self.record.kept.withLock {
                $0.append(Event(level: event.level, message: event.message.description, metadata: all))
            }
        }
    }
}
