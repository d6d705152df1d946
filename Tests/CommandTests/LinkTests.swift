import Foundation
import Testing

/// Links of the documentation lead to files and headings that exist.
@Suite struct LinkTests {
    private static let root = Samples.url("..").standardized

    /// Every page, by its path below the root.
    private static let pages: [String] = {
        let folders = ["", "docs", "docs/screens", "Benchmarks", "Samples"]
        return folders.flatMap { folder -> [String] in
            let path = Self.root.appending(path: folder).path
            let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
            return names.filter { $0.hasSuffix(".md") }.sorted().map { folder.isEmpty ? $0 : "\(folder)/\($0)" }
        }
    }()

    @Test func `every link leads to a file or a heading that is there`() throws {
        #expect(Self.pages.count > 20)
        var count = 0
        for page in Self.pages {
            for match in try Self.text(page).matches(of: /\]\(([^)\s]+)\)/) where !match.1.hasPrefix("https://") {
                let parts = match.1.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
                let source = Self.root.appending(path: page)
                let target =
                    parts[0].isEmpty
                    ? source : source.deletingLastPathComponent().appending(path: String(parts[0])).standardized
                #expect(FileManager.default.fileExists(atPath: target.path), "\(page): \(match.1)")
                if parts.count == 2 {
                    let path = String(target.path.dropFirst(Self.root.path.count + 1))
                    #expect(try Self.anchors(path).contains(String(parts[1])), "\(page): \(match.1)")
                }
                count += 1
            }
        }
        #expect(count > 150)
    }

    /// Without blocks of code: what looks like a link or a heading there is none.
    private static func text(_ page: String) throws -> String {
        try String(contentsOf: self.root.appending(path: page), encoding: .utf8)
            .replacing(/```[\s\S]*?```/, with: "")
    }

    /// As GitHub names headings: small letters, blanks as hyphens, no other signs.
    private static func anchors(_ page: String) throws -> Set<String> {
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
