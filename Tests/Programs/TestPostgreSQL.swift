public import Foundation

/// A PostgreSQL server for tests: in a folder of its own, on a free port of this machine, without syncs. It is stopped and its folder removed
/// within seconds after the process of the tests has ended, however that ended.
public actor TestPostgreSQL {
    /// The one for all tests of the process that do not stop it.
    public static let shared = TestPostgreSQL()

    /// Where the server's data and log lie.
    public nonisolated let folder: URL
    private let primary: TestPostgreSQL?
    private var starting: Task<Int, any Error>?

    /// - Parameter primary: of which this one is a standby (`application_name=standby`).
    public init(standbyOf primary: TestPostgreSQL? = nil) {
        self.primary = primary
        self.folder = URL(fileURLWithPath: "\(Self.place)/pg-\(UUID().uuidString.prefix(8).lowercased())")
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// The address of a new, empty database; starts the server when it is the first.
    public func newDatabase(encoding: String = "UTF8") async throws -> String {
        try await self.newDatabase(of: "template0", encoding)
    }

    /// The address of a copy of the database at `address`, to which nobody is connected.
    public func newDatabase(like address: String) async throws -> String {
        try await self.newDatabase(of: Self.name(in: address), "UTF8")
    }

    /// Removes a database of `newDatabase`, also under those who are connected to it.
    public func remove(_ address: String) async throws {
        _ = try await self.client("dropdb", ["--force", Self.name(in: address)])
    }

    private func newDatabase(of template: String, _ encoding: String) async throws -> String {
        let name = "t" + UUID().uuidString.lowercased().replacing("-", with: "")
        let port = try await self.client("createdb", ["-T", template, "-E", encoding, name])
        return "postgres://postgres@127.0.0.1:\(port)/\(name)"
    }

    /// Runs one of PostgreSQL's clients; answers the port of the server.
    private func client(_ program: String, _ arguments: [String]) async throws -> Int {
        let port = try await self.port()
        // Not by Debian's wrapper, a program in Perl that runs longer than what it runs.
        let result = try await Program(
            "sh",
            [
                "-c", "exec \"$(pg_config --bindir)/$0\" \"$@\"", program, "-h", "127.0.0.1", "-p", "\(port)", "-U",
                "postgres",
            ] + arguments
        ).run()
        guard result.status == 0 else { throw Failure(description: "\(program) ended with \(result.status)") }
        return port
    }

    private static func name(in address: String) -> String { String(address.split(separator: "/").last ?? "") }

    /// Ends the server as a crash does.
    public func crash() async throws {
        _ = try await self.port()
        try await self.run("as_owner pg_ctl stop -D \(self.data) -m immediate -s")
    }

    /// Starts it again, on the same port.
    public func startAgain() async throws { try await self.start(try await self.port()) }

    /// Makes a primary of a standby.
    public func promote() async throws { try await self.run("as_owner pg_ctl promote -D \(self.data) -w -s") }

    private var data: String { self.folder.path + "/data" }

    /// In memory where there is much of it: each new database is a thousand files.
    private static var place: String {
        let free = try? FileManager.default.attributesOfFileSystem(forPath: "/dev/shm")[.systemFreeSize] as? NSNumber
        return (free?.int64Value ?? 0) >= 8 << 30 ? "/dev/shm" : "/tmp"
    }

    /// Where it is; starts the server when it is not there yet.
    public func port() async throws -> Int {
        if let starting = self.starting { return try await starting.value }
        let starting = Task {
            try await self.make()
            // Somebody else may have it.
            for _ in 0..<4 {
                let port = Self.somePort()
                do {
                    try await self.start(port)
                    return port
                } catch is Failure { continue }
            }
            let port = Self.somePort()
            try await self.start(port)
            return port
        }
        self.starting = starting
        return try await starting.value
    }

    /// Makes the folder, and sees that it goes.
    private func make() async throws {
        var make = "initdb -D \(self.data) -U postgres --auth=trust --no-sync --encoding=UTF8 --locale=C >/dev/null"
        if let primary = self.primary {
            let source = "host=127.0.0.1 port=\(try await primary.port()) user=postgres application_name=standby"
            make = "pg_basebackup -D \(self.data) -R -X stream -c fast --no-sync -d '\(source)'"
        }
        try await self.run(
            """
            mkdir -m 700 \(self.folder.path)
            [ "$(id -u)" != 0 ] || chown postgres \(self.folder.path)
            as_owner \(make)
            parent=\(ProcessInfo.processInfo.processIdentifier)
            export parent
            setsid sh -c 'while kill -0 $parent 2>/dev/null; do sleep 1; done
                [ ! -e \(self.data)/postmaster.pid ] || kill -QUIT $(head -1 \(self.data)/postmaster.pid)
                sleep 1; rm -rf \(self.folder.path)' </dev/null >/dev/null 2>&1 &
            """)
    }

    private func start(_ port: Int) async throws {
        let options = """
            -p \(port) -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c full_page_writes=off \
            -c max_connections=300 -c shared_buffers=64MB
            """
        try await self.run(
            "as_owner pg_ctl start -D \(self.data) -w -t 60 -s -l \(self.folder.path)/log -o '\(options)'")
    }

    /// Runs a script; `as_owner` runs one of PostgreSQL's programs as who may run a server: not root.
    private func run(_ script: String) async throws {
        let whole = """
            set -e
            cd /
            as_owner() {
                program=$(pg_config --bindir)/$1; shift
                if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$program" "$@"; else "$program" "$@"; fi
            }
            \(script)
            """
        let result = try await Program("sh", ["-c", whole]).run()
        guard result.status == 0 else {
            throw Failure(
                description: "PostgreSQL for tests: exit \(result.status); is it there (script/bootstrap --tests)?")
        }
    }

    /// Below those that the system gives to connections (32,768…): while the server is crashed no connection of anybody gets the port, nor does one
    /// that looks for the server meet itself.
    private static func somePort() -> Int { Int.random(in: 20_000..<32_000) }
}
