package import Exchange
package import Foundation

/// The programs of poppler-utils (công cụ PDF), `pdfsig`, `pdftoppm` and `pdftotext`, and `tesseract` for scans, run with a deadline, a limit on what they say, and nothing of
/// our environment.
package struct PDFTools: Sendable {
    /// Where the programs are, without final slash.
    private let folder: String
    private let deadline: Duration

    /// - Parameters:
    ///   - folder: holds the programs; Debian's place by default.
    ///   - deadline: for each run; what takes longer is killed.
    package init(folder: String = "/usr/bin", deadline: Duration = .seconds(60)) {
        self.folder = folder
        self.deadline = deadline
    }

    /// Whether a program is there.
    package func has(_ tool: String) -> Bool {
        FileManager.default.isExecutableFile(atPath: "\(self.folder)/\(tool)")
    }

    enum Failure: Error {
        /// The program is not there.
        case missing
        /// It could not be started, was killed, took too long or said too much.
        case failed
        /// It could not open the file.
        case refused

        var reason: SignatureReason {
            switch self {
            case .missing: .toolMissing
            case .failed: .toolFailed
            case .refused: .unreadableFile
            }
        }
    }

    /// Runs `tool` on `file`. The file is named by its absolute path, so that no name can pass for an option; `scratch` becomes the
    /// working folder and the home. Suspends without blocking a thread; cancelling kills the program. With `memoryBytes` it gets no more memory than
    /// that (`prlimit` of util-linux).
    func run(
        _ tool: String, _ options: [String], on file: URL, to output: String? = nil, in scratch: URL, limitBytes: Int,
        memoryBytes: Int? = nil
    ) async throws(Failure) -> ProgramRun.Output {
        guard self.has(tool) else { throw .missing }
        let limit = memoryBytes.map { ["/usr/bin/prlimit", "--as=\($0)"] } ?? []
        let call =
            limit + ["\(self.folder)/\(tool)"] + options + [file.absoluteURL.path] + (output.map { [$0] } ?? [])
        let run = ProgramRun(
            program: call[0], arguments: Array(call.dropFirst()), folder: scratch, deadline: self.deadline,
            limitBytes: limitBytes)
        do { return try await run.output() } catch { throw .failed }
    }
}

extension PDFTools {
    /// What is printed in a PDF, at most 16 MiB of it; nil when it cannot be read or holds no text. Throws `tool-missing`.
    package func text(of file: URL, scratch: URL) async throws(Fault) -> String? {
        do {
            let output = try await self.run(
                "pdftotext", ["-enc", "UTF-8", "-q"], on: file, to: "-", in: scratch, limitBytes: 16 << 20)
            let text = String(decoding: output.bytes, as: UTF8.self)
            return output.exitCode == 0 && text.contains { !$0.isWhitespace } ? text : nil
        } catch .missing {
            throw Fault(
                .toolMissing,
                vi: "Máy chưa cài pdftotext (gói poppler-utils) nên chưa xem được nội dung tệp PDF.",
                en: "pdftotext (package poppler-utils) is missing: nobody looked into the PDFs."
            )
        } catch {
            return nil
        }
    }
}

extension PDFTools {
    /// What is read in the pictures of a scan (nhận dạng chữ, OCR): `pdftoppm` draws the first `pages`, `tesseract` reads Vietnamese. Nil when
    /// it cannot be opened or nothing is read. Throws `tool-missing`.
    package func recognizedText(of file: URL, pages: Int, scratch: URL) async throws(Fault) -> String? {
        var text = ""
        do {
            for page in 1...pages {
                let drawing = scratch.appending(path: "page-\(page)")
                let picture = drawing.appendingPathExtension("png")
                _ = try await self.run(
                    "pdftoppm", ["-q", "-r", "200", "-gray", "-png", "-singlefile", "-f", "\(page)", "-l", "\(page)"],
                    on: file, to: drawing.path, in: scratch, limitBytes: 1 << 16)
                // Beyond the last page nothing is drawn.
                guard FileManager.default.fileExists(atPath: picture.path) else { break }
                let output = try await self.run(
                    "tesseract", ["-l", "vie"], on: picture, to: "stdout", in: scratch, limitBytes: 4 << 20)
                unlink(picture.path)
                guard output.exitCode == 0 else { break }
                text += String(decoding: output.bytes, as: UTF8.self) + "\n"
            }
        } catch .missing {
            throw Fault(
                .toolMissing,
                vi: "Máy chưa cài tesseract (gói tesseract-ocr-vie) nên chưa nhận dạng được chữ trong bản quét.",
                en: "tesseract (package tesseract-ocr-vie) is missing: scans were not read."
            )
        } catch {
            // What was read before stays.
        }
        return text.contains { !$0.isWhitespace } ? text : nil
    }
}
