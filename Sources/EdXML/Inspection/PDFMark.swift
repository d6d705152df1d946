package import Foundation

/// The mark by which readers know a PDF.
package enum PDFMark {
    /// ISO 32000-1 annex H, note 13: readers look for the mark in so many bytes at the beginning. The name of the file says nothing.
    package static let reach = 1024

    package static func stands(in file: URL) throws -> Bool {
        self.stands(in: try FileReading.head(of: file, count: self.reach))
    }

    /// - Parameter head: the first `reach` bytes of the file, or all of it.
    package static func stands(in head: [UInt8]) -> Bool { Data(head).range(of: Data("%PDF-".utf8)) != nil }
}
