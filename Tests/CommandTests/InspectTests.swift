import EdXML
import Exchange
import Foundation
import Testing
import Trust

@testable import lienthong

/// `edxml inspect` on every sample, in this process and as a process.
@Suite struct InspectTests {
    @Test(arguments: Samples.names("packages"))
    func `a sound package is told as expected`(name: String) async throws {
        guard case .object(let expected) = try Samples.json("expected/\(name.replacing(".edxml", with: ".json"))")
        else { throw CocoaError(.coderInvalidValue) }
        let report = try await Self.report("packages/\(name)")
        guard case .object(let told) = report.json else { throw CocoaError(.coderInvalidValue) }
        #expect(Set(told.keys) == Set(expected.keys))
        for key in ["sha256", "size", "kind", "signature"] { #expect(told[key] == expected[key], "\(key)") }
        let warnings = Set(told["warnings"]?.elements.compactMap(\.string) ?? [])
        #expect(warnings == Set(expected["warnings"]?.elements.compactMap(\.string) ?? []))
        #expect(report.text.contains(report.inspected.packet.from.code.text))
    }

    @Test func `the command prints JSON, and one line with exit 65 for what it refuses`() async throws {
        try await withFolder { folder in
            let good = try await Command.run(
                "edxml", "inspect", Samples.url("packages/reply.edxml").path, "--json", folder: folder)
            #expect(good.status == 0)
            #expect(try JSONDecoder().decode(JSON.self, from: Data(good.output.utf8))["kind"] == .text("new"))
            let bad = try await Command.run(
                "edxml", "inspect", Samples.url("bad/doctype-billion-laughs.edxml").path, "--json", folder: folder)
            #expect(bad.status == 65)
            #expect(try JSONDecoder().decode(JSON.self, from: Data(bad.output.utf8))["reason"] == .text("doctype"))
            #expect(bad.errors.hasPrefix("doctype: "))
            #expect(bad.errors.split(separator: "\n").count == 1)
        }
    }

    @Test func `what is wrong with another file is no verdict on the package`() async throws {
        try await withFolder { folder in
            let package = Samples.url("packages/reply.edxml").path
            let bad = Samples.url("bad/doctype-billion-laughs.edxml").path
            for (option, file, code) in [("--directory", package, "bad-format"), ("--after", bad, "doctype")] {
                let told = try await Command.run("edxml", "inspect", package, "--json", option, file, folder: folder)
                #expect(told.status == 65 && told.output.isEmpty, "\(option)")
                #expect(told.errors.hasPrefix("\(code): "), "\(told.errors)")
            }
        }
    }

    private static func report(_ path: String) async throws -> InspectReport {
        let now = Date(timeIntervalSince1970: 1_768_400_000)
        let inspected = try InspectedPacket(
            file: Samples.url(path), today: Samples.today, context: ReadingContext(directory: Samples.directory))
        return try await InspectReport(
            Samples.url(path).path, inspected, trust: try TrustFolder(Samples.url("pki")), now: now)
    }
}
