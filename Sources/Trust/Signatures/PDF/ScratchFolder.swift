import Foundation

/// A folder of our own for the time of one check, readable for us only.
enum ScratchFolder {
    static func with<Result>(_ body: (URL) async throws -> Result) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "trust-\(UUID().uuidString.lowercased())")
        guard mkdir(folder.path, 0o700) == 0 else {
            throw TrustError(.file, "mkdir of \"\(folder.path)\" failed: \(String(cString: strerror(errno))).")
        }
        let result: Result
        do {
            result = try await body(folder)
        } catch {
            try FileManager.default.removeItem(at: folder)
            throw error
        }
        try FileManager.default.removeItem(at: folder)
        return result
    }
}
