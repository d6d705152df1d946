import ArgumentParser
import EdXML
import Exchange
import Foundation
import Trust

/// `lienthong edxml verify`: what the signatures on a package and on the PDFs in it are worth. Whatever the verdict is, giving one is
/// success (0); a package that cannot be read is bad input (65).
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Kiểm tra chữ ký số của gói tin. Verdicts on the signatures of a package."
    )

    @Argument(help: "Gói tin edXML. The package.") var file: String
    @OptionGroup var trust: TrustOption
    @Flag(name: .customLong("json"), help: "Kết quả dạng JSON. The result as JSON.") var asJSON = false

    func run() async throws {
        let now = Date()
        let file = try InputFile.url(self.file)
        let report = try await withScratchFolder { folder in
            try await VerifyReport(file, trust: self.trust.folder(), attachments: folder, now: now)
        }
        say(self.asJSON ? try report.json : report.text)
    }
}
