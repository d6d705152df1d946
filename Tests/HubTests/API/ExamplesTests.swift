import EdXML
import Exchange
import Foundation
import Programs
import Testing

@testable import Hub

/// The examples of `docs/api.md`, run as they stand.
@Suite struct ExamplesTests {
    /// A fenced block and the JSON that is told to come out of it.
    private struct Example {
        var command: String
        var answer: JSON?
    }

    @Test func `each command works and answers what is told`() async throws {
        let examples = try Self.examples()
        #expect(examples.count >= 10)
        try await LiveHub.run(now: { TestHub.now }) { hub in
            let folder = FileManager.default.temporaryDirectory.appending(path: "api-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            let files = [
                ("PACKAGE", try Packages.document(number: 90_001)),
                ("LARGE_PACKAGE", try Packages.document(to: ["H53"], number: 90_002, fileBytes: 100_000)),
                ("STATUS", try Packages.status(.accepted)),
            ]
            var environment = ProcessInfo.processInfo.environment
            environment["HUB"] = hub.address.url
            environment["TOKEN"] = TestHub.token(of: "g22")
            environment["RECEIVER_TOKEN"] = TestHub.token(of: "h29")
            for (name, bytes) in files {
                let file = folder.appending(path: name.lowercased())
                try Data(bytes).write(to: file)
                environment[name] = file.path
            }
            // Listening comes after the only delivery was acknowledged: something else must wait by then.
            var script = ""
            for example in examples {
                if example.command.contains("text/event-stream") { try await hub.send(90_003) }
                // Variables live on from one example to the next.
                let shell = Program(
                    "/bin/bash", ["-euo", "pipefail", "-c", script + example.command], environment: environment,
                    in: folder)
                let output = try await shell.run()
                #expect(output.status == 0, "\(example.command)\n\(output.text)")
                if let answer = example.answer {
                    let told = try JSONDecoder().decode(JSON.self, from: Data(output.text.utf8))
                    #expect(Self.keys(answer).subtracting(Self.keys(told)) == [], "\(example.command)\n\(output.text)")
                }
                script += example.command.split(separator: "\n").filter {
                    $0.contains(/^[A-Z]+="/) && !$0.contains("curl")
                }
                .map { "\($0)\n" }.joined()
            }
        }
    }

    private static func examples() throws -> [Example] {
        let file = Samples.url("../docs/api.md").standardized
        let text = try String(contentsOf: file, encoding: .utf8)
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

    /// `receivers[].organ`, …: what has a name.
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
}
