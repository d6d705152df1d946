import EdXML
import Exchange
import Foundation
import Hub
import Testing
import Trust

@testable import lienthong

/// `edxml inspect` on every sample, in this process.
@Suite struct InspectTests {
    @Test(arguments: Samples.names("packages"))
    func `a sound package is told as expected`(name: String) async throws {
        let expected = try Samples.object("expected/\(name.replacing(".edxml", with: ".json"))")
        let report = try await Self.report("packages/\(name)")
        let told = try JSONDecoder().decode([String: JSON].self, from: Data(try report.json.utf8))
        #expect(Set(told.keys) == Set(expected.keys).subtracting(["about"]))
        for key in ["sha256", "size", "kind", "signature"] {
            #expect(told[key] == expected[key], "\(key)")
        }
        let warnings = Set(report.warnings.map(\.code)).sorted()
        #expect(expected["warnings"] == .list(warnings.map { .text($0) }))
        #expect(told["warnings"] == expected["warnings"])
        #expect(report.text.contains(report.packet.from.code.text))
    }

    @Test(arguments: [
        ("organ-unknown", "unknown-organ", "MessageHeader/To/OrganId"),
        ("document-id-twice", "duplicate-document", "MessageHeader/DocumentId"),
        ("secret-in-pdf", "secret", "Attachment"),
    ])
    func `what only the surroundings show is refused at its place`(
        name: String, code: String, place: String
    ) async throws {
        let fault = await #expect(throws: Fault.self) {
            _ = try await Self.report("bad/\(name).edxml", after: ["packages/new-one-recipient.edxml"])
        }
        #expect(fault?.code.rawValue == code)
        #expect(fault?.place == place)
    }

    @Test func `a document about passwords bears no mark`() async throws {
        _ = try await Self.report("packages/word-mat-harmless.edxml")
    }

    @Test func `the command prints JSON, and one line with exit 65 for what it refuses`() async throws {
        try await withFolder { folder in
            let good = try await Command.run(
                "edxml", "inspect", Samples.url("packages/reply.edxml").path, "--json", folder: folder)
            #expect(good.status == 0)
            #expect(try JSONSerialization.jsonObject(with: Data(good.output.utf8)) is [String: Any])
            let bad = try await Command.run(
                "edxml", "inspect", Samples.url("bad/doctype-billion-laughs.edxml").path, "--json", folder: folder)
            #expect(bad.status == 65)
            #expect(bad.output == "")
            #expect(bad.errors.hasPrefix("doctype: "))
            #expect(bad.errors.split(separator: "\n").count == 1)
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: folder.path).allSatisfy { !$0.hasPrefix("inspect") }
            )
        }
    }

    private static func report(_ path: String, after: [String] = []) async throws -> InspectReport {
        let now = Date(timeIntervalSince1970: 1_768_400_000)
        let today = VietnamTime.date(now)
        let entries = try DirectoryFile.read(
            String(contentsOf: Samples.url("directory/organs.csv"), encoding: .utf8)
        ).map(\.entry)
        let earlier = try after.map { try PacketReader.read(file: Samples.url($0), today: today) }
        return try await withFolder { folder in
            let packet = try PacketReader.read(
                file: Samples.url(path), today: today, attachments: .store(folder: folder))
            let judgement = try PacketJudgement(packet, directory: entries, earlier: earlier, today: today)
            try await InsideCheck.run(packet, scratch: folder)
            return try await InspectReport(
                Samples.url(path).path, packet, judgement.remarks, trust: try TrustFolder(Samples.url("pki")), now: now)
        }
    }
}

enum Samples {
    static func url(_ path: String) -> URL {
        URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Samples").appendingPathComponent(path)
    }

    static func names(_ folder: String) -> [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: Self.url(folder).path)) ?? []
        return files.filter { $0.hasSuffix(".edxml") }.sorted()
    }

    static func object(_ path: String) throws -> [String: JSON] {
        try JSONDecoder().decode([String: JSON].self, from: Data(contentsOf: Self.url(path)))
    }
}
