import AsyncHTTPClient
import Exchange
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

    private static func answer(
        _ ready: String, _ path: String, token: String? = nil
    ) async throws -> HTTPClientResponse {
        var request = HTTPClientRequest(url: "\(ready.dropFirst("ready ".count))\(path)")
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        return try await HTTPClient.shared.execute(request, timeout: .seconds(60))
    }

    private static func get(_ ready: String, _ path: String, token: String? = nil) async throws -> UInt {
        try await self.answer(ready, path, token: token).status.code
    }

    private static func post(_ package: [UInt8], _ ready: String, token: String) async throws -> UInt {
        var request = HTTPClientRequest(url: "\(ready.dropFirst("ready ".count))/v1/outgoing")
        request.method = .POST
        request.headers.add(name: "Authorization", value: "Bearer \(token)")
        request.headers.add(name: "Content-Type", value: "application/edxml+xml")
        request.body = .bytes(ByteBuffer(bytes: package))
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

    @Test func `a node is maintained from SIGUSR1 to SIGUSR2: not ready, and it answers all the same`() async throws {
        let address = try await TestPostgreSQL.shared.newDatabase()
        try await withFolder { folder in
            let data = folder.appending(path: "gateway").path
            let node = try Command(
                Self.serve(data) + ["--database", address], environment: Self.token, folder: folder)
            let ready = try await node.ready()
            #expect(try await Self.get(ready, "/health") == 200)
            node.send(signal: SIGUSR1)
            // The limit of the suite ends what never comes.
            while try await Self.get(ready, "/health") != 503 {}
            let told = try await Self.answer(ready, "/health").body.collect(upTo: 10_000)
            #expect(String(buffer: told).contains(#""problems":["maintenance"]"#))
            #expect(try await Self.get(ready, "/v1/incoming") == 401)
            node.send(signal: SIGUSR2)
            while try await Self.get(ready, "/health") != 200 {}
            #expect(try await node.stop().status == 0)
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

    @Test func `with files in the database each has a folder of its own, and the same keys`() async throws {
        let address = try await TestPostgreSQL.shared.newDatabase()
        try await withFolder { folder in
            let (first, second) = (folder.appending(path: "one"), folder.appending(path: "two"))
            func run(_ arguments: [String]) async throws -> Command.Result {
                try await Command.run(arguments, environment: Self.token, folder: folder)
            }
            for wrong in [["--content", "elsewhere", "--database", address], ["--content", "database"]] {
                let refused = try await run(Self.serve(first.path) + wrong)
                #expect(refused.status == 64 && refused.errors.hasPrefix("invalid-request: "), "\(refused.errors)")
            }
            let place = ["--database", address]
            let added = try await run(["gateway", "system", "add", "qlvb", "--data", first.path] + place)
            let token = added.output.trimmingCharacters(in: .newlines)
            let one = try Command(
                Self.serve(first.path) + place + ["--content", "database"], environment: Self.token, folder: folder)
            let ready = try await one.ready()
            let strange = try await run(Self.serve(second.path) + place)
            #expect(strange.status == 65 && strange.errors.hasPrefix("conflict: "), "\(strange.errors)")
            try FileManager.default.removeItem(at: second.appending(path: "keys"))
            try FileManager.default.copyItem(at: first.appending(path: "keys"), to: second.appending(path: "keys"))
            let other = try await run(Self.serve(second.path) + place + ["--content", "folder"])
            #expect(other.status == 65 && other.errors.hasPrefix("conflict: "), "\(other.errors)")
            let two = try Command(Self.serve(second.path) + place, environment: Self.token, folder: folder)
            let package = try GatewayExampleTests.package()
            #expect(try await Self.post(package, ready, token: token) == 201)
            #expect(try await Self.post(package, try await two.ready(), token: token) == 200)
            let check = try await run(["gateway", "check", "--json", "--data", second.path] + place)
            let told = JSON(utf8: Array(check.output.utf8))
            #expect(check.status == 0 && told?["files"] == .number(1), "\(check.output)\(check.errors)")
            for data in [first, second] {
                let files = data.appending(path: "content/files").path
                #expect(try FileManager.default.subpathsOfDirectory(atPath: files) == [])
            }
            #expect(try await one.stop().status == 0)
            #expect(try await two.stop().status == 0)
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
