import Exchange
package import Foundation

/// What is written, and what must be read, as files: of the folder, or copies that are removed afterwards.
extension KeptContent {
    /// A new empty file to write into, for `keep`.
    package func stage() throws -> StagedFile { try self.folder.stage() }

    /// An empty folder for files that others write and `adopt` takes over. The caller removes it.
    package func stagingFolder() throws -> URL { try self.folder.stagingFolder() }

    /// The same for the time of `body`.
    package func inStagingFolder<Result: Sendable>(
        _ body: @Sendable (URL) async throws -> Result
    ) async throws -> Result { try await self.folder.inStagingFolder(body) }

    /// Runs `body` with the content as a file: its own, or a copy that is removed afterwards. Throws `not-found`, `internal` for rows that are not
    /// what they were. The folder is not asked: who opens the file finds out.
    package func withFile<Result: Sendable>(
        of hash: ContentHash, _ body: (URL) async throws -> Result
    ) async throws -> Result {
        guard self.isInDatabase else { return try await body(self.folder.url(of: hash)) }
        let copy = try await self.copy(of: hash)
        defer { withExtendedLifetime(copy) {} }
        return try await body(copy.url)
    }

    /// The same with several, in their order.
    package func withFiles<Result: Sendable>(
        of hashes: [ContentHash], _ body: ([URL]) async throws -> Result
    ) async throws -> Result {
        guard self.isInDatabase else { return try await body(hashes.map { self.folder.url(of: $0) }) }
        var copies: [StagedFile] = []
        defer { withExtendedLifetime(copies) {} }
        for hash in hashes { copies.append(try await self.copy(of: hash)) }
        return try await body(copies.map(\.url))
    }

    /// The same in a transaction, which waits meanwhile: for small files only. Throws `too-large` for rows of more than `maximumBytes`.
    package func withFile<Result>(
        of hash: ContentHash, atMost maximumBytes: Int, in connection: Connection, _ body: (URL) throws -> Result
    ) throws -> Result {
        guard self.isInDatabase else { return try body(self.folder.url(of: hash)) }
        let copy = try self.folder.stage()
        defer { withExtendedLifetime(copy) {} }
        try DatabaseContent.read(hash, atMost: maximumBytes, in: connection) { bytes in
            try bytes.withUnsafeBytes { try copy.write($0) }
        }
        guard copy.hash == hash else { throw Fault.altered(hash) }
        return try body(copy.url)
    }

    private func copy(of hash: ContentHash) async throws -> StagedFile {
        let content = try await self.open(hash)
        let copy = try self.folder.stage()
        while copy.sizeBytes < content.sizeBytes {
            let piece = try await content.piece(at: copy.sizeBytes, count: DatabaseContent.chunkBytes)
            guard !piece.isEmpty else { break }
            try piece.withUnsafeBytes { try copy.write($0) }
        }
        guard copy.hash == hash else { throw Fault.altered(hash) }
        return copy
    }
}
