import AsyncHTTPClient
import Exchange
import Foundation
import Gateway
import Hub
import Office
import Trial
import Trust

/// The three servers of the demo and the story between them.
struct Demo: Sendable {
    let folder: URL
    let json: Bool
    let cluster: DemoCluster?
    let hub: DemoServer
    let offices: [DemoServer]
    /// Before the nodes.
    let balancer: Balancer?
    private let haproxy: ServerProcess?
    private let samples: URL
    private let portBase: Int
    private let tokens: [String]

    /// - Parameter cluster: nil: each server is one process with a file of SQLite.
    init(
        folder: URL, portBase: Int, samples: URL, maximumPackageMegabytes: Int, json: Bool, cluster: DemoCluster? = nil
    ) {
        self.folder = folder
        self.json = json
        self.cluster = cluster
        self.samples = samples
        self.portBase = portBase
        self.tokens = (0..<2).map { _ in UUID().uuidString + UUID().uuidString }
        let authority = folder.appending(path: "hub/tls/ca.pem")
        let hub = DemoServer(
            "hub", in: folder, portBase: portBase, index: 0, cluster: cluster,
            arguments: ["hub", "serve", "--maximum-package-megabytes", "\(maximumPackageMegabytes)"])
        let offices = zip(["G22", "H29"], self.tokens).enumerated().map { index, office in
            DemoServer(
                office.0, in: folder, portBase: portBase, index: index + 1, cluster: cluster,
                arguments: [
                    "office", "serve", "--organ", office.0, "--hub", "https://127.0.0.1:\(portBase)", "--hub-ca",
                    authority.path, "--maximum-upload-megabytes", "\(maximumPackageMegabytes * 7 / 10)", "--trust",
                    samples.appending(path: "pki").path,
                ],
                environment: ["LIENTHONG_TOKEN": office.1])
        }
        self.hub = hub
        self.offices = offices
        self.balancer = cluster.map { _ in
            Balancer(
                pagePort: portBase + 3,
                pools: [hub.pool(authority: authority)] + offices.map { $0.pool(authority: nil) })
        }
        let settings = folder.appending(path: Self.balancerFile)
        self.haproxy = cluster.map { cluster in
            ServerProcess(
                name: "haproxy", program: cluster.balancer, arguments: ["-db", "-f", settings.path],
                log: folder.appending(path: "haproxy.log"))
        }
    }

    private static let balancerFile = "haproxy.cfg"

    private var servers: [DemoServer] { [self.hub] + self.offices }
    private var nodes: [ServerProcess] { self.servers.flatMap(\.nodes) }

    /// One for each server, when there are several nodes.
    func makeDatabases() throws { try self.cluster?.makeDatabases(of: self.servers.map(\.name)) }

    func removeDatabases() { self.cluster?.removeDatabases(of: self.servers.map(\.name)) }

