public import Foundation
import Subprocess
import SystemPackage

/// A program of the machine, run to its end by a test that has many hubs or offices around it. Not Foundation's `Process`: it reads beyond a buffer,
/// and crashes at times, when more than some 1,300 files are open.
public struct Program: Sendable {
    /// Found along PATH when it is no path.
    let name: String
    let arguments: [String]
    /// Nil: that of the tests.
    var environment: [String: String]?
    var folder: URL?

    /// The code with which it ended, the negative signal when it was killed, and what it wrote to its standard output (16 MB at most; what it says to
    /// its standard error is shown with the tests).
    public struct Output: Sendable {
        public let status: Int32
        public let bytes: [UInt8]
        public var text: String { String(decoding: self.bytes, as: UTF8.self) }
    }

    public init(
        _ name: String, _ arguments: [String], environment: [String: String]? = nil, in folder: URL? = nil
    ) {
        self.name = name
        self.arguments = arguments
        self.environment = environment
        self.folder = folder
    }

    /// Runs it with `input` on its standard input.
    public func run(input: [UInt8] = []) async throws -> Output {
        let variables = self.environment.map { given in
            Environment.custom(
                Dictionary(uniqueKeysWithValues: given.map { (Environment.Key(stringLiteral: $0.key), $0.value) }))
        }
        let result = try await Subprocess.run(
            self.name.contains("/") ? .path(FilePath(self.name)) : .name(self.name),
            arguments: Arguments(self.arguments), environment: variables ?? .inherit,
            workingDirectory: self.folder.map { FilePath($0.path) }, input: .array(input),
            output: .bytes(limit: 16 << 20), error: .currentStandardError)
        let status: Int32 =
            switch result.terminationStatus {
            case .exited(let code): code
            case .signaled(let signal): -signal
            }
        return Output(status: status, bytes: result.standardOutput)
    }
}
