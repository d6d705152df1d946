import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Programs
import Testing

/// Gateways on one database of PostgreSQL, as processes.
@Suite(.inTurn, .timeLimit(.minutes(5))) struct GatewayNodesTests {
    private static func serve(_ data: String) -> [String] {
        // Nobody listens there: they try again.
        [
            "gateway", "serve", "--data", data, "--organ", "H29", "--listen", "127.0.0.1:0", "--hub",
            "http://127.0.0.1:1",
        ]
    }

    private static let token = ["LIENTHONG_TOKEN": "token-of-h29-0123456789"]

    private static func get(_ ready: String, _ path: String, token: String? = nil) async throws -> UInt {
        var request = HTTPClientRequest(url: "\(ready.dropFirst("ready ".count))\(path)")
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        return try await HTTPClient.shared.execute(request, timeout: .seconds(60)).status.code
    }

    @Test func `two gateways serve one folder and one database, and every command finds it`() async throws {
        let address = try await TestPostgreSQL.shared.newDatabase()
        try await withFolder { folder in
            let data = folder.appending(path: "gateway").path
            func run(_ arguments: String...) async throws -> Command.Result {
                try await Command.run(arguments + ["--data", data, "--database", address], folder: folder)
            }
            let added = try await run("gateway", "system", "add", "qlvb")
            #expect(added.status == 0, "\(added.errors)")
            let token = added.output.trimmingCharacters(in: .newlines)
            let one = try Command(
                Self.serve(data) + ["--database", address], environment: Self.token, folder: folder)
            // As the service manager gives it, with a password in it.
            let two = try Command(
                Self.serve(data), environment: Self.token.merging(["LIENTHONG_DATABASE": address]) { $1 },
                folder: folder)
            let nodes = [try await one.ready(), try await two.ready()]
            #expect(nodes.allSatisfy { $0.hasPrefix("ready http://") } && Set(nodes).count == 2)
            for node in nodes {
                #expect(try await Self.get(node, "/health") == 200)
                #expect(try await Self.get(node, "/v1/incoming", token: token) == 200)
            }
            #expect(try await run("gateway", "system", "list").output.hasPrefix("qlvb\t"))
            #expect(try await run("gateway", "check").status == 0)
            let alone = try await Command.run(Self.serve(data), environment: Self.token, folder: folder)
            #expect(alone.status == 65 && alone.errors.hasPrefix("conflict: "), "\(alone.errors)")
            #expect(try await run("gateway", "system", "disable", "qlvb").status == 0)
            for node in nodes { #expect(try await Self.get(node, "/v1/incoming", token: token) == 401) }
            #expect(try await one.stop().status == 0)
            #expect(try await two.stop().status == 0)
            // Who forgets the database, or sets it to nothing, does not get an empty one beside it.
            let forgotten = try await Command.run(
                ["gateway", "system", "list", "--data", data], environment: ["LIENTHONG_DATABASE": ""], folder: folder)
            #expect(forgotten.status == 65 && forgotten.errors.hasPrefix("conflict: "), "\(forgotten.errors)")
            #expect(try await run("gateway", "webhook-secret").output.hasPrefix("whsec_"))
            #expect(!FileManager.default.fileExists(atPath: data + "/gateway.sqlite"))
        }
    }

    @Test func `a gateway with a file of its own is moved, and served as a node`() async throws {
        let address = try await TestPostgreSQL.shared.newDatabase()
        try await withFolder { folder in
            let data = folder.appending(path: "gateway").path
            func run(_ arguments: String..., environment: [String: String] = [:]) async throws -> Command.Result {
                try await Command.run(arguments, environment: environment, folder: folder)
            }
            #expect(try await run("gateway", "system", "add", "qlvb", "--data", data).status == 0)
            let early = try await Command.run(
                Self.serve(data) + ["--database", address], environment: Self.token, folder: folder)
            #expect(early.status == 65 && early.errors.contains("gateway migrate"), "\(early.errors)")
            #expect(try await run("gateway", "migrate", "--from", data).status == 64)
            let moved = try await run(
                "gateway", "migrate", "--from", data, environment: ["LIENTHONG_DATABASE": address])
            #expect(moved.status == 0 && moved.output.contains("connected_system\t1\n"), "\(moved.errors)")
            #expect(try await run("gateway", "check", "--data", data).status == 65)
            let node = try Command(
                Self.serve(data) + ["--database", address], environment: Self.token, folder: folder)
            #expect(try await node.ready().hasPrefix("ready http://"))
            #expect(try await node.stop().status == 0)
            let listed = try await run("gateway", "system", "list", "--data", data, "--database", address)
            #expect(listed.output.hasPrefix("qlvb\t"), "\(listed.errors)")
        }
    }

    @Test func `a database that cannot be reached ends the start; backups are not ours; no password is shown`()
        async throws
    {
        try await withFolder { folder in
            let place = ["--data", folder.path, "--database", "postgres://u:bi-mat@127.0.0.1:1/none"]
            let file = folder.appending(path: "gateway.backup").path
            for arguments in [["gateway", "backup", "--to", file], ["gateway", "restore", file]] {
                let result = try await Command.run(arguments + place, folder: folder)
                #expect(result.status == 64 && result.errors.contains("pg_basebackup"), "\(result.errors)")
                #expect(!result.errors.contains("bi-mat"))
            }
            let serve = try await Command.run(
                Self.serve(folder.path) + place.suffix(2), environment: Self.token, folder: folder)
            #expect(serve.status == 69 && !serve.errors.contains("bi-mat"), "\(serve.errors)")
        }
    }
}
