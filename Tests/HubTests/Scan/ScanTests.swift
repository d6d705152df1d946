import EdXML
import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Storage
import Testing
import Web

@testable import Hub

/// What a malware scanner finds does not come in, and without its word nothing does.
@Suite struct ScanTests {
    /// What our clamd takes for malware; it stands nowhere in one piece.
    private static let mark = Array(["LienThong", "mau", "thu", "ma", "doc"].joined(separator: "-").utf8)
    private static let finding = "Thu.MaDoc-1"
    private static var infected: [UInt8] { Array(repeating: 0x20, count: 5000) + self.mark + [0x0A] }

    private static func withScanner(
        _ part: ScriptedClamd.Part, onSocket: Bool = false, deadline: Duration = .seconds(600),
        _ body: @escaping @Sendable (TestHub, ScriptedClamd) async throws -> Void
    ) async throws {
        try await ScriptedClamd.run(part, onSocket: onSocket) { clamd in
            try await withHub(
                maximumPackageBytes: 16 << 20,
                configure: {
                    $0.malwareScanner = clamd.address
                    $0.malwareScanDeadline = deadline
                }
            ) { hub in try await body(hub, clamd) }
        }
    }

    private static func refusals(_ hub: TestHub) async throws -> [String] {
        try await hub.parts.database.read { connection in
            try connection.rows(
                "SELECT entry FROM evidence_event WHERE name = 'SubmissionRejection' ORDER BY idx LIMIT 10"
            )
            .map { try $0["entry"] }
        }
    }

    private static func files(_ hub: TestHub, _ name: String) throws -> Int {
        try FileManager.default.subpathsOfDirectory(atPath: hub.folder.appending(path: "content/\(name)").path).count
    }

    @Test(arguments: [(false, WritingProfile.canonical), (false, .library), (true, .canonical), (true, .library)])
    func `malware in a file, also in a wrapped one, is refused by its name, and clean files come in`(
        onSocket: Bool, profile: WritingProfile
    ) async throws {
        try await Self.withScanner(.finds(Self.mark, as: Self.finding), onSocket: onSocket) { hub, clamd in
            let refused = try await hub.send(Packages.document(content: Self.infected, profile: profile), as: "g22")
            #expect(refused.status == .unprocessableContent)
            let problem = try refused.problem
            #expect(problem.code == "malware" && problem.detail.contains(Self.finding))
            #expect(problem.place == "edXMLManifest/Reference" && problem.line != nil)
            let told = try #require(try await Self.refusals(hub).first)
            #expect(told.contains(#""code":"malware""#) && told.contains(#""finding":"Thu.MaDoc-1""#))
            #expect(try await hub.inbox("h29").items.isEmpty)
            #expect(try Self.files(hub, "files") == 0 && Self.files(hub, "staging") == 0)

            let clean = Array("Văn bản sạch".utf8)
            _ = try await hub.send(Packages.document(number: 2, content: clean, profile: profile), as: "g22").receipt
            #expect(clamd.streams == [Self.infected, clean], "each file as its receiver gets it")
            #expect(try await hub.inbox("h29").items.count == 1)
            #expect(try Self.files(hub, "staging") == 0)
        }
    }

