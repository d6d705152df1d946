package import Exchange
package import Foundation

extension PDFTools {
    /// How many pages a PDF has; nil when it cannot be read. Throws `tool-missing`.
    package func pages(of file: URL, scratch: URL) async throws(Fault) -> Int? {
        do {
            let output = try await self.run("pdfinfo", [], on: file, in: scratch, limitBytes: 1 << 20)
            guard output.exitCode == 0 else { return nil }
            let line = String(decoding: output.bytes, as: UTF8.self).split(separator: "\n").first {
                $0.hasPrefix("Pages:")
            }
            return line.flatMap { Int($0.dropFirst(6).trimmingCharacters(in: .whitespaces)) }
        } catch .missing {
            throw Self.missing("pdfinfo")
        } catch {
            return nil
        }
    }

    /// Puts PDFs one behind the other into `target`, which must lie in `scratch`; the files themselves stay as they are. Throws `tool-missing`, and
    /// `cannot-write` when one of them is no PDF, is locked, or it takes too long.
    package func unite(_ files: [URL], into target: URL, scratch: URL) async throws(Fault) {
        guard let last = files.last else { return }
        var isDone = false
        do {
            let sources = files.dropLast().map { $0.absoluteURL.path }
            let output = try await self.run(
                "pdfunite", sources, on: last, to: target.path, in: scratch, limitBytes: 1 << 20)
            isDone = output.exitCode == 0
        } catch .missing {
            throw Self.missing("pdfunite")
        } catch {
            isDone = false
        }
        guard isDone else {
            throw Fault(
                .cannotWrite, vi: "Không ghép được các tệp PDF: có tệp bị hỏng hoặc bị khóa.",
                en: "The PDFs cannot be put together: one of them is broken or locked.")
        }
    }

    static func missing(_ tool: String) -> Fault {
        Fault(
            .toolMissing, vi: "Máy chủ chưa cài \(tool) (gói poppler-utils).",
            en: "\(tool) (package poppler-utils) is missing.")
    }
}
