import Exchange
package import Foundation

/// Files and folders that other software picks up: each appears whole under its name, what has appeared is on disk, and its group may
/// read and change it. These calls wait for the disk: use them inside `blocking`.
package enum DurableFiles {
    /// Copies `source` to a new file and syncs it. Throws `disk-full`.
    package static func copy(_ source: URL, to target: URL) throws {
        let reader = try ContentReader(url: source)
        try self.make(target) { file in
            var position = 0
            while true {
                let piece = try reader.read(at: position, count: 1 << 18)
                if piece.isEmpty { return }
                try piece.withUnsafeBytes { try file.write($0) }
                position += piece.count
            }
        }
    }

    /// Writes `text` under a temporary name beside `target`, syncs it and gives it its name, also where an older one stands.
    package static func replace(_ target: URL, with text: String) throws {
        let temporary = target.deletingLastPathComponent().appending(path: ".\(UUID().uuidString).tmp")
        do {
            try self.make(temporary) { file in try Array(text.utf8).withUnsafeBytes { try file.write($0) } }
            try self.move(temporary, to: target)
        } catch {
            unlink(temporary.path)
            throw error
        }
    }

    /// Gives a file or a folder another name on the same file system. When this returns, it has it on disk too.
    package static func move(_ source: URL, to target: URL) throws {
        guard rename(source.path, target.path) == 0 else { throw Fault.file("rename", errno) }
        let (from, to) = (source.deletingLastPathComponent().path, target.deletingLastPathComponent().path)
        try FileDescriptor.syncFolder(to)
        if from != to { try FileDescriptor.syncFolder(from) }
    }

    /// Whether what has that name, links followed, is neither a file nor a folder but a pipe, a socket or a device: such a name is not given to a file.
    package static func isSpecial(_ path: String) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0 else { return false }
        return ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
    }

    /// Waits until the names in `folder` are on disk.
    package static func sync(folder: URL) throws { try FileDescriptor.syncFolder(folder.path) }

    private static func make(_ target: URL, _ write: (FileDescriptor) throws -> Void) throws {
        let file = try FileDescriptor.open(target.path, flags: O_WRONLY | O_CREAT | O_EXCL, mode: 0o660)
        defer { file.close() }
        try write(file)
        try file.sync()
    }
}
