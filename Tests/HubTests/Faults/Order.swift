import Foundation
import Storage
import Testing

@testable import Hub

/// What must hold of a hub at rest, whatever happened before.
enum Order {
    /// Nothing is half there: each file has its package and each package its file, nothing is being written, and no place is taken.
    static func isComplete(_ parts: HubParts) async throws -> Bool {
        let folder = parts.configuration.dataFolder
        let named: Set<String> = Set(
            try await parts.database.read { connection in
                try connection.rows("SELECT DISTINCT sha256 FROM package LIMIT 100000").map { try $0["sha256"] }
            })
        let uploads: Set<String> = Set(
            try await parts.database.read { connection in
                try connection.rows("SELECT id FROM upload LIMIT 1000").map { try $0["id"] }
            })
        let present = try self.names(folder.appending(path: "content/files")).filter { $0.utf8.count == 64 }
        let staged = try self.names(folder.appending(path: "content/staging"))
        let begun = try self.names(folder.appending(path: "uploads"))
        return Set(present) == named && staged.isEmpty && Set(begun).isSubset(of: uploads)
            && parts.uploads.openSends == 0
    }

    private static func names(_ folder: URL) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder.path).map { ($0 as NSString).lastPathComponent }
    }

    /// `hub check` beside the running hub.
    static func expectSound(_ parts: HubParts, _ location: SourceLocation = #_sourceLocation) async throws {
        let findings = try await HubCheck(tested: parts.configuration.dataFolder).run().findings
        #expect(findings == [], sourceLocation: location)
    }
}
