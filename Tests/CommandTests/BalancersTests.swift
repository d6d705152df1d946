import Exchange
import Foundation
import Programs
import Testing

@testable import lienthong

/// Hub, office and gateway as processes behind HAProxy, which says whose connections it hands on.
@Suite(.timeLimit(.minutes(10))) struct BalancersTests {
    private static let token = "token-of-h29-0123456789"

    @Test func `behind HAProxy a caller counts by its own address, and nobody gets in beside it`() async throws {
        try await withFolder { folder in
            let data = folder.appending(path: "hub")
            for setup in [
                ["organ", "import", Samples.url("directory/organs.csv").path],
                ["system", "add", "h29", "--organ", "H29", "--secret", Self.token, "--network", "127.0.0.5"],
            ] {
                let result = try await Command.run(["hub"] + setup + ["--data", data.path], folder: folder)
                #expect(result.status == 0, "\(result.errors)")
            }
            var servers: [Command] = []
            var nodes: [URL] = []
            for arguments in [
                ["hub", "serve"], ["office", "serve", "--organ", "G22"],
                ["gateway", "serve", "--organ", "H29", "--hub", "http://127.0.0.1:1"],
            ] {
                let own = ["--data", folder.appending(path: arguments[0]).path, "--listen", "127.0.0.1:0"]
                let server = try Command(
                    arguments + own + ["--balancers", "127.0.0.1, ::1"],
                    environment: ["LIENTHONG_TOKEN": Self.token], folder: folder)
                servers.append(server)
                nodes.append(try #require(URL(string: String(try await server.ready().dropFirst("ready ".count)))))
            }
            let authority = data.appending(path: "tls/ca.pem")
            let (haproxy, base) = try await Self.haproxy(
                before: try nodes.map { try #require($0.port) }, authority: authority, in: folder)
            defer { haproxy.stop() }

            let hub = ["--cacert", authority.path, "--header", "Authorization: Bearer \(Self.token)"]
            let inbox = "https://127.0.0.1:\(base)/v1/inbox"
            #expect(try await Self.status(hub + [inbox], from: "127.0.0.5").hasSuffix("200"))
            #expect(try await Self.status(hub + [inbox], from: "127.0.0.6").hasSuffix("403"))
            for port in [base + 1, base + 2] {
                #expect(try await Self.status(["http://127.0.0.1:\(port)/health"], from: "127.0.0.5").hasSuffix("200"))
            }
            for node in nodes {
                let direct = hub + ["\(node.absoluteString)/health"]
                #expect(try await Self.status(direct, from: "127.0.0.1", again: false) == "000")
            }
            for server in servers { #expect(try await server.stop().status == 0) }
        }
    }

    @Test(arguments: ["", "10.0.0.10,", "10.0.0.300", "haproxy.example.vn", "10.0.0.1/8", "10.0.0.10;10.0.0.11"])
    func `balancers that are no addresses end the start`(text: String) async throws {
        try await withFolder { folder in
            for server in [
                ["hub", "serve"], ["office", "serve", "--organ", "G22"],
                ["gateway", "serve", "--organ", "H29", "--hub", "http://127.0.0.1:1"],
            ] {
                let own = ["--data", folder.appending(path: "data").path, "--listen", "127.0.0.1:0"]
                let result = try await Command.run(
                    server + own + ["--balancers", text], environment: ["LIENTHONG_TOKEN": Self.token], folder: folder)
                #expect(result.status == 64 && result.errors.contains("balancers"), "\(result.errors)")
            }
        }
    }

    private static func networks(_ text: String) throws -> [Network] {
        try BalancersOption.networks(
            ServerSettings(file: nil, keys: ["balancers"], flags: ["balancers": text], environment: [:]))
    }

    @Test(arguments: ["0.0.0.0/0", "10.0.0.10,0.0.0.0/7", "::/0", "2000::/15"])
    func `a range in which anybody may sit is refused by name`(text: String) throws {
        let fault = #expect(throws: Fault.self) { try Self.networks(text) }
        #expect(fault?.code == .invalidRequest && fault?.place == "balancers")
        let wide = try #require(text.split(separator: ",").last)
        #expect(fault?.vietnamese.contains(wide) == true && fault?.english.contains(wide) == true)
    }

    @Test func `ranges up to the widest are taken`() throws {
        #expect(
            try Self.networks("10.0.0.0/8, fd00::/16, 10.0.0.10").map(\.text) == [
                "10.0.0.0/8", "fd00::/16", "10.0.0.10",
            ])
    }

    /// HAProxy with a port in front of each node, the first of which (`base`) speaks TLS. Tries others when ports are taken.
    private static func haproxy(
        before nodes: [Int], authority: URL, in folder: URL
    ) async throws -> (ServerProcess, base: Int) {
        let file = folder.appending(path: "haproxy.cfg")
        for _ in 0..<5 {
            let base = Int.random(in: 20_000..<32_000)
            let balancer = Balancer(
                pagePort: base + nodes.count,
                pools: nodes.enumerated().map { index, port in
                    Balancer.Pool(
                        name: "pool-\(index)", port: base + index, nodes: [("node-\(index)", port)],
                        authority: index == 0 ? authority : nil)
                })
            try Data(balancer.configuration.utf8).write(to: file)
            let process = ServerProcess(
                name: "haproxy", program: try Balancer.program(), arguments: ["-db", "-f", file.path],
                log: folder.appending(path: "haproxy-\(base).log"))
            try process.start()
            let deadline = ContinuousClock.now + .seconds(60)
            while !process.hasDied, ContinuousClock.now < deadline {
                let page = ["http://127.0.0.1:\(balancer.pagePort)/"]
                if try await Self.status(page, from: "127.0.0.1", again: false) == "200" { return (process, base) }
                try await Task.sleep(for: .milliseconds(50))
            }
            process.stop()
        }
        throw Fault(.toolMissing, vi: "HAProxy không chạy.", en: "HAProxy does not start.")
    }

    /// The status that a caller at `address` of this machine is answered; `000` when the connection ends before.
    private static func status(
        _ arguments: [String], from address: String, again: Bool = true
    ) async throws -> String {
        let patience = again ? ["--retry", "60", "--retry-delay", "1", "--retry-all-errors"] : []
        let asked = ["--silent", "--output", "/dev/null", "--write-out", "%{http_code}", "--max-time", "60"]
        return try await Program("curl", asked + ["--interface", address] + patience + arguments).run().text
    }
}
