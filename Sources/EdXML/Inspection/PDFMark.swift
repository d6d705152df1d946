package import Foundation

/// The mark by which readers know a PDF.
package enum PDFMark {
    /// ISO 32000-1 annex H, note 13: readers look for the mark in the first 1024 bytes. The name of the file says nothing.
    package static func stands(in file: URL) throws -> Bool {
        Data(try FileReading.head(of: file, count: 1024)).range(of: Data("%PDF-".utf8)) != nil
    }
}
