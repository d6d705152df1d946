package import Exchange
package import Foundation

/// What is printed in a PDF, as `pdftotext` (poppler-utils) finds it.
package struct PrintedText: Sendable {
    /// The programme; another one in tests.
    package var tool = "pdftotext"
    /// How long one PDF may take.
    package var seconds = 60
    /// How much text is looked at: a thousand pages have about 4 MB.
    package var maxTextBytes = 16 << 20

    package init() {}

    /// The text of `file`; nil when it cannot be read as a PDF or holds no text. Throws `tool-missing` when the programme is not there.
    package func text(of file: URL) throws(Fault) -> String? {
        let process = Process()
        // timeout(1) also ends a programme that hangs on a hostile file; 127 says that there is no such programme.
        process.executableURL = URL(fileURLWithPath: "/usr/bin/timeout")
        process.arguments = ["-k", "1", "\(self.seconds)", self.tool, "-q", "-enc", "UTF-8", file.path, "-"]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        let bytes: Data
        do {
            try process.run()
            bytes = try output.fileHandleForReading.read(upToCount: self.maxTextBytes) ?? Data()
            try output.fileHandleForReading.close()
        } catch {
            throw Fault.toolMissing(self.tool)
        }
        process.waitUntilExit()
        if process.terminationReason == .exit, [126, 127].contains(process.terminationStatus) {
            throw Fault.toolMissing(self.tool)
        }
        let text = String(decoding: bytes, as: UTF8.self)
        return text.contains { !$0.isWhitespace } ? text : nil
    }
}

extension Fault {
    fileprivate static func toolMissing(_ tool: String) -> Fault {
        Fault(
            .toolMissing,
            vi: "Máy chưa cài công cụ \(tool) (gói poppler-utils) nên chưa xem được nội dung tệp PDF.",
            en: "The tool \(tool) (package poppler-utils) is missing: nobody looked into the PDFs."
        )
    }
}
