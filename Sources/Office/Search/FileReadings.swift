import Exchange
import Foundation
import Gateway
import Logging
import ServiceLifecycle
import Storage
import Trust

/// Reads every new file, one after the other, beside everything else, the newest first.
struct FileReadings: Service {
    let office: Office
    var tools = PDFTools()
    let logger: Logger

    /// A file that brought us down so often is left alone.
    private static let maximumAttempts = 3
    /// Pages of a scan that are read.
    private static let scannedPages = 20

    func run() async throws {
        let (there, missing) = (["pdftotext", "pdftoppm", "tesseract"]).split { self.tools.has($0) }
        if !missing.isEmpty {
            self.logger.warning(
                "some files cannot be searched: programs are missing",
                metadata: ["programs": "\(missing.joined(separator: " "))"])
        }
        try await self.office.database.write { connection in
            for tool in there { try FileContent.enqueueAgain(having: tool, in: connection) }
        }
        await BackgroundWork.run(
            wokenBy: self.office.filesToRead, trouble: "a file was not read for search", logger: self.logger
        ) {
            try await self.readNext()
        }
    }

    /// Reads one file that waits; false when none does.
    func readNext() async throws -> Bool {
        try Task.checkCancellation()
        let waits = try await self.office.database.read { connection in
            try connection.row("SELECT 1 AS waits FROM file_unread LIMIT 1") != nil
        }
        guard waits else { return false }
        let next = try await self.office.database.write { connection -> (file: Attachment, attempts: Int)? in
            let row = try connection.row(
                """
                UPDATE file_unread SET attempts = attempts + 1
                WHERE attachment_id = (SELECT attachment_id FROM file_unread ORDER BY attachment_id DESC LIMIT 1)
                RETURNING attachment_id, attempts
                """)
            guard let row else { return nil }
            let id: String = try row["attachment_id"]
            let file = try connection.row(
                "SELECT id, document_id, part, name, content_type, size_bytes, hash FROM attachment WHERE id = $1", id
            ).map(Attachment.init)
            return try file.map { ($0, try row["attempts"]) }
        }
        guard let next else { return false }
        let outcome =
            next.attempts > Self.maximumAttempts
            ? .failed : try await self.read(next.file)
        let now = self.office.now()
        try await self.office.database.write { try FileContent.keep(outcome, of: next.file, at: now, in: $0) }
        return true
    }
}

extension FileReadings {
    /// Throws only when our own folder fails or the task is cancelled.
    private func read(_ file: Attachment) async throws -> FileContent.Outcome {
        do {
            if let paragraphs = try await FileText.paragraphs(of: file, in: self.office.store) {
                return .read(paragraphs.joined(separator: "\n"))
            }
        } catch let fault as Fault where fault.code == .toolMissing {
            return .toolMissing("pdftotext")
        } catch let fault as Fault where fault.tells(lossOf: file.hash) {
            return .failed
        }
        try Task.checkCancellation()
        return file.contentType == "application/pdf" ? try await self.recognize(file) : .empty
    }

    /// A PDF without text is a scan (bản quét), as a rule.
    private func recognize(_ file: Attachment) async throws -> FileContent.Outcome {
        for tool in ["pdftoppm", "tesseract"] where !self.tools.has(tool) { return .toolMissing(tool) }
        let (store, tools) = (self.office.store, self.tools)
        let text = try await store.withFile(of: file.hash) { scan in
            try await store.inStagingFolder { scratch in
                try await tools.recognizedText(of: scan, pages: Self.scannedPages, scratch: scratch)
            }
        }
        try Task.checkCancellation()
        return text.map(FileContent.Outcome.read) ?? .empty
    }
}

extension [String] {
    /// Those for which it holds, and the others.
    fileprivate func split(_ holds: (String) -> Bool) -> (yes: [String], no: [String]) {
        (self.filter(holds), self.filter { !holds($0) })
    }
}
