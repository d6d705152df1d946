package import Exchange
package import Foundation

/// What a scan (bản quét) is measured by: NĐ 30/2020/NĐ-CP, PL I, II.I.2 asks for PDF 1.4 or later, in colour, with at least 200 dots an inch.
/// Whether it has the size of the paper (tỷ lệ 100 %) cannot be seen in a file.
package struct ScanQuality: Sendable, Equatable {
    /// Of the format, as in `1.4`.
    package let version: String
    /// Whether every page that is a picture is in colour.
    package let isColour: Bool
    /// Dots an inch of the coarsest of these pages.
    package let dpi: Int

    package init(version: String, isColour: Bool, dpi: Int) {
        (self.version, self.isColour, self.dpi) = (version, isColour, dpi)
    }

    private static let leastVersion = (1, 4)
    private static let leastDPI = 200

    /// What falls short, in one sentence; nil when the scan is good enough.
    package var shortfall: String? {
        let parts = self.version.split(separator: ".").compactMap { Int($0) }
        var found: [String] = []
        if parts.count == 2, (parts[0], parts[1]) < Self.leastVersion { found.append("PDF \(self.version)") }
        if !self.isColour { found.append("không có màu") }
        if self.dpi < Self.leastDPI { found.append("\(self.dpi) dpi") }
        guard !found.isEmpty else { return nil }
        return "Bản quét nên là PDF 1.4 trở lên, có màu, từ 200 dpi; tệp này: \(found.joined(separator: ", "))."
    }
}

extension PDFTools {
    /// How far the first pages of a PDF are looked at.
    private static let scannedPages = 50

    /// What the scan in `file` is like; nil when none of its first 50 pages is a picture, or it cannot be read. Throws `tool-missing`.
    package func scan(_ file: URL, scratch: URL) async throws(Fault) -> ScanQuality? {
        let pages = ["-f", "1", "-l", String(Self.scannedPages)]
        guard let about = try await self.lines("pdfinfo", pages, of: file, in: scratch),
            let pictures = try await self.lines("pdfimages", ["-list"] + pages, of: file, in: scratch)
        else { return nil }
        return ScanQuality(about: about, pictures: pictures)
    }

    /// What a program says, line by line, in words; nil when it cannot read the file.
    private func lines(
        _ tool: String, _ options: [String], of file: URL, in scratch: URL
    ) async throws(Fault) -> [[Substring]]? {
        do {
            let output = try await self.run(
                tool, options, on: file, in: scratch, limitBytes: 1 << 20, memoryBytes: 1 << 30)
            guard output.exitCode == 0 else { return nil }
            return String(decoding: output.bytes, as: UTF8.self).split(separator: "\n").map { $0.split(separator: " ") }
        } catch .missing {
            throw Self.missing(tool)
        } catch {
            return nil
        }
    }
}

extension ScanQuality {
    /// One picture as `pdfimages -list` tells it. A scanner may lay several on a page: strips, or the letters above the ground.
    private struct Picture {
        /// No scanner makes more or fewer; a file may say anything, even infinity.
        private static let dots = 1.0...100_000

        let dpi: Int
        let isColour: Bool
        /// Square inches.
        let area: Double

        /// Nil for heads and masks: page, number, type, width, height, colour, components, bits … x-ppi, y-ppi, size, ratio.
        init?(_ words: [Substring]) {
            guard words.count > 12, ["image", "stencil"].contains(words[2]),
                let width = Double(words[3]), let height = Double(words[4]),
                let across = Double(words[words.count - 4]), let down = Double(words[words.count - 3]),
                Self.dots.contains(across), Self.dots.contains(down)
            else { return nil }
            self.dpi = Int(min(across, down))
            self.area = width / across * height / down
            // Colours by index or of an ink may be any, but for an index of two.
            let isOneInk = ["index", "sep", "devn"].contains(words[5]) && words[7] != "1"
            self.isColour = (Int(words[6]) ?? 1) >= 3 || isOneInk
        }
    }

    /// From what `pdfinfo` and `pdfimages -list` say. A page is a picture when pictures cover half of it.
    init?(about: [[Substring]], pictures: [[Substring]]) {
        guard let version = about.first(where: { $0.starts(with: ["PDF", "version:"]) })?.last else { return nil }
        var areas: [Substring: Double] = [:]
        for words in about where words.count > 5 && words[0] == "Page" && words[2] == "size:" {
            guard let width = Double(words[3]), let height = Double(words[5]) else { continue }
            areas[words[1]] = width / 72 * height / 72
        }
        let found = pictures.compactMap { words in Picture(words).map { (page: words[0], picture: $0) } }
        var pages: [(isColour: Bool, dpi: Int)] = []
        for (page, lines) in Dictionary(grouping: found, by: \.page) {
            let laid = lines.map(\.picture)
            let covered = laid.reduce(0) { $0 + $1.area }
            guard let area = areas[page], covered >= area / 2 else { continue }
            let largest = laid.map(\.area).max() ?? 0
            let sharpest = laid.filter { $0.area >= largest / 2 }.map(\.dpi).max() ?? 0
            pages.append((laid.contains(where: \.isColour), sharpest))
        }
        guard let coarsest = pages.map(\.dpi).min() else { return nil }
        self.init(version: String(version), isColour: pages.allSatisfy(\.isColour), dpi: coarsest)
    }
}
