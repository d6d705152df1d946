import Foundation

/// Small files that hold keys and certificates: written whole, synced, then given their name.
enum SecretFile {
    /// The text of the file, or nil when it does not exist.
    static func read(_ file: URL) throws -> String? {
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        do {
            return try String(contentsOf: file, encoding: .utf8)
        } catch {
            throw TrustError(.file, "The file \"\(file.path)\" cannot be read.")
        }
    }

    /// Writes the file under a temporary name with the rights `mode`, syncs it and renames it. Makes the folder (0700) when missing.
    static func write(_ text: String, to file: URL, mode: mode_t) throws {
        let folder = file.deletingLastPathComponent()
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let temporary = folder.appending(path: ".\(file.lastPathComponent).\(UUID().uuidString)")
        do {
            try self.writeNew(text, to: temporary, mode: mode)
            guard rename(temporary.path, file.path) == 0 else { throw self.failure("rename", file) }
            try self.syncFolder(folder)
        } catch {
            unlink(temporary.path)
            throw error
        }
    }

    private static func writeNew(_ text: String, to file: URL, mode: mode_t) throws {
        let descriptor = open(file.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw self.failure("open", file) }
        defer { close(descriptor) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw self.failure("write", file) }
            rest = rest.dropFirst(written)
        }
        guard fsync(descriptor) == 0 else { throw self.failure("sync", file) }
    }

    private static func syncFolder(_ folder: URL) throws {
        let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw self.failure("open", folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw self.failure("sync", folder) }
    }

    private static func failure(_ call: String, _ file: URL) -> TrustError {
        TrustError(.file, "\(call) of \"\(file.path)\" failed: \(String(cString: strerror(errno))).")
    }
}
