import Exchange
import Foundation
import Synchronization

/// One database of PostgreSQL servers, shared by all nodes.
struct PostgreSQLDatabase: Sendable {
    private let reading: PostgreSQLSettings
    private let writing: PostgreSQLSettings
    private let readers: PostgreSQLPool
    /// One connection: the others would wait at the server for what it holds.
    private let writer: PostgreSQLPool
    /// Those that write without the lock of writers.
    private let beside: PostgreSQLPool
    /// One of them, for `HealthProbe` alone.
    private let probe: PostgreSQLPool

    init(
        address: String, limits: PostgreSQLLimits, onStatement: (@Sendable (String) -> Void)?,
        onTrouble: (@Sendable (String) -> Void)?
    ) throws {
        let address = try PostgreSQLAddress(address)
        self.reading = PostgreSQLSettings(
            address: address, limits: limits, idle: limits.idleRead, onStatement: onStatement, onTrouble: onTrouble)
        self.writing = PostgreSQLSettings(
            address: address, limits: limits, idle: limits.idleWrite, onStatement: onStatement, onTrouble: onTrouble)
        self.readers = PostgreSQLPool(self.reading, size: limits.readers)
        self.writer = PostgreSQLPool(self.writing, size: 1)
        self.beside = PostgreSQLPool(self.writing, size: limits.beside)
        self.probe = PostgreSQLPool(self.writing, size: 1)
    }

    func read<Value: Sendable>(_ body: @escaping @Sendable (Connection) throws -> Value) async throws -> Value {
        try await self.readers.transaction(.read, body)
    }

    func write<Value: Sendable>(_ body: @escaping @Sendable (Connection) throws -> Value) async throws -> Value {
        try await self.writer.transaction(.write, body)
    }

    func writeBeside<Value: Sendable>(
        _ body: @escaping @Sendable (Connection) throws -> Value
    ) async throws -> Value {
        try await self.beside.transaction(.beside, body)
    }

    func writeProbe<Value: Sendable>(
        _ body: @escaping @Sendable (Connection) throws -> Value
    ) async throws -> Value {
        try await self.probe.transaction(.beside, body)
    }

    func close() {
        self.readers.close()
        self.writer.close()
        self.beside.close()
        self.probe.close()
    }

    /// Under the lock of writers; a migration has an hour, and so has who waits for that of another node.
    func migrate(_ migrations: [Migration]) throws {
        let trouble = LastTrouble()
        let told = self.writing.onTrouble
        let settings = PostgreSQLSettings(
            address: self.writing.address, limits: self.writing.limits, idle: self.writing.idle,
            onStatement: self.writing.onStatement
        ) { cause in
            trouble.set(cause)
            told?(cause)
        }
        let desk = PostgreSQLDesk(settings, isClosed: { false })
        let begin = """
            BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;
            SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0;
            \(PostgreSQLDesk.Kind.lock);
            CREATE TABLE IF NOT EXISTS migration (name TEXT NOT NULL PRIMARY KEY, at TEXT NOT NULL)
            """
        func step(_ body: (PostgreSQLLink) throws -> Void) throws {
            do {
                let link = try desk.begin(begin, until: .now + settings.limits.wait, patience: .seconds(3_600))
                do {
                    try body(link)
                    try link.commit()
                } catch {
                    link.rollBack()
                    throw desk.translated(error)
                }
            } catch let fault as Fault where fault.code == .databaseUnreachable {
                // Told to who starts the server, not to its callers.
                throw Fault.databaseUnreachable(trouble.last)
            }
        }
        func names(_ link: PostgreSQLLink) throws -> Set<String> {
            let rows = try link.run("SELECT name FROM migration", [], isKept: false).rows()
            return Set(try rows.map { try $0["name"] })
        }
        var done: Set<String> = []
        try step { done = try names($0) }
        try Migration.refuseNewer(done, than: migrations)
        for migration in migrations where !done.contains(migration.name) {
            try step { link in
                // Another node may have been here meanwhile.
                guard try !names(link).contains(migration.name) else { return }
                try link.run(migration.postgres, patience: .seconds(3_600))
                _ = try link.run(
                    "INSERT INTO migration (name, at) VALUES ($1, $2)", [.text(migration.name), Date().sql],
                    isKept: false)
            }
        }
    }

    /// A thread and a connection of its own, until the stream is no longer read.
    func notifications(_ channel: String) -> AsyncStream<String> {
        let (stream, continuation) = AsyncStream<String>.ofNotifications()
        let ended = Ended()
        continuation.onTermination = { _ in ended.set() }
        let settings = self.reading
        Thread.detachNewThread {
            var failures = 0
            while !ended.isSet {
                do {
                    let link = try PostgreSQLLink(settings)
                    try link.run("LISTEN \"\(channel.replacing("\"", with: "\"\""))\"")
                    failures = 0
                    // Whatever was said before, or during a cut.
                    continuation.say("")
                    var quiet = ContinuousClock.now
                    while !ended.isSet {
                        let payloads = try link.notifications(within: .milliseconds(500))
                        for payload in payloads { continuation.say(payload) }
                        // Finds out whether the server is still there.
                        if quiet.duration(to: .now) > .seconds(15) {
                            try link.run("SELECT 1")
                            quiet = .now
                        }
                    }
                } catch {
                    settings.onTrouble?("\(error)")
                    usleep(UInt32(min(1_000, 50 << min(failures, 10))) * 1_000)
                    failures += 1
                }
            }
        }
        return stream
    }
}

private final class Ended: Sendable {
    private let flag = Atomic(false)

    var isSet: Bool { self.flag.load(ordering: .relaxed) }

    func set() { self.flag.store(true, ordering: .relaxed) }
}

private final class LastTrouble: Sendable {
    private let kept = Mutex<String?>(nil)

    var last: String? { self.kept.withLock { $0 } }

    func set(_ cause: String) { self.kept.withLock { $0 = cause } }
}
