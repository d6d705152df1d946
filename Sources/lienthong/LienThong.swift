import ArgumentParser
import Exchange
import Foundation
import Logging

@main
struct LienThong: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lienthong",
        abstract: "Trục liên thông văn bản và quản lý văn bản. Exchange and management of official documents.",
        subcommands: [HubCommand.self, OfficeCommand.self, DemoCommand.self, EdXMLCommand.self]
    )

    /// Runs the command; a failure is one line on standard error, `code: sentence`, with the exit code of the contract.
    static func main() async {
        LoggingSystem.bootstrap { label in StreamLogHandler.standardError(label: label) }
        do {
            var command = try Self.parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let fault as Fault {
            FileHandle.standardError.write(Data("\(fault)\n".utf8))
            Foundation.exit(Self.exitCode(fault.code))
        } catch  where Self.exitCode(for: error) == .failure {
            // Neither a fault nor a matter of usage.
            FileHandle.standardError.write(Data("\(Fault.Code.internalFault.rawValue): \(error)\n".utf8))
            Foundation.exit(Self.exitCode(.internalFault))
        } catch {
            Self.exit(withError: error)
        }
    }

    /// The exit codes of the contract (sysexits).
    private static func exitCode(_ code: Fault.Code) -> Int32 {
        switch code {
        case .unreachable, .interrupted: 69
        case .internalFault: 70
        case .diskFull: 73
        case .forbidden, .notAllowed, .unauthenticated: 77
        case .invalidRequest: 64
        default: 65
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

/// The folder that holds everything of one server.
struct DataOption: ParsableArguments {
    @Option(name: .customLong("data"), help: "Thư mục dữ liệu. The data folder.")
    var data: String

    var folder: URL { URL(fileURLWithPath: self.data, isDirectory: true) }
}

/// One line on standard output at once, also into a pipe.
func say(_ line: String) {
    FileHandle.standardOutput.write(Data((line + "\n").utf8))
}
