import Foundation
import Testing

/// `docs/commands.md` tells every command with every flag, and none that does not exist.
@Suite struct CommandPageTests {
    @Test func `every command and flag stands in the page of commands, and no other`() async throws {
        let known = try await withFolder { folder in try await Self.known([], in: folder) }
        #expect(known.count > 50)
        let text = try String(contentsOf: Samples.url("../docs/commands.md").standardized, encoding: .utf8)
        let told = try Self.told(text)
        for (command, flags) in known { #expect(told[command] == flags, "\(command)") }
        for command in told.keys { #expect(known[command] != nil, "\(command)") }
    }

    /// What `--help` of `command` and of all below it says: the flags of each that runs.
    private static func known(_ command: [String], in folder: URL) async throws -> [String: Set<String>] {
        let help = try await Command.run(command + ["--help"], folder: folder)
        #expect(help.status == 0, "\(command)")
        let parts = help.output.components(separatedBy: "\nSUBCOMMANDS:\n")
        guard parts.count == 2 else {
            let flags = help.output.matches(of: /\n  (--[a-z-]+)/).map { String($0.1) }
            return [command.joined(separator: " "): Set(flags)]
        }
        var found: [String: Set<String>] = [:]
        for match in "\n\(parts[1])".matches(of: /\n  ([a-z][a-z-]*)/) {
            found.merge(try await Self.known(command + [String(match.1)], in: folder)) { $1 }
        }
        return found
    }

    /// The lines of the page's blocks that begin with `lienthong`; deeper ones belong to the line above them.
    private static func told(_ text: String) throws -> [String: Set<String>] {
        var told: [String: Set<String>] = [:]
        for block in text.matches(of: /\n```\n([\s\S]*?)```/) {
            let lines = String(block.1).replacing("\n    ", with: " ").split(separator: "\n")
            for line in lines.map({ $0.replacing("DATA", with: "--data DIR [--database URL]") }) {
                let words = line.split(separator: " ")
                #expect(words.first == "lienthong", "\(line)")
                let command = words.dropFirst().prefix { $0.wholeMatch(of: /[a-z][a-z-]*/) != nil }
                    .joined(separator: " ")
                #expect(told[command] == nil, "\(command) stands there twice")
                told[command] = Set(line.matches(of: /--[a-z-]+/).map { String($0.0) })
            }
        }
        return told
    }
}
