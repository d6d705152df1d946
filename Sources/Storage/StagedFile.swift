import Crypto
import Exchange
package import Foundation

/// A file being written into the store; its hash is computed on the way. Unless `commit` was called it vanishes.
package final class StagedFile {
    package let url: URL
    package private(set) var sizeBytes = 0

    private let store: ContentStore
    private let maximumBytes: Int
    private let descriptor: FileDescriptor
    private var hasher = SHA256()
    private var committed = false

    init(url: URL, maximumBytes: Int, store: ContentStore) throws {
        self.url = url
        self.maximumBytes = maximumBytes
        self.store = store
        self.descriptor = try FileDescriptor.open(url.path, flags: O_WRONLY | O_CREAT | O_EXCL)
    }

    init(linking file: URL, as url: URL, store: ContentStore) throws {
        guard link(file.path, url.path) == 0 else { throw Fault.file("link", errno) }
        self.url = url
        self.maximumBytes = .max
        self.store = store
        do {
            self.descriptor = try FileDescriptor.open(url.path, flags: O_RDWR)
        } catch {
            unlink(url.path)
            throw error
        }
        while true {
            let bytes = try self.descriptor.read(at: self.sizeBytes, count: 1 << 20)
            if bytes.isEmpty { break }
            self.hasher.update(data: bytes)
            self.sizeBytes += bytes.count
        }
    }

    deinit {
        self.descriptor.close()
        if !self.committed { unlink(self.url.path) }
    }

    /// Appends; throws `disk-full` when there is no room, `too-large` beyond what was said when it was staged.
    package func write(_ bytes: UnsafeRawBufferPointer) throws {
        guard bytes.count <= self.maximumBytes - self.sizeBytes else { throw Fault.larger(than: self.maximumBytes) }
        self.hasher.update(bufferPointer: bytes)
        try self.descriptor.write(bytes)
        self.sizeBytes += bytes.count
    }

    /// The hash of what was written so far.
    package var hash: ContentHash { ContentHash(self.hasher.finalize()) }

    /// Waits until what was written is on disk, still under its temporary name.
    func sync() throws { try self.descriptor.sync(self.store.alarm) }

    /// `commit` for code that may wait for the disk.
    func place() throws -> ContentHash {
        let hash = self.hash
        try self.content(hash).placeAlone()
        self.committed = true
        return hash
    }

    /// Gives the file its own name. When this returns, it is on disk.
    package func commit() async throws -> ContentHash {
        let hash = self.hash
        try await self.store.place(self.content(hash))
        self.committed = true
        return hash
    }

    private func content(_ hash: ContentHash) throws -> StagedContent {
        try self.store.content(self.url, self.descriptor, hash: hash, sizeBytes: self.sizeBytes)
    }
}
