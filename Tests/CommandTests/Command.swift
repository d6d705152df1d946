import Foundation

/// The executable as people and scripts run it; after five minutes it is killed, a server that a test kills itself after an hour.
final class Command: Sendable {
    struct Result: Sendable {
        let status: Int32
        let output: String
        let errors: String
    }

    private let process: Process
    private let output = Pipe()
    private let errors: URL

    init(_ arguments: [String], environment: [String: String] = [:], folder: URL, seconds: Double = 300) throws {
        self.errors = folder.appending(path: "errors-\(UUID().uuidString)")
        try Data().write(to: self.errors)
        self.process = Process()
        // The test bundle lies beside the executable.
        self.process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent().appending(path: "lienthong")
        self.process.arguments = arguments
        self.process.environment = ["PATH": "/usr/bin:/bin", "TMPDIR": folder.path].merging(environment) { $1 }
        self.process.standardInput = FileHandle.nullDevice
        self.process.standardOutput = self.output
        self.process.standardError = try FileHandle(forWritingTo: self.errors)
        try self.process.run()
        let identifier = self.process.processIdentifier
        let process = self.process
        DispatchQueue.global().asyncAfter(deadline: .now() + seconds) {
            if process.isRunning { kill(identifier, SIGKILL) }
        }
    }

    /// Runs a command to its end.
    static func run(
        _ arguments: String..., environment: [String: String] = [:], folder: URL
    ) async throws -> Result {
        try await Self.run(arguments, environment: environment, folder: folder)
    }

    static func run(
        _ arguments: [String], environment: [String: String] = [:], folder: URL
    ) async throws -> Result {
        try await Command(arguments, environment: environment, folder: folder).result()
    }

    /// Waits for the end.
    func result() async throws -> Result {
        try await waiting {
            let output = try self.output.fileHandleForReading.readToEnd() ?? Data()
            self.process.waitUntilExit()
            return Result(
                status: self.process.terminationStatus, output: String(decoding: output, as: UTF8.self),
                errors: try String(contentsOf: self.errors, encoding: .utf8))
        }
    }

    /// The first line of a server: `ready` and its address.
    func ready() async throws -> String { try await self.lines(1).joined(separator: "\n") }

    /// The first lines of a server with several listeners, in any order; fewer when it ends.
    func lines(_ count: Int) async throws -> [String] {
        try await waiting {
            var text = Data()
            while text.count(where: { $0 == UInt8(ascii: "\n") }) < count {
                let more = self.output.fileHandleForReading.availableData
                if more.isEmpty { break }
                text.append(more)
            }
            return String(decoding: text, as: UTF8.self).split(separator: "\n").map { String($0) }
        }
    }

    var identifier: Int32 { self.process.processIdentifier }

    func send(signal: Int32) { kill(self.process.processIdentifier, signal) }

    /// Ends a server with SIGTERM.
    func stop() async throws -> Result {
        self.process.terminate()
        return try await self.result()
    }
}

/// Waits on a thread of its own: the threads that run tests are few.
private func waiting<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Swift.Result { try body() }) }
    }
}

func withFolder<Value>(_ body: (URL) async throws -> Value) async throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: "command-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    // A server that is just ending removes files of its own.
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder)
}