    /// Directory, systems, units, people: what an operator would set up.
    func prepare() async throws {
        try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
        if FileManager.default.fileExists(atPath: self.hub.folder.path) {
            throw Fault(
                .conflict, vi: "Thư mục \(self.folder.path) đã có dữ liệu.", en: "The folder holds a demo already.")
        }
        let csv = self.samples.appending(path: "directory/organs.csv")
        guard let bytes = FileManager.default.contents(atPath: csv.path) else {
            throw Fault(.notFound, vi: "Không tìm thấy \(csv.path).", en: "\(csv.path) is missing; give --samples.")
        }
        let hubFolder = self.hub.folder
        try FileManager.default.createDirectory(
            at: hubFolder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let administration = try Administration(folder: hubFolder, database: self.hub.database)
        try await administration.importDirectory(String(decoding: bytes, as: UTF8.self))
        let agencies = try DemoAgency.both()
        for (agency, (server, token)) in zip([agencies.sender, agencies.receiver], zip(self.offices, self.tokens)) {
            _ = try await administration.add(
                system: agency.organ.text.lowercased(), name: agency.setup.identity.name, organs: [agency.organ],
                secret: token, sealedBy: try SealedSecrets(dataFolder: hubFolder)
            )
            let office = try OfficeServer.openDatabase(in: server.folder, at: server.database)
            try await agency.setup.apply(to: office, at: Date())
        }
        let tester = try await administration.add(
            system: "trial", name: DemoTrial.testerName, organs: [try DemoTrial.tester], secret: nil,
            sealedBy: try SealedSecrets(dataFolder: hubFolder))
        try DemoTrial(
            folder: self.folder, hub: self.url(0), offices: [self.url(1), self.url(2)], samples: self.samples
        )
        .write(tester: tester, sides: self.tokens)
    }

    /// The hub first: it makes its authority, which balancer and offices trust. Nodes of one server start one after the other.
    func start() async throws {
        for node in self.hub.nodes {
            try node.start()
            try await self.waitUntilReady(node)
        }
        if let balancer = self.balancer {
            try Data(balancer.configuration.utf8).write(to: self.folder.appending(path: Self.balancerFile))
            try self.haproxy?.start()
        }
        for turn in 0..<(self.cluster?.nodes ?? 1) {
            for office in self.offices { try office.nodes[turn].start() }
            for office in self.offices { try await self.waitUntilReady(office.nodes[turn]) }
        }
    }

    func stop() {
        for process in self.offices.flatMap(\.nodes) + [self.haproxy].compactMap(\.self) + self.hub.nodes {
            process.stop()
        }
    }

    /// Runs `body` until it returns, or a server dies by itself.
    func whileServersLive(_ body: @escaping @Sendable () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await body() }
            group.addTask {
                let processes = self.nodes + [self.haproxy].compactMap(\.self)
                while true {
                    try await Task.sleep(for: .milliseconds(200))
                    guard let dead = processes.first(where: \.hasDied) else { continue }
                    throw try Self.dead(dead)
                }
            }
            try await group.next()
            group.cancelAll()
        }
    }

    private func waitUntilReady(_ server: ServerProcess) async throws {
        let deadline = ContinuousClock.now + .seconds(30)
        while try !server.isReady {
            guard ContinuousClock.now < deadline, !server.hasDied else { throw try Self.dead(server) }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    private static func dead(_ server: ServerProcess) throws -> Fault {
        let words = try server.lastWords
        return Fault(
            .unreachable, vi: "Máy chủ \(server.name) không chạy: \(words)",
            en: "The server \(server.name) does not run: \(words)")
    }

    func tell(chaos: Bool) async throws {
        let agencies = try DemoAgency.both()
        let hub = try HubClient(
            endpoint: HubEndpoint(
                url: self.url(0), token: self.tokens[0], trustedRoots: self.folder.appending(path: "hub/tls/ca.pem")
            )
        )
        var settings = HTTPClient.Configuration(redirectConfiguration: .disallow)
        // Each request of a person goes to another node.
        if self.cluster != nil { settings.maximumUsesPerConnection = 1 }
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: settings)
        let plan = ChaosPlan(servers: chaos ? self.servers.map(\.nodes) : [], steps: ChaosPlan.steps)
        let json = self.json
        let documents = self.samples.appending(path: "documents")
        let story = PilotStory(
            sender: agencies.sender.pilot(url: self.url(1)),
            receiver: agencies.receiver.pilot(url: self.url(2)),
            files: .init(
                directive: documents.appending(path: "signed/hop-le-ca-nhan-va-co-quan.pdf"),
                annex: documents.appending(path: "du-thao-quy-che.docx"),
                reply: documents.appending(path: "cong-van-tra-loi.pdf")
            ),
            client: client,
            hub: hub,
            now: { Date() },
            begins: { step in await plan.begins(step) },
            report: { step in
                if json {
                    let encoder = JSONEncoder()
                    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
                    say(String(decoding: try encoder.encode(step), as: UTF8.self))
                } else {
                    say("✓ \(step.step.padding(toLength: 16, withPad: " ", startingAt: 0)) \(step.told)")
                }
            }
        )
        let result: Result<Void, any Error>
        do {
            try await story.run()
            try await plan.finish()
            result = .success(())
        } catch {
            result = .failure(error)
        }
        try await client.shutdown()
        try await hub.shutdown()
        try result.get()
        let work = try await self.verifyNodes()
        if !json {
            if chaos { say("Đã giết và khởi động lại: \(plan.summary).") }
            if let work { say(work) }
            let memory = self.nodes.compactMap { node in node.peakMegabytes.map { "\(node.name) \($0) MB" } }
            say("Bộ nhớ cao nhất: \(memory.joined(separator: ", ")).")
        }
    }

    private func url(_ index: Int) -> URL {
        URL(string: "\(index == 0 ? "https" : "http")://127.0.0.1:\(self.portBase + index)")
            ?? URL(fileURLWithPath: "/")
    }

    /// Where to look, and as whom.
    func invite() {
        guard !self.json, let agencies = try? DemoAgency.both() else { return }
        say("\nCác trang đang mở; Ctrl-C để dừng. Mật khẩu của mọi người: \(DemoAgency.password)")
        if let balancer = self.balancer { say("Các nút, theo HAProxy: http://127.0.0.1:\(balancer.pagePort)/") }
        for (index, agency) in [agencies.sender, agencies.receiver].enumerated() {
            say("\n\(agency.setup.identity.name): \(self.url(index + 1).absoluteString)")
            for person in agency.setup.people {
                say(
                    "  \(person.userName.padding(toLength: 16, withPad: " ", startingAt: 0)) \(person.fullName), \(person.title)"
                )
            }
        }
    }
}
