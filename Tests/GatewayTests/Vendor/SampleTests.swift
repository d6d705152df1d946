import EdXML
import Exchange
import Foundation
import Gateway
import Programs
import Storage
import Testing

@testable import VendorGateway

/// The samples through the gateway (lessons G5): what is odd is taken with its named warnings, what is broken is refused with a text.
@Suite(.inTurn, .timeLimit(.minutes(5))) struct SampleTests {
    static let samples = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Samples")
    /// After all of them, long before 2099.
    static let day = Date(timeIntervalSince1970: 1_768_450_000)
    /// These only a directory can tell.
    static let ofDirectory: Set = ["organ-closed", "organ-name-differs"]

    static func names(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: Self.samples.appending(path: folder).path)
            .filter { $0.hasSuffix(".edxml") }.sorted()
    }

    static func json(_ path: String) throws -> JSON {
        try #require(JSON(utf8: Array(try Data(contentsOf: Self.samples.appending(path: path)))))
    }

    @Test func `dirty packages arrive with their warnings, and their files as the sender had them`() async throws {
        try await withFolder { folder in
            let gateway = try await TestGateway(folder: folder, now: { Self.day })
            var odd = 0
            for name in try Self.names("packages") {
                let bytes = try Data(contentsOf: Self.samples.appending(path: "packages/\(name)"))
                let expected = try Self.json("expected/\(name.replacing(".edxml", with: ".json"))")
                let id = try await gateway.arrive(Array(bytes))
                try await gateway.out.lay(id)
                let folder = gateway.places.out.appending(path: id)
                let header = try #require(
                    JSON(utf8: Array(try Data(contentsOf: folder.appending(path: "header.json")))))
                let wanted = Set(expected["warnings"]?.elements.compactMap(\.string) ?? [])
                let warnings = Set(header["warnings"]?.elements.compactMap(\.string) ?? [])
                #expect(warnings.subtracting(Self.ofDirectory) == wanted.subtracting(Self.ofDirectory), "\(name)")
                odd += warnings.isEmpty ? 0 : 1
                #expect(header["kind"] == expected["kind"] && header["document"] == expected["document"], "\(name)")
                for file in header["attachments"]?.elements ?? [] {
                    let laid = try Data(contentsOf: folder.appending(path: try #require(file["file"]?.string)))
                    #expect(ContentHash(of: laid).hex == file["sha256"]?.string, "\(name)")
                }
            }
            #expect(odd > 20)
        }
    }

    @Test func `bad packages that are dropped are refused with their reason`() async throws {
        try await withFolder { folder in
            let gateway = try await TestGateway(folder: folder, now: { Self.day })
            let expected = try Self.json("bad/expected.json")
            // These need a directory, or what came before.
            let others: Set = ["organ-unknown.edxml", "document-id-twice.edxml"]
            for name in try Self.names("bad") where !others.contains(name) {
                guard let verdict = expected[name], verdict["verdict"] == .text("reject") else { continue }
                let bytes = try Data(contentsOf: Self.samples.appending(path: "bad/\(name)"))
                try gateway.drop(Array(bytes), as: name)
                try await gateway.inFolder.look()
                let reason = try gateway.text("reason.txt", beside: name, in: "refused")
                let reasons = [verdict["reason"], verdict["acceptableInstead"]?["reason"]].compactMap { $0?.string }
                // A sender that is not this agency is told before the pages of a PDF are looked at.
                #expect((reasons + ["forbidden"]).contains { reason.hasPrefix("\($0): ") }, "\(name) \(reason)")
            }
            #expect(try await gateway.outboxCount() == 0)
        }
    }
}
