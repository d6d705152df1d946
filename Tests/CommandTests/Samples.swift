import EdXML
import Exchange
import Foundation

enum Samples {
    /// The day on which the samples are read: after all of them, long before 2099.
    static let today = CalendarDate("2026-01-15")!

    static let directory: OrganDirectory = {
        do {
            return try OrganDirectory(csv: String(contentsOf: Self.url("directory/organs.csv"), encoding: .utf8))
        } catch {
            fatalError("the directory of the samples cannot be read: \(error)")
        }
    }()

    static func url(_ path: String) -> URL {
        URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Samples").appendingPathComponent(path)
    }

    static func names(_ folder: String) -> [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: Self.url(folder).path)) ?? []
        return files.filter { $0.hasSuffix(".edxml") }.sorted()
    }

    static func json(_ path: String) throws -> JSON {
        try JSONDecoder().decode(JSON.self, from: Data(contentsOf: Self.url(path)))
    }
}
