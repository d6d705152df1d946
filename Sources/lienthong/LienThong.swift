import ArgumentParser
import Exchange
import Foundation
import Logging

@main
struct LienThong: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lienthong",
        abstract: "Trục liên thông văn bản và quản lý văn bản. Exchange and management of official documents.",
        subcommands: [
            HubCommand.self, OfficeCommand.self, GatewayCommand.self, EdXMLCommand.self, EvidenceCommand.self,
            DemoCommand.self, SandboxCommand.self, TrialCommand.self, BenchCommand.self,
        ]
    )

    /// Runs the command; a failure is told as `CommandFailure` says.
    static func main() async {
        LoggingSystem.bootstrap { label in StreamLogHandler.standardError(label: label) }
        do {
            var command = try Self.parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            CommandFailure.end(with: error)
            Self.exit(withError: error)
        }
    }
}

/// `127.0.0.1:8460`, `[::1]:0`.
struct ListenAddress: ExpressibleByArgument {
    let host: String
    let port: Int

    init?(argument: String) {
        guard let colon = argument.lastIndex(of: ":"), let port = Int(argument[argument.index(after: colon)...]),
            (0...65_535).contains(port)
        else { return nil }
        let host = argument[..<colon].trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
        guard !host.isEmpty else { return nil }
        self.host = host
        self.port = port
    }

    init(host: String, port: Int) {
        self.host = host
        self.port = port
    }
}

extension OrganCode: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}

/// One line on standard output at once, also into a pipe.
func say(_ line: String) {
    FileHandle.standardOutput.write(Data((line + "\n").utf8))
}
