import Exchange
import Foundation
import Programs
import Testing

@testable import lienthong

/// What a demo of several nodes is made of; `script/nodes` runs it whole.
@Suite struct DemoNodesTests {
    @Test func `HAProxy takes the configuration, whatever the folder is called`() async throws {
        let place = "thư mục có $dấu \"cách\""
        try await withFolder { folder in
            let authority = folder.appending(path: "\(place)/ca.pem")
            try FileManager.default.createDirectory(
                at: authority.deletingLastPathComponent(), withIntermediateDirectories: true)
            try FileManager.default.copyItem(at: Samples.url("pki/root-ca.cert.pem"), to: authority)
            let file = folder.appending(path: "haproxy.cfg")
            try Data(Self.balancer(authority).configuration.utf8).write(to: file)
            let result = try await Program(Balancer.program().path, ["-c", "-f", file.path]).run()
            #expect(result.status == 0, "\(result.text)")
        }
    }

    @Test func `HAProxy takes the configuration that operators are shown`() async throws {
        let document = try String(contentsOf: Samples.url("../docs/scale.md").standardized, encoding: .utf8)
        let shown = try #require(document.firstMatch(of: /```haproxy\n([\s\S]*?)```/)?.1)
        try await withFolder { folder in
            let authority = Samples.url("pki/root-ca.cert.pem").path
            let file = folder.appending(path: "haproxy.cfg")
            try Data(shown.replacing(/\/etc\/haproxy\/(hub|office)-ca\.pem/, with: authority).utf8).write(to: file)
            let result = try await Program(Balancer.program().path, ["-c", "-f", file.path]).run()
            #expect(result.status == 0, "\(result.text)")
        }
    }

    @Test func `what each node did is read from HAProxy's table`() {
        let table = """
            # pxname,svname,qcur,stot,bin,bout,status,
            page,FRONTEND,,1,0,0,OPEN,
            hub,FRONTEND,,16,56197752,935378,OPEN,
            hub,hub-1,0,9,28085297,389480,UP,
            hub,hub-2,0,7,28112455,0,DOWN,
            hub,BACKEND,0,16,56197752,935378,UP,

            """
        #expect(
            Balancer.work(in: table) == [
                Balancer.Work(node: "hub-1", connections: 9, sentBytes: 389_480),
                Balancer.Work(node: "hub-2", connections: 7, sentBytes: 0),
            ])
        #expect(Balancer.well(in: table) == ["hub-1"])
        for nothing in ["<html>no table</html>", ""] {
            #expect(Balancer.work(in: nothing) == [])
            #expect(Balancer.well(in: nothing) == [])
        }
    }

    @Test func `a machine without HAProxy is told so, with the exit code of a missing program`() async throws {
        let fault = #expect(throws: Fault.self) { try Balancer.program(in: ["/nowhere", ""]) }
        #expect(fault?.code == .toolMissing && fault?.english.contains("package haproxy") == true)
        #expect(CommandFailure.exitCode(.toolMissing) == 70)
    }

    @Test(arguments: 1...4)
    func `every node is killed three times, those of one server never in the same step`(count: Int) {
        let servers = ["hub", "G22", "H29"].map { name in
            (1...count).map {
                ServerProcess(name: "\(name)-\($0)", arguments: [], log: URL(fileURLWithPath: "/dev/null"))
            }
        }
        let plan = ChaosPlan(servers: servers, steps: ChaosPlan.steps)
        for nodes in servers {
            var kills = Array(repeating: 0, count: count)
            for step in ChaosPlan.steps {
                let victims = plan.victims(in: step).compactMap { victim in nodes.firstIndex { $0 === victim } }
                #expect(victims.count <= 1)
                for victim in victims { kills[victim] += 1 }
            }
            #expect(kills == Array(repeating: 3, count: count))
        }
    }

    @Test func `nodes without a database, too many of them, a server that is not there: nothing is made`() async throws
    {
        try await withFolder { folder in
            let data = folder.appending(path: "demo").path
            let demo = ["demo", "--once", "--data", data, "--samples", Samples.url("").path]
            let nobody = ["--database", "postgres://u:bi-mat@127.0.0.1:1/none"]
            for (given, status) in [
                (["--nodes", "2"], 64), (["--nodes", "5"] + nobody, 64), (["--database", "hub.sqlite"], 64),
                (nobody, 69),
            ] {
                let result = try await Command.run(demo + given, folder: folder)
                #expect(result.status == status, "\(given): \(result.errors)")
                #expect(!result.errors.contains("bi-mat"))
            }
            #expect(!FileManager.default.fileExists(atPath: data))
        }
    }

    private static func balancer(_ authority: URL) -> Balancer {
        Balancer(
            pagePort: 18_463,
            pools: [
                Balancer.Pool(
                    name: "hub", port: 18_460, nodes: [("hub-1", 18_470), ("hub-2", 18_471)], authority: authority),
                Balancer.Pool(name: "G22", port: 18_461, nodes: [("G22-1", 18_480)], authority: nil),
            ])
    }
}
