import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Programs
import Testing

/// Offices on one database of PostgreSQL, as processes.
@Suite(.inTurn, .timeLimit(.minutes(5))) struct OfficeNodesTests {
    @Test func `two offices serve one folder and one database, and keep an office without it out`() async throws {
        let address = try await TestPostgreSQL.shared.newDatabase()
        try await withFolder { folder in
            let data = folder.appending(path: "office").path
            let serve = ["office", "serve", "--data", data, "--organ", "H29", "--listen", "127.0.0.1:0"]
            let one = try Command(serve + ["--database", address], folder: folder)
            // As the service manager gives it, with a password in it.
            let two = try Command(serve, environment: ["LIENTHONG_DATABASE": address], folder: folder)
            let addresses = [try await one.ready(), try await two.ready()]
            #expect(addresses.allSatisfy { $0.hasPrefix("ready http://") } && Set(addresses).count == 2)
            for address in addresses {
                let url = address.dropFirst("ready ".count)
                let answer = try await HTTPClient.shared.execute(
                    HTTPClientRequest(url: "\(url)/health"), timeout: .seconds(60))
                #expect(answer.status == .ok)
            }
            let alone = try await Command.run(serve, folder: folder)
            #expect(alone.status == 65 && alone.errors.hasPrefix("conflict: "), "\(alone.errors)")
            #expect(try await one.stop().status == 0)
            #expect(try await two.stop().status == 0)
            // Who forgets the database does not get an empty one beside it.
            let forgotten = try await Command.run(serve, folder: folder)
            #expect(forgotten.status == 65 && forgotten.errors.hasPrefix("conflict: "), "\(forgotten.errors)")
            let copied = try await Command.run(
                ["office", "backup", "--data", data, "--to", folder.appending(path: "office.backup").path],
                folder: folder)
            #expect(copied.status == 65 && copied.errors.hasPrefix("conflict: "), "\(copied.errors)")
            #expect(!FileManager.default.fileExists(atPath: data + "/office.sqlite"))
        }
    }

    @Test func `a node is maintained from SIGUSR1 to SIGUSR2: not ready, and served all the same`() async throws {
        let address = try await TestPostgreSQL.shared.newDatabase()
        try await withFolder { folder in
            let office = try Command(
                [
                    "office", "serve", "--data", folder.appending(path: "office").path, "--organ", "H29", "--listen",
                    "127.0.0.1:0", "--database", address,
                ], folder: folder)
            let url = try await office.ready().dropFirst("ready ".count)
            func get(_ path: String) async throws -> HTTPClientResponse {
                try await HTTPClient.shared.execute(HTTPClientRequest(url: "\(url)\(path)"), timeout: .seconds(60))
            }
            #expect(try await get("/health").status == .ok)
            office.send(signal: SIGUSR1)
            try await eventually("the maintenance begins") { try await get("/health").status == .serviceUnavailable }
            let told = try await get("/health").body.collect(upTo: 10_000)
            #expect(String(buffer: told).contains(#""problems":["maintenance"]"#))
            #expect(try await get("/sign-in").status == .ok)
            office.send(signal: SIGUSR2)
            try await eventually("the maintenance ends") { try await get("/health").status == .ok }
            #expect(try await office.stop().status == 0)
        }
    }

    @Test func `a database that cannot be reached ends the start, without its password`() async throws {
        try await withFolder { folder in
            let result = try await Command.run(
                [
                    "office", "serve", "--data", folder.path, "--organ", "H29", "--listen", "127.0.0.1:0", "--database",
                    "postgres://u:bi-mat@127.0.0.1:1/none",
                ], folder: folder)
            #expect(result.status == 69 && !result.errors.contains("bi-mat"), "\(result.errors)")
        }
    }
}
