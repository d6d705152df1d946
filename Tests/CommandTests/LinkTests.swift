import Foundation
import Testing

/// Links of the documentation lead to files and headings that exist.
@Suite struct LinkTests {
    private static let root = Samples.url("..").standardized

    /// Every page, by its path below the root.
    private static func pages() throws -> [String] {
        try ["", "docs", "docs/screens", "Benchmarks", "Samples"].flatMap { folder in
            try FileManager.default.contentsOfDirectory(atPath: self.root.appending(path: folder).path)
                .filter { $0.hasSuffix(".md") }.sorted().map { folder.isEmpty ? $0 : "\(folder)/\($0)" }
        }
    }

    @Test func `every link leads to a file or a heading that is there`() throws {
        let pages = try Self.pages()
        #expect(pages.count > 20)
        var count = 0
        for page in pages {
            let source = Self.root.appending(path: page)
            for match in try Self.text(source).matches(of: /\]\(([^)\s]+)\)/) where !match.1.hasPrefix("https://") {
                let parts = match.1.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
                let target =
                    parts[0].isEmpty
                    ? source : source.deletingLastPathComponent().appending(path: String(parts[0])).standardized
                #expect(FileManager.default.fileExists(atPath: target.path), "\(page): \(match.1)")
                if parts.count == 2 {
                    #expect(try Self.anchors(target).contains(String(parts[1])), "\(page): \(match.1)")
                }
                count += 1
            }
        }
        #expect(count > 150)
    }

    /// Without blocks of code: what looks like a link or a heading there is none.
    private static func text(_ page: URL) throws -> String {
        try String(contentsOf: page, encoding: .utf8).replacing(/```[\s\S]*?```/, with: "")
    }

    /// As GitHub names headings: small letters, blanks as hyphens, no other signs.
    private static func anchors(_ page: URL) throws -> Set<String> {
        Set(
            try self.text(page).split(separator: "\n").filter { $0.hasPrefix("#") }.map { line in
                let heading = line.drop { $0 == "#" }.replacing(/\[([^\]]*)\]\([^)]*\)/) { $0.output.1 }
                return String(
                    heading.trimmingCharacters(in: .whitespaces).lowercased()
                        .filter { $0.isLetter || $0.isNumber || " -_".contains($0) }
                ).replacing(" ", with: "-")
            })
    }
}
