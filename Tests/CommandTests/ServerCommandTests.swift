import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL
import Programs
import Testing
import Trust

/// The contract that scripts rely on: exit codes, one line on standard error, `ready`, signals.
@Suite(.inTurn, .timeLimit(.minutes(5))) struct ServerCommandTests {
    @Test func `what is missing or wrong is said in one line with its exit code`() async throws {
        try await withFolder { folder in
            let missing = try await Command.run("hub", "serve", folder: folder)
            #expect(missing.status == 64)
            #expect(missing.errors.hasPrefix("invalid-request"))
            #expect(missing.errors.split(separator: "\n").count == 1)
            #expect(missing.errors.contains("LIENTHONG_DATA"))
            for wrong in [["hub", "serv"], ["hub", "serve", "--lisen", "x"], ["hub", "enrol", "g22", "--data", "d"]] {
                let result = try await Command.run(wrong, folder: folder)
                #expect(result.status == 64)
                #expect(result.errors.hasPrefix("invalid-request: "))
                #expect(result.errors.contains("--help"))
                #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
            }
            let file = folder.appending(path: "organs.csv")
            try Data("code,name\nG22,Văn phòng Chính phủ\n".utf8).write(to: file)
            let data = folder.appending(path: "hub").path
            let bad = try await Command.run("hub", "organ", "import", file.path, "--data", data, folder: folder)
            #expect(bad.status == 65)
            #expect(bad.output == "")
            // A folder that is not there stays so.
            let nowhere = folder.appending(path: "nowhere").path
            let lost = try await Command.run("hub", "organ", "list", "--data", nowhere, folder: folder)
            #expect(lost.status == 65)
            #expect(lost.errors.hasPrefix("not-found: "))
            #expect(!FileManager.default.fileExists(atPath: nowhere))
        }
    }

    @Test func `a server takes its file, tells its address and ends cleanly`() async throws {
        try await withFolder { folder in
            let file = folder.appending(path: "office.yaml")
            try Data("data: \(folder.path)/office\norgan: G22\nlisten: 127.0.0.1:0\n".utf8).write(to: file)
            let office = try Command(["office", "serve", "--config", file.path], folder: folder)
            #expect(try await office.ready().hasPrefix("ready http://127.0.0.1:"))
            #expect(try await office.stop().status == 0)

            let hub = try Command(
                ["hub", "serve", "--listen", "127.0.0.1:0"], environment: ["LIENTHONG_DATA": folder.path + "/hub"],
                folder: folder)
            #expect(try await hub.ready().hasPrefix("ready https://127.0.0.1:"))
            let second = try await Command.run("hub", "serve", "--data", folder.path + "/hub", folder: folder)
            #expect(second.status == 65)
            #expect(second.errors.hasPrefix("conflict"))
            #expect(try await hub.stop().status == 0)
        }
    }

    @Test(arguments: [["hub", "serve"], ["office", "serve", "--organ", "G22"]])
    func `SIGHUP brings the new certificate`(server: [String]) async throws {
        try await withFolder { folder in
            let (first, second) = (folder.appending(path: "first"), folder.appending(path: "second"))
            for authority in [first, second] {
                _ = try ServerIdentity.loadOrMake(
                    in: authority, authorityName: "Thử CA", hosts: ["127.0.0.1"], now: Date())
            }
            let shown = folder.appending(path: "shown")
            try FileManager.default.copyItem(at: first, to: shown)
            let serving = try Command(
                server + [
                    "--listen", "127.0.0.1:0", "--data", folder.path + "/data",
                    "--certificate", shown.path + "/server.pem", "--key", shown.path + "/server.key",
                ], folder: folder)
            let address = try await serving.ready().replacing("ready ", with: "")
            #expect(address.hasPrefix("https://"))
            #expect(await Self.isTrusted(address, by: first))
            #expect(await !Self.isTrusted(address, by: second))

            try FileManager.default.removeItem(at: shown)
            try FileManager.default.copyItem(at: second, to: shown)
            serving.send(signal: SIGHUP)
            try await eventually("the new certificate is shown") { await Self.isTrusted(address, by: second) }
            #expect(await !Self.isTrusted(address, by: first))
            let result = try await serving.stop()
            #expect(result.status == 0)
            #expect(result.errors.contains("certificate reloaded"))
        }
    }

    private static func isTrusted(_ address: String, by authority: URL) async -> Bool {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .file(authority.appending(path: "ca.pem").path)
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls)
        configuration.connectionPool.retryConnectionEstablishment = false
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        let status = try? await client.execute(HTTPClientRequest(url: address + "/health"), timeout: .seconds(60))
            .status
        try? await client.shutdown()
        return status == .ok
    }
}
