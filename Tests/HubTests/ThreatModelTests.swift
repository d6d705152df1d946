import Foundation
import Testing

/// `docs/threat-model.md` names tests that exist.
@Suite struct ThreatModelTests {
    @Test func `each claim names a test that exists`() throws {
        let text = try String(contentsOf: Samples.url("../docs/threat-model.md").standardized, encoding: .utf8)
        let claims = try #require(text.components(separatedBy: "## Claims\n").last).components(separatedBy: "\n## ")[0]
        let files = try #require(
            FileManager.default.enumerator(at: Samples.url("../Tests").standardized, includingPropertiesForKeys: nil))
        var tests = ""
        for case let file as URL in files where file.pathExtension == "swift" {
            tests += try String(contentsOf: file, encoding: .utf8)
        }
        var count = 0
        for row in claims.split(separator: "\n").dropFirst(2) where row.hasPrefix("|") {
            let names = try #require(row.split(separator: "|").last).matches(of: /`([^`]+)`/).map(\.1)
            #expect(!names.isEmpty, "\(row)")
            for name in names {
                let exists = tests.contains("`\(name)`(")
                #expect(exists, "\(name)")
            }
            count += names.count
        }
        #expect(count > 20)
    }
}