    @Test func `a large file goes to the scanner whole, in pieces`() async throws {
        try await Self.withScanner(.finds(Self.mark, as: Self.finding)) {
            (hub: TestHub, clamd: ScriptedClamd) async throws in
            let large = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }
            _ = try await hub.send(Packages.document(content: large), as: "g22").receipt
            #expect(clamd.streams == [large])
        }
    }

    @Test(arguments: [
        ScriptedClamd.Part.hangs, .cuts, .says(""), .says("stream: OK stream: OK"), .says("stream:  FOUND"),
        .says("stream: lỗi"), .says(String(repeating: "x", count: 10_000)), .limits(1000),
    ])
    func `without a clear answer nothing is taken in, and the same send goes through later`(
        part: ScriptedClamd.Part
    ) async throws {
        let isHanging = if case .hangs = part { true } else { false }
        try await Self.withScanner(part, deadline: isHanging ? .milliseconds(200) : .seconds(600)) { hub, clamd in
            let package = try Packages.document(fileBytes: 3_000_000)
            let refused = try await hub.send(package, as: "g22")
            #expect(refused.status == .serviceUnavailable && refused.headers[.retryAfter] == "30")
            #expect(try refused.problem.code == "scanner-unavailable")
            #expect(try await Self.refusals(hub).isEmpty, "it says nothing of the package")
            #expect(try await hub.inbox("h29").items.isEmpty)
            #expect(try Self.files(hub, "files") == 0 && Self.files(hub, "staging") == 0)
            #expect(try await hub.call(.get, "/health", as: nil).text.contains(#""scanner":"unavailable""#))
            let alerts = try await Alert.all(hub.parts.console, now: TestHub.now)
            #expect(alerts.contains { $0.title == "Bộ quét mã độc không trả lời" && $0.isBad })
        }
        // With the deadline of the hanging one a busy machine could not finish.
        try await Self.withScanner(part) { hub, clamd in
            clamd.play(.finds(Self.mark, as: Self.finding))
            _ = try await hub.send(Packages.document(fileBytes: 3_000_000), as: "g22").receipt
            #expect(try await hub.call(.get, "/health", as: nil).text.contains(#""scanner":"ready""#))
        }
    }

    @Test func `a scanner that is not there is told, and told when it is back`() async throws {
        try await Self.withScanner(.cuts) { hub, clamd in
            let scanner = try #require(hub.parts.scanner)
            await scanner.check()
            #expect(scanner.trouble?.since == TestHub.now && scanner.trouble?.reason.isEmpty == false)
            clamd.play(.finds(Self.mark, as: Self.finding))
            await scanner.check()
            #expect(scanner.trouble == nil)
        }
        let nobody = MalwareScanner(
            Clamd(address: .unix(path: "/nowhere/clamd.ctl"), deadline: .seconds(10)), now: { TestHub.now },
            logger: .init(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        await nobody.check()
        #expect(nobody.trouble != nil)
    }

    @Test func `statuses and repeats need no scanner`() async throws {
        try await Self.withScanner(.finds(Self.mark, as: Self.finding)) {
            (hub: TestHub, clamd: ScriptedClamd) async throws in
            let package = try Packages.document()
            let first = try await hub.send(package, as: "g22")
            clamd.play(.cuts)
            _ = try await hub.send(Packages.status(.arrived), as: "h29").receipt
            #expect(try await hub.send(package, as: "g22").text == first.text)
        }
    }

    @Test func `what must be refused anyway does not reach the scanner`() async throws {
        try await Self.withScanner(.finds(Self.mark, as: Self.finding)) {
            (hub: TestHub, clamd: ScriptedClamd) async throws in
            #expect(try await hub.send(Packages.document(to: ["H99"]), as: "g22").problem.code == "unknown-receiver")
            #expect(clamd.streams.isEmpty)
        }
    }

    @Test func `malware does not come in over the wire or in pieces either`() async throws {
        try await ScriptedClamd.run(.finds(Self.mark, as: Self.finding)) { clamd in
            let address = clamd.address
            try await VXPHub.run(configure: { $0.malwareScanner = address }) { (hub: VXPHub) async throws in
                let package = try Packages.document(content: Self.infected, profile: .library)
                let refused = try await hub.client("g22").send(package, from: "G22")
                #expect(try refused.string("ErrorDesc").contains("ma doc (Thu.MaDoc-1)"))
                #expect(try await hub.hub.inbox("h29").isEmpty)
                _ = try await hub.client("g22").send(Packages.document(), from: "G22").string("DocId")
                #expect(try await hub.hub.inbox("h29").count == 1)
            }
        }
        try await Self.withScanner(.finds(Self.mark, as: Self.finding)) { hub, _ in
            let package = try Packages.document(content: Self.infected)
            let begun = try await hub.call(
                .post, "/v1/uploads", as: "g22",
                headers: [
                    .uploadLength: "\(package.count)", .reprDigest: ContentDigest.header(ContentHash(of: package)),
                ])
            let path = try #require(begun.headers[.location])
            let last = try await hub.call(
                .patch, path, as: "g22", headers: [.uploadOffset: "0"], body: ByteBuffer(bytes: package))
            #expect(try last.problem.code == "malware")
            #expect(try await hub.call(.head, path, as: "g22").status == .notFound)
        }
    }

    @Test func `addresses are understood, and nothing else`() {
        #expect(ScannerAddress("127.0.0.1:3310") == .tcp(host: "127.0.0.1", port: 3310))
        #expect(ScannerAddress("[::1]:3310") == .tcp(host: "::1", port: 3310))
        #expect(ScannerAddress("unix:/run/clamav/clamd.ctl") == .unix(path: "/run/clamav/clamd.ctl"))
        for text in [
            "", "localhost", ":3310", "h:0", "h:70000", "unix:", "unix:clamd",
            "unix:/" + String(repeating: "x", count: 107),
        ] {
            #expect(ScannerAddress(text) == nil, "\(text)")
        }
    }
}
