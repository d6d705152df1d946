import Foundation
import Programs
import Testing

/// The commands of `docs/connect.md`, as they stand: from nothing to a green trial, over both wires.
@Suite(.inTurn, .timeLimit(.minutes(10))) struct ConnectExampleTests {
    @Test func `each command works, and both trials are green`() async throws {
        let examples = try DocumentExamples.read("connect.md")
        #expect(examples.count >= 11)
        try await withFolder { folder in
            let environment = [
                "PATH": DocumentExamples.executableFolder + ":/usr/bin:/bin", "BOX": folder.appending(path: "box").path,
                "PORT": "0", "SAMPLES": Samples.url("").standardized.path, "TMPDIR": folder.path, "LC_ALL": "C.UTF-8",
            ]
            try await DocumentExamples.run(examples, environment: environment, in: folder, seconds: 540)
            for report in ["bien-ban", "bien-ban-vxp"] {
                let text = try String(contentsOf: folder.appending(path: "\(report)/report.html"), encoding: .utf8)
                #expect(text.contains("Đạt yêu cầu bắt buộc."))
            }
        }
    }
}
