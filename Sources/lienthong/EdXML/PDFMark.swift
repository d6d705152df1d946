import Foundation

/// Whether a file is a PDF. ISO 32000-1 annex H, note 13: readers look for the mark in the first 1024 bytes. The name says nothing.
func isPDF(_ file: URL) throws -> Bool {
    let handle = try FileHandle(forReadingFrom: file)
    defer { try? handle.close() }
    return try handle.read(upToCount: 1024)?.range(of: Data("%PDF-".utf8)) != nil
}
