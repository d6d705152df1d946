import Foundation
import Testing

/// `docs/law.md` says what is there, and by which test.
@Suite struct LawTests {
    @Test func `what is marked done or partly names tests and files that exist`() throws {
        let root = Samples.url("..").standardized
        let text = try String(contentsOf: root.appending(path: "docs/law.md"), encoding: .utf8)
        var (count, ids): (Int, [String]) = (0, [])
        for line in text.split(separator: "\n")
        where line.hasPrefix("| ") && !line.hasPrefix("| Id ") && !line.hasPrefix("| Article ") {
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            let id = try #require(cells.first)
            guard cells.count >= 5, let state = cells[2].firstMatch(of: /^`(done|partly|missing)`/)?.1 else {
                Issue.record("\(id): no state")
                continue
            }
            ids.append(id)
            guard state != "missing" else { continue }
            var file: String?
            var names = 0
            for match in cells[4].matches(of: /`([^`]+)`/) {
                if match.1.hasPrefix("Tests/") {
                    file = try String(contentsOf: root.appending(path: String(match.1)), encoding: .utf8)
                } else {
                    names += 1
                    #expect(file?.contains(match.1) == true, "\(id): \(match.1)")
                }
            }
            #expect(names > 0, "\(id)")
            for match in cells[3].matches(of: /`(Sources\/[^`]+)`/) {
                #expect(
                    FileManager.default.fileExists(atPath: root.appending(path: String(match.1)).path), "\(match.1)")
            }
            count += 1
        }
        #expect(count > 60)
        for number in 1...8 { #expect(ids.contains("F-0\(number)"), "F-0\(number)") }
        #expect(ids.contains("F-110"))
    }
}
