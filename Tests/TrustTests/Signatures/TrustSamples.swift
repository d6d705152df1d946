import Exchange
import Foundation
import Trust

/// The sample packages, documents and certificates.
enum TrustSamples {
    static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Samples")

    /// Long after all samples, before their certificates end.
    static let now = VietnamTime.start(of: CalendarDate("2026-01-15")!)

    static func url(_ path: String) -> URL { self.folder.appendingPathComponent(path) }
    static func data(_ path: String) throws -> Data { try Data(contentsOf: self.url(path)) }
    static func text(_ path: String) throws -> String { String(decoding: try self.data(path), as: UTF8.self) }
    static func trust() throws -> TrustFolder { try TrustFolder(self.url("pki")) }

    /// The names of the sample packages without extension.
    static let packages = Self.names("packages", ".edxml")
    /// The paths of all sample PDFs, as `documents.json` calls them.
    static let documents =
        Self.names("documents", ".pdf").map { "documents/\($0).pdf" }
        + Self.names("documents/signed", ".pdf").map { "documents/signed/\($0).pdf" }

    private static func names(_ folder: String, _ ending: String) -> [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: self.url(folder).path)) ?? []
        return files.filter { $0.hasSuffix(ending) }.map { String($0.dropLast(ending.count)) }.sorted()
    }
}

/// A new folder that is gone after `body`.
func withFolder(_ body: (URL) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(folder)
}
