/// Bytes that are read in pieces, at any place: of a file (`ContentReader`), or of rows (`ContentRows`).
package protocol ReadableContent: Sendable {
    var sizeBytes: Int { get }

    /// Up to `count` bytes from `offset`, away from the threads that serve requests; fewer at the end, and where what is kept has lost a part.
    func piece(at offset: Int, count: Int) async throws -> [UInt8]
}

extension ContentReader: ReadableContent {
    package func piece(at offset: Int, count: Int) async throws -> [UInt8] {
        try await blocking { try self.read(at: offset, count: count) }
    }
}
