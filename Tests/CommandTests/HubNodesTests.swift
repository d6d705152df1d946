import AsyncHTTPClient
import Foundation
import NIOCore
import Programs
import Testing

/// Hubs on one database of PostgreSQL, as processes.
@Suite(.inTurn, .timeLimit(.minutes(5))) struct HubNodesTests {
    @Test func `two hubs serve one folder and one database, and every command finds it`() async throws {
        let address = try await TestPostgreSQL.shared.newDatabase()
        try await withFolder { folder in
            let data = folder.appending(path: "hub").path
            func run(_ arguments: String...) async throws -> Command.Result {
                try await Command.run(arguments + ["--data", data, "--database", address], folder: folder)
            }
            let organs = try await run("hub", "organ", "import", Samples.url("directory/organs.csv").path)
            #expect(organs.status == 0, "\(organs.errors)")
            #expect(try await run("hub", "system", "add", "g22", "--organ", "G22").status == 0)
            let serve = ["hub", "serve", "--data", data, "--listen", "127.0.0.1:0"]
            let one = try Command(serve + ["--database", address], folder: folder)
            // As the service manager gives it, with a password in it.
            let two = try Command(serve, environment: ["LIENTHONG_DATABASE": address], folder: folder)
            let addresses = [try await one.ready(), try await two.ready()]
            #expect(addresses.allSatisfy { $0.hasPrefix("ready https://") } && Set(addresses).count == 2)
            #expect(try await run("hub", "system", "list").output.hasPrefix("g22\tenabled\tG22\t"))
            #expect(try await run("hub", "organ", "find", "thanh pho ho chi minh").output.contains("H29"))
            #expect(try await run("hub", "check").status == 0)
            // A hub with a file of its own would clear what the nodes are receiving.
            #expect(try await Command.run(serve, folder: folder).errors.hasPrefix("conflict: "))
            #expect(try await run("hub", "restored").errors.hasPrefix("conflict: "))
            #expect(try await one.stop().status == 0)
            #expect(try await two.stop().status == 0)
            // Who forgets the database, or sets it to nothing, does not get an empty one beside it.
            let forgotten = try await Command.run(
                ["hub", "system", "list", "--data", data], environment: ["LIENTHONG_DATABASE": ""], folder: folder)
            #expect(forgotten.errors.hasPrefix("conflict: "), "\(forgotten.errors)")
            let copied = try await Command.run(
                ["hub", "backup", "--data", data, "--to", folder.appending(path: "hub.backup").path], folder: folder)
            #expect(copied.status == 65 && copied.errors.hasPrefix("conflict: "), "\(copied.errors)")
            #expect(try await run("hub", "restored").status == 0)
            #expect(try await run("hub", "check").status == 0)
            #expect(!FileManager.default.fileExists(atPath: data + "/hub.sqlite"))
        }
    }

    @Test func `a node is maintained from SIGUSR1 to SIGUSR2`() async throws {
        let address = try await TestPostgreSQL.shared.newDatabase()
        try await withFolder { folder in
            let hub = try Command(
                [
                    "hub", "serve", "--data", folder.appending(path: "hub").path, "--listen", "127.0.0.1:0",
                    "--metrics-listen", "127.0.0.1:0", "--database", address,
                ], folder: folder)
            let url = try #require(
                try await hub.lines(2).first { $0.hasPrefix("metrics ") }?.dropFirst("metrics ".count))
            func isReady() async throws -> Bool {
                let answer = try await HTTPClient.shared.execute(
                    HTTPClientRequest(url: "\(url)"), timeout: .seconds(60))
                return String(buffer: try await answer.body.collect(upTo: 1 << 20)).contains("\nlienthong_healthy 1\n")
            }
            #expect(try await isReady())
            hub.send(signal: SIGUSR1)
            try await eventually("the maintenance begins") { try await !isReady() }
            hub.send(signal: SIGUSR2)
            try await eventually("the maintenance ends") { try await isReady() }
            #expect(try await hub.stop().status == 0)
        }
    }

    @Test func `a hub with a file of its own is moved, and served as a node`() async throws {
        let address = try await TestPostgreSQL.shared.newDatabase()
        try await withFolder { folder in
            let data = folder.appending(path: "hub").path
            func run(_ arguments: String..., environment: [String: String] = [:]) async throws -> Command.Result {
                try await Command.run(arguments, environment: environment, folder: folder)
            }
            let organs = Samples.url("directory/organs.csv").path
            #expect(try await run("hub", "organ", "import", organs, "--data", data).status == 0)
            #expect(try await run("hub", "system", "add", "g22", "--organ", "G22", "--data", data).status == 0)
            #expect(try await run("hub", "migrate", "--from", data).status == 64)
            let none = try await run("hub", "migrate", "--from", data, "--to", "postgres://u:bi-mat@127.0.0.1:1/none")
            #expect(none.status == 69 && !none.errors.contains("bi-mat"), "\(none.errors)")
            let moved = try await run("hub", "migrate", "--from", data, environment: ["LIENTHONG_DATABASE": address])
            #expect(moved.status == 0 && moved.output.contains("system\t1\n"), "\(moved.errors)")
            let again = try await run("hub", "migrate", "--from", data, "--to", address)
            #expect(again.status == 65 && again.errors.hasPrefix("conflict: "))
            #expect(try await run("hub", "system", "list", "--data", data).status == 65)
            let listed = try await run("hub", "system", "list", "--data", data, "--database", address)
            #expect(listed.output.hasPrefix("g22\tenabled\tG22\t"))
            let node = try Command(
                ["hub", "serve", "--data", data, "--listen", "127.0.0.1:0", "--database", address], folder: folder)
            #expect(try await node.ready().hasPrefix("ready https://"))
            #expect(try await node.stop().status == 0)
            #expect(try await run("hub", "check", "--data", data, "--database", address).status == 0)
        }
    }

    @Test func `where packages are kept is chosen once, for all nodes`() async throws {
        let address = try await TestPostgreSQL.shared.newDatabase()
        try await withFolder { folder in
            let serve = ["hub", "serve", "--data", folder.appending(path: "hub").path, "--listen", "127.0.0.1:0"]
            for wrong in [["--content", "elsewhere", "--database", address], ["--content", "database"]] {
                let refused = try await Command.run(serve + wrong, folder: folder)
                #expect(refused.status == 64 && refused.errors.hasPrefix("invalid-request: "), "\(refused.errors)")
            }
            let node = try Command(serve + ["--database", address, "--content", "database"], folder: folder)
            #expect(try await node.ready().hasPrefix("ready https://"))
            let other = try await Command.run(
                serve + ["--database", address, "--content", "folder"], folder: folder)
            #expect(other.status == 65 && other.errors.hasPrefix("conflict: "), "\(other.errors)")
            #expect(try await node.stop().status == 0)
        }
    }

    @Test func `what is about the file of SQLite refuses and names what copies PostgreSQL`() async throws {
        try await withFolder { folder in
            let place = ["--data", folder.path, "--database", "postgres://hub:bi-mat@may1,may2/hub"]
            let file = folder.appending(path: "hub.backup").path
            for arguments in [["hub", "backup", "--to", file], ["hub", "restore", file]] {
                let result = try await Command.run(arguments + place, folder: folder)
                #expect(result.status == 64 && result.errors.contains("pg_basebackup"), "\(result.errors)")
                #expect(!result.errors.contains("bi-mat"))
            }
            let own = try await Command.run("hub", "restored", "--data", folder.path, folder: folder)
            #expect(own.status == 64 && own.errors.contains("hub restore"))
        }
    }
}
