import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Storage
import Testing

@testable import Hub

/// A hub whose files are kept for a year, and what happens to its packages.
enum Keeping {
    static let days = RetentionRule.minimumDays

    static func withKeeping(
        _ body: @escaping @Sendable (TestHub, Retention, TestClock) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "keep-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let clock = TestClock()
        try await withHub(folder: folder, inMemory: false, now: { clock.now }) { (hub: TestHub) async throws in
            try await body(hub, Self.retention(hub), clock)
        }
    }

    static func retention(_ hub: TestHub, pageSize: Int = 100, pages: Int = 20) -> Retention {
        Retention(
            RetentionRule(days: Self.days, pageSize: pageSize), evidence: hub.parts.evidence,
            content: hub.parts.kept, folder: hub.folder, pages: pages)
    }

    /// Everything that waits for the system is taken.
    static func takeAll(_ hub: TestHub, _ system: String) async throws {
        for item in try await hub.inbox(system, query: "?limit=100").items {
            #expect(try await hub.acknowledge(item, as: system).status == .noContent)
        }
    }

    static func fail(_ hub: TestHub, _ system: String) async throws {
        for item in try await hub.inbox(system, query: "?limit=100").items {
            let body = #"{"sha256":"\#(item.sha256)","outcome":"fail","code":"bad-zip","reason":"Hỏng"}"#
            #expect(try await hub.acknowledge(item, as: system, body: body).status == .noContent)
        }
    }

    static func files(_ hub: TestHub) throws -> Int {
        try FileManager.default.subpathsOfDirectory(atPath: hub.folder.appending(path: "content/files").path)
            .count { $0.count > 64 }
    }

    static func findings(_ hub: TestHub) async throws -> [CheckFinding] {
        try await HubCheck(tested: hub.folder).run().findings
    }
}
