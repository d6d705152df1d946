import Foundation
import Programs
import Testing

/// What is stopped while it starts leaves nothing in the system's temporary folder.
@Suite(.inTurn, .timeLimit(.minutes(5))) struct StoppedTests {
    @Test(
        arguments: [
            (["demo", "--serve-only", "--port-base", "23470", "--samples", Samples.url("").path], 0),
            (["demo", "--once", "--port-base", "23470", "--samples", Samples.url("").path], 69),
            (["bench", "exchange", "--count", "100000"], 69),
        ] as [([String], Int32)])
    func `a demo or a measurement`(_ arguments: [String], _ status: Int32) async throws {
        try await withFolder { folder in
            func left() throws -> [String] {
                try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix("lienthong-") }
            }
            let command = try Command(arguments, folder: folder)
            while try left().isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            let result = try await command.stop()
            #expect(result.status == status, "\(result.output)\(result.errors)")
            #expect(try left().isEmpty)
        }
    }
}
