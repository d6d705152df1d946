import ArgumentParser
import AsyncHTTPClient
import Exchange
import Foundation
import Gateway
import Hub
import Office
import Trial
import Trust

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract:
            "Bản trình diễn: một trục, hai cơ quan, trọn câu chuyện. The pilot: a hub, two agencies, the whole story."
    )

    @Flag(help: "Kết thúc sau câu chuyện. Ends after the story.") var once = false
    @Flag(help: "Mỗi bước một dòng JSON. One line of JSON a step.") var json = false
    @Flag(help: "Giết và khởi động lại từng máy chủ ba lần giữa chừng. Kills each server three times on the way.")
    var chaos = false
    @Option(help: "Thư mục dữ liệu (mới hoặc trống). A new or empty folder.") var data: String?
    @Option(help: "Cổng đầu tiên trong ba cổng. First of three ports.") var portBase = 8460
    @Option(help: "Thư mục dữ liệu mẫu. The folder of samples.") var samples = "Samples"
    @Option(help: "Kích thước gói tối đa (MB). Largest package in MiB.") var maximumPackageMegabytes = 50
    @Flag(help: "Chỉ chạy máy chủ, không kể chuyện. Serves without the story.") var serveOnly = false

    func run() async throws {
        let folder = URL(
            fileURLWithPath: self.data
                ?? FileManager.default.temporaryDirectory.appending(path: "lienthong-demo-\(UUID().uuidString)").path,
            isDirectory: true
        )
        let demo = Demo(
            folder: folder, portBase: self.portBase, samples: URL(fileURLWithPath: self.samples, isDirectory: true),
            maximumPackageMegabytes: self.maximumPackageMegabytes, json: self.json)
        try await demo.prepare()
        do {
            try await demo.start()
            let story = (chaos: self.chaos, wanted: !self.serveOnly, staysOpen: !self.once)
            try await demo.whileServersLive {
                if story.wanted { try await demo.tell(chaos: story.chaos) }
                if story.staysOpen {
                    demo.invite()
                    try await Task.sleep(for: .seconds(365 * 86_400))
                }
            }
            demo.stop()
        } catch {
            demo.stop()
            throw error
        }
        if self.data == nil { try FileManager.default.removeItem(at: folder) }
    }
}

/// The three servers of the demo and the story between them.
struct Demo: Sendable {
    let folder: URL
    let json: Bool
    private let samples: URL
    private let portBase: Int
    private let hub: ServerProcess
    private let offices: [ServerProcess]
    private let tokens: [String]

    init(folder: URL, portBase: Int, samples: URL, maximumPackageMegabytes: Int, json: Bool) {
        self.folder = folder
        self.json = json
        self.samples = samples
        self.portBase = portBase
        self.tokens = (0..<2).map { _ in UUID().uuidString + UUID().uuidString }
        let authority = folder.appending(path: "hub/tls/ca.pem").path
        self.hub = ServerProcess(
            name: "hub",
            arguments: [
                "hub", "serve", "--data", folder.appending(path: "hub").path, "--listen", "127.0.0.1:\(portBase)",
                "--maximum-package-megabytes", "\(maximumPackageMegabytes)",
            ],
            log: folder.appending(path: "hub.log")
        )
        self.offices = zip(["G22", "H29"], self.tokens).enumerated().map { index, office in
            ServerProcess(
                name: office.0,
                arguments: [
                    "office", "serve", "--data", folder.appending(path: office.0.lowercased()).path, "--organ",
                    office.0,
                    "--listen", "127.0.0.1:\(portBase + 1 + index)", "--hub", "https://127.0.0.1:\(portBase)",
                    "--hub-ca", authority, "--maximum-upload-megabytes", "\(maximumPackageMegabytes * 7 / 10)",
                    "--trust", samples.appending(path: "pki").path,
                ],
                environment: ["LIENTHONG_TOKEN": office.1],
                log: folder.appending(path: "\(office.0.lowercased()).log")
            )
        }
    }

    /// Directory, systems, units, people: what an operator would set up.
    func prepare() async throws {
        try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
        if FileManager.default.fileExists(atPath: self.folder.appending(path: "hub/hub.sqlite").path) {
            throw Fault(
                .conflict, vi: "Thư mục \(self.folder.path) đã có dữ liệu.", en: "The folder holds a demo already.")
        }
        let csv = self.samples.appending(path: "directory/organs.csv")
        guard let bytes = FileManager.default.contents(atPath: csv.path) else {
            throw Fault(.notFound, vi: "Không tìm thấy \(csv.path).", en: "\(csv.path) is missing; give --samples.")
        }
        let hubFolder = self.folder.appending(path: "hub")
        try FileManager.default.createDirectory(
            at: hubFolder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let administration = try Administration(folder: hubFolder)
        try await administration.importDirectory(String(decoding: bytes, as: UTF8.self))
        let agencies = try DemoAgency.both()
        for (agency, token) in zip([agencies.sender, agencies.receiver], self.tokens) {
            _ = try await administration.add(
                system: agency.organ.text.lowercased(), name: agency.setup.identity.name, organs: [agency.organ],
                secret: token, sealedBy: try SealedSecrets(dataFolder: hubFolder)
            )
            let office = try OfficeServer.openDatabase(in: self.folder.appending(path: agency.organ.text.lowercased()))
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

    /// The hub first: it makes its authority, which the offices trust.
    func start() async throws {
        try self.hub.start()
        try await self.waitUntilReady(self.hub)
        for office in self.offices { try office.start() }
        for office in self.offices { try await self.waitUntilReady(office) }
    }

    func stop() {
        for server in self.offices + [self.hub] { server.stop() }
    }

    /// Runs `body` until it returns, somebody presses Ctrl-C, or a server dies by itself.
    func whileServersLive(_ body: @escaping @Sendable () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await body() }
            group.addTask { await UnixSignalWaiter.first() }
            group.addTask {
                let servers = [self.hub] + self.offices
                while true {
                    try await Task.sleep(for: .milliseconds(200))
                    guard let dead = servers.first(where: \.hasDied) else { continue }
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
        let client = HTTPClient(
            eventLoopGroupProvider: .singleton, configuration: .init(redirectConfiguration: .disallow)
        )
        let plan = ChaosPlan(servers: chaos ? [self.hub] + self.offices : [], steps: ChaosPlan.steps)
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
        if !json {
            if chaos { say("Đã giết và khởi động lại: \(plan.summary).") }
            let memory = ([self.hub] + self.offices).compactMap { server in
                server.peakMegabytes.map { "\(server.name) \($0) MB" }
            }
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
