import Exchange
package import Foundation

/// Files named by the SHA-256 of their content: written under a temporary name, synced, renamed, the folder synced.
///
/// `files/ab/abcd…` holds the content, `staging/` what is being written. What a crash leaves in `staging/` is removed at the
/// next start. A file in `files/` is never changed.
package struct ContentStore: Sendable {
    let files: URL
    private let staging: URL
    /// Nil where nothing is written.
    private let placing: FilePlacing?
    /// Raised when a sync fails.
    package let alarm: DiskAlarm?

    /// Opens the store in `folder`, which is made when it is missing, and clears `staging/`.
    ///
    /// - Parameter shared: whether others write into it at the same time: then only what nobody has written to for a day goes from `staging/`.
    package init(folder: URL, alarm: DiskAlarm? = nil, shared: Bool = false) throws {
        self.alarm = alarm
        self.files = folder.appending(path: "files", directoryHint: .isDirectory)
        self.staging = folder.appending(path: "staging", directoryHint: .isDirectory)
        let manager = FileManager.default
        if !shared, manager.fileExists(atPath: self.staging.path) { try manager.removeItem(at: self.staging) }
        try manager.createDirectory(at: self.staging, withIntermediateDirectories: true)
        if shared { try Self.clear(self.staging, olderThan: Date().addingTimeInterval(-86_400)) }
        try manager.createDirectory(at: self.files, withIntermediateDirectories: true)
        self.placing = try FilePlacing(folder: self.files, alarm: alarm)
    }

    /// Removes what nobody has written to since `limit` from `folder`: files, and folders of those who were ended before they removed them.
    package static func clear(_ folder: URL, olderThan limit: Date) throws {
        let key = URLResourceKey.contentModificationDateKey
        for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: [key]) {
            // Gone meanwhile: given its name, or removed by another.
            guard let written = try? file.resourceValues(forKeys: [key]).contentModificationDate, written < limit
            else { continue }
            if unlink(file.path) == 0 || errno == ENOENT { continue }
            guard errno == EISDIR || errno == EPERM else { throw Fault.file("unlink", errno) }
            try FileManager.default.removeItem(at: file)
        }
    }

    /// Opens the store in `folder` for reading only: nothing is made and nothing cleared, so that it may be done beside the one who writes.
    package init(reading folder: URL) {
        self.alarm = nil
        self.files = folder.appending(path: "files", directoryHint: .isDirectory)
        self.staging = folder.appending(path: "staging", directoryHint: .isDirectory)
        self.placing = nil
    }

    /// A new empty file to write into, `maximumBytes` at most.
    package func stage(maximumBytes: Int = .max) throws -> StagedFile {
        try StagedFile(url: self.staging.appending(path: UUID().uuidString), maximumBytes: maximumBytes, store: self)
    }

    /// The content of `file`, which lies on the same file system and stays, as a file to commit. Reads it for its hash.
    package func stage(linking file: URL) throws -> StagedFile {
        try StagedFile(linking: file, as: self.staging.appending(path: UUID().uuidString), store: self)
    }

    /// Keeps what `write` writes, away from the threads that serve requests. When this returns, the content is on disk.
    package func keep(_ write: @escaping @Sendable (StagedFile) throws -> Void) async throws -> ContentHash {
        try await blocking {
            let staged = try self.stage()
            try write(staged)
            return try staged.place()
        }
    }

    /// An empty folder on the same file system, for files that others write and `adopt` takes over. The caller removes it.
    package func stagingFolder() throws -> URL {
        let folder = self.staging.appending(path: UUID().uuidString, directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        return folder
    }

    /// The same for the time of `body`.
    package func inStagingFolder<Result: Sendable>(
        _ body: @Sendable (URL) async throws -> Result
    ) async throws -> Result {
        let folder = try self.stagingFolder()
        let result: Result
        do { result = try await body(folder) } catch {
            try FileManager.default.removeItem(at: folder)
            throw error
        }
        try FileManager.default.removeItem(at: folder)
        return result
    }

    /// Takes over a file of `stagingFolder()` whose hash is known. When this returns it is on disk under its own name.
    package func adopt(_ file: URL, hash: ContentHash) async throws {
        let descriptor = try FileDescriptor.open(file.path, flags: O_RDONLY)
        defer { descriptor.close() }
        try await self.place(self.content(file, descriptor, hash: hash, sizeBytes: try descriptor.size()))
    }

    /// Where the content lies. The file exists when the store holds it.
    package func url(of hash: ContentHash) -> URL {
        self.files.appending(path: String(hash.hex.prefix(2))).appending(path: hash.hex)
    }

    package func contains(_ hash: ContentHash) -> Bool {
        FileManager.default.fileExists(atPath: self.url(of: hash).path)
    }

    /// Opens the content for reading, or throws `not-found`.
    package func open(_ hash: ContentHash) throws -> ContentReader {
        try ContentReader(url: self.url(of: hash))
    }

    /// Removes the content; nothing happens when it is not there.
    package func remove(_ hash: ContentHash) throws {
        guard unlink(self.url(of: hash).path) == 0 || errno == ENOENT else { throw Fault.file("unlink", errno) }
    }

    /// What is to be named after `hash`, in a folder that exists.
    func content(_ file: URL, _ descriptor: FileDescriptor, hash: ContentHash, sizeBytes: Int) throws -> StagedContent {
        let target = self.url(of: hash)
        if mkdir(target.deletingLastPathComponent().path, 0o700) == 0 {
            try FileDescriptor.syncFolder(self.files.path, self.alarm)
        } else if errno != EEXIST {
            throw Fault.file("mkdir", errno)
        }
        return StagedContent(
            descriptor: descriptor, source: file, target: target, sizeBytes: sizeBytes, alarm: self.alarm)
    }

    func place(_ file: StagedContent) async throws {
        guard let placing = self.placing else { throw Fault.file("rename", EROFS) }
        try await placing.place(file)
    }
}

/// A file of the store, open for reading at any place.
package final class ContentReader: Sendable {
    package let sizeBytes: Int
    private let descriptor: FileDescriptor

    /// Opens any file; throws `not-found`.
    package init(url: URL) throws {
        self.descriptor = try FileDescriptor.open(url.path, flags: O_RDONLY)
        self.sizeBytes = try self.descriptor.size()
    }

    deinit { self.descriptor.close() }

    /// Up to `count` bytes from `offset`; empty at the end.
    package func read(at offset: Int, count: Int) throws -> [UInt8] {
        try self.descriptor.read(at: offset, count: count)
    }
}
