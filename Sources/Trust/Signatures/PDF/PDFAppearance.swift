import Crypto
import Foundation

/// How the pages of a PDF look, to tell whether an addition changed them.
struct PDFAppearance {
    let tools: PDFTools
    let scratch: URL
    /// The whole file. Its earlier revisions are its beginnings.
    let file: Data

    /// Grey and small: a stroke thinner than a pixel still makes it lighter or darker.
    private static let dotsPerInch = "50"
    /// An A4 page takes 0.25 MB: some 250 pages.
    private static let limitBytes = 64 << 20

    /// Whether the revisions that end at `end` and `otherEnd` show the same pages. `withAnnotations` includes what lies above the pages:
    /// signature fields, stamps, notes.
    func isSame(_ end: Int, _ otherEnd: Int, withAnnotations: Bool) async throws -> Bool {
        try await self.digest(end, withAnnotations) == self.digest(otherEnd, withAnnotations)
    }

    private func digest(_ end: Int, _ withAnnotations: Bool) async throws -> SHA256.Digest {
        let revision = self.scratch.appending(path: "revision.pdf")
        try self.file.prefix(end).write(to: revision)
        let options = ["-r", Self.dotsPerInch, "-gray"] + (withAnnotations ? [] : ["-hide-annotations"])
        let output = try await self.tools.run(
            "pdftoppm", options, on: revision, in: self.scratch, limitBytes: Self.limitBytes)
        guard output.exitCode == 0, !output.bytes.isEmpty else { throw PDFTools.Failure.failed }
        return SHA256.hash(data: output.bytes)
    }
}
