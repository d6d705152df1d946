import EdXML
import Exchange
import Foundation

/// The sample packages and what must be understood of them.
enum Samples {
    static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Samples")

    static let packages = Self.names(in: "packages")
    static let bad = Self.names(in: "bad")

    /// The day on which the samples are read: after all of them, long before 2099.
    static let today = CalendarDate("2026-01-15")!

    static func url(_ path: String) -> URL { self.folder.appendingPathComponent(path) }
    static func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: self.url(path))) }
    static func json(_ path: String) throws -> JSON {
        try JSONDecoder().decode(JSON.self, from: Data(contentsOf: self.url(path)))
    }

    static let directory: OrganDirectory = {
        do {
            let text = try String(contentsOf: Self.url("directory/organs.csv"), encoding: .utf8)
            return try OrganDirectory(csv: text)
        } catch {
            fatalError("the directory of the samples cannot be read: \(error)")
        }
    }()

    private static func names(in folder: String) -> [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: self.url(folder).path)) ?? []
        return files.filter { $0.hasSuffix(".edxml") }.sorted()
    }
}

extension JSON {
    /// Where this differs from what is expected; empty when it does not. `acceptableInstead` beside an expected value
    /// also counts.
    func differences(from expected: JSON, at path: String = "") -> [String] {
        switch (self, expected) {
        case (.object(let mine), .object(var theirs)):
            if let other = theirs.removeValue(forKey: "acceptableInstead"), case .object(let changes) = other,
                self.differences(from: .object(theirs.merging(changes) { $1 }), at: path).isEmpty
            {
                return []
            }
            return Set(mine.keys).union(theirs.keys).sorted().flatMap { key -> [String] in
                guard let value = mine[key] else { return ["\(path).\(key) is not given"] }
                guard let other = theirs[key] else { return ["\(path).\(key) is not expected"] }
                return value.differences(from: other, at: "\(path).\(key)")
            }
        case (.list(let mine), .list(let theirs)) where mine.count == theirs.count:
            return zip(mine, theirs).enumerated().flatMap { $1.0.differences(from: $1.1, at: "\(path)[\($0)]") }
        case (.text(let mine), .text(let theirs)):
            // Scalar by scalar: composed and decomposed are not the same here.
            return Array(mine.utf8) == Array(theirs.utf8) ? [] : ["\(path): \(mine) instead of \(theirs)"]
        default:
            return self == expected ? [] : ["\(path): \(self) instead of \(expected)"]
        }
    }
}
