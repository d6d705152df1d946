import Exchange
import Foundation
import Programs
import Testing

/// The commands that stand in a document, and what they are told to answer.
enum DocumentExamples {
    struct Example {
        var command: String
        /// Of the last command.
        var answer: JSON?
    }

    /// The fenced blocks of `docs/NAME`: each of `sh`, with that of `json` behind it.
    static func read(_ name: String) throws -> [Example] {
        let text = try String(contentsOf: Samples.url("../docs/\(name)").standardized, encoding: .utf8)
        var examples: [Example] = []
        for match in text.matches(of: /```(sh|json)\n([\s\S]*?)```/) {
            if match.1 == "sh" {
                examples.append(Example(command: String(match.2)))
            } else if !examples.isEmpty {
                examples[examples.count - 1].answer = try JSONDecoder().decode(JSON.self, from: Data(match.2.utf8))
            }
        }
        return examples
    }

    /// Runs all of them in one shell: variables live on from one to the next. Each must succeed and answer what is told, by its names.
    static func run(
        _ examples: [Example], environment: [String: String], in folder: URL, seconds: Int = 120
    ) async throws {
        // Each says where its output begins.
        let script = examples.map { "\($0.command)\necho; echo '=== next'\n" }.joined()
        // Ends after so many seconds, whatever waits; what it has started ends with it.
        let shell = Program(
            "/usr/bin/timeout",
            [
                "\(seconds)", "/bin/bash", "-euo", "pipefail", "-c",
                "trap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n" + script,
            ], environment: environment, in: folder)
        let output = try await shell.run()
        #expect(output.status == 0, "\(output.text)")
        let parts = output.text.components(separatedBy: "=== next\n")
        for (example, part) in zip(examples, parts) {
            guard let answer = example.answer else { continue }
            let told = part.split(separator: "\n\n").compactMap { JSON(utf8: Array($0.utf8)) }.first
            let json = try #require(told ?? JSON(utf8: Array(part.utf8)), "\(example.command)\n\(part)")
            #expect(Self.keys(answer).subtracting(Self.keys(json)) == [], "\(example.command)\n\(part)")
        }
        #expect(parts.count == examples.count + 1)
    }

    /// `receivers.organ`, …: what has a name.
    private static func keys(_ json: JSON, _ place: String = "") -> Set<String> {
        switch json {
        case .object(let members):
            members.reduce(into: []) { keys, member in
                keys.insert("\(place)\(member.key)")
                keys.formUnion(self.keys(member.value, "\(place)\(member.key)."))
            }
        case .list(let elements): elements.reduce(into: []) { $0.formUnion(self.keys($1, place)) }
        default: []
        }
    }

    static var executableFolder: String {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path
    }
}
