import Foundation

/// pyHanko: a Python package in a folder of its own (a virtual environment), asked through our modules (`SigningScript`), each time in a process of
/// its own.
///
/// Secrets go to the program on its standard input, never to its command line or into a file.
struct PyHanko: Sendable {
    private let python: String
    private let environment: [String: String]
    private let deadline: Duration
    private let memoryBytes: Int?

    /// Nil when there is no such program in `folder`.
    ///
    /// - Parameters:
    ///   - environment: what the library of a device needs to know.
    ///   - deadline: for each run; what takes longer is killed.
    ///   - memoryBytes: each run gets no more memory than that (`prlimit` of util-linux); nil: as much as there is.
    init?(folder: String, environment: [String: String] = [:], deadline: Duration, memoryBytes: Int? = nil) {
        self.python = "\(folder)/bin/python"
        self.environment = environment
        self.deadline = deadline
        self.memoryBytes = memoryBytes
        guard FileManager.default.isExecutableFile(atPath: self.python) else { return nil }
    }

    /// Runs `module`, which reads one question and gives one answer. Throws `ProgramRun.Failed` when it fails, takes too long or says anything else.
    func ask<Answer: Decodable>(_ module: String, _ question: some Encodable) async throws -> Answer {
        let input = Array(try JSONEncoder().encode(question))
        let said = try await ScratchFolder.with { scratch in
            for (name, text) in SigningScript.modules {
                try Data(text.utf8).write(to: scratch.appending(path: name))
            }
            // -E -s: nothing of our environment and of the user's packages changes what runs; -B: no files beside the scripts.
            let limit = self.memoryBytes.map { ["/usr/bin/prlimit", "--as=\($0)"] } ?? []
            let call = limit + [self.python, "-E", "-s", "-B", scratch.appending(path: module).path]
            let run = ProgramRun(
                program: call[0], arguments: Array(call.dropFirst()),
                environment: self.environment, folder: scratch, input: input, deadline: self.deadline,
                limitBytes: 1 << 20)
            return try await run.output()
        }
        guard said.exitCode == 0, let answer = try? JSONDecoder().decode(Answer.self, from: Data(said.bytes)) else {
            throw ProgramRun.Failed()
        }
        return answer
    }
}
