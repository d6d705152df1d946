import Foundation
import Subprocess
import SystemPackage

/// One run of a program of others: with a deadline, a limit on what it says, and nothing of our environment.
struct ProgramRun {
    /// Absolute path.
    let program: String
    let arguments: [String]
    var environment: [String: String] = [:]
    /// Becomes the working folder and the home.
    let folder: URL
    /// What it reads on standard input.
    var input: [UInt8] = []
    /// What takes longer is killed, with everything that it has started.
    let deadline: Duration
    let limitBytes: Int

    /// What it wrote, and the code with which it ended by itself.
    struct Output {
        var bytes: [UInt8]
        var exitCode: Int32
    }

    /// It could not be started, was killed, took too long or said too much. Which of its many ways to fail it took helps nobody.
    struct Failed: Error {}

    /// Suspends without blocking a thread; cancelling kills the program.
    func output() async throws(Failed) -> Output {
        var platform = PlatformOptions()
        // A group of its own, so that what the program has started dies with it.
        platform.processGroupID = 0
        platform.teardownSequence = [
            .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .seconds(1))
        ]
        let own = ["HOME": self.folder.path, "LC_ALL": "C.UTF-8", "TZ": "UTC"]
        let given = self.environment.map { (Environment.Key(stringLiteral: $0.key), $0.value) }
        let variables = own.map { (Environment.Key(stringLiteral: $0.key), $0.value) } + given
        let configuration = Configuration(
            executable: .path(FilePath(self.program)),
            arguments: Arguments(self.arguments),
            environment: .custom(Dictionary(variables) { _, last in last }),
            workingDirectory: FilePath(self.folder.path),
            platformOptions: platform
        )
        let (deadline, limit, input) = (self.deadline, self.limitBytes, self.input)
        do {
            return try await withThrowingTaskGroup(of: Output.self) { group in
                group.addTask {
                    let result = try await Subprocess.run(
                        configuration, input: .array(input), output: .bytes(limit: limit), error: .discarded)
                    guard case .exited(let code) = result.terminationStatus else { throw Failed() }
                    return Output(bytes: result.standardOutput, exitCode: code)
                }
                group.addTask {
                    try await Task.sleep(for: deadline)
                    throw Failed()
                }
                defer { group.cancelAll() }
                guard let first = try await group.next() else { throw Failed() }
                return first
            }
        } catch {
            throw Failed()
        }
    }
}
