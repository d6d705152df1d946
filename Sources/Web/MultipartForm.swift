import Exchange
package import Hummingbird

/// Reads a form with files (`multipart/form-data`, RFC 7578) as it comes; where the bytes of a file go is the caller's to say.
///
/// The hidden fields stand before the files in our forms; the CSRF secret is checked before the first byte of a file is taken.
package struct MultipartForm: Sendable {
    /// Sum of all files of one form.
    let maximumBytes: Int
    let maximumFiles: Int

    package init(maximumBytes: Int, maximumFiles: Int) {
        self.maximumBytes = maximumBytes
        self.maximumFiles = maximumFiles
    }

    /// - Parameters:
    ///   - csrf: nil where no session asks, but a program with a token of its own.
    ///   - open: a file begins; it may be empty, when none was chosen.
    ///   - close: the file is complete.
    ///
    /// Throws `invalid-form`, `forbidden` for a form of another session, `too-many`, `too-large`, and what the closures throw.
    package func read<File>(
        _ request: Request, csrf: String?,
        open: (MultipartParser.PartHeader) throws -> File,
        write: (inout File, [UInt8]) throws -> Void,
        close: (File, MultipartParser.PartHeader) async throws -> Void
    ) async throws -> FormFields {
        guard let type = request.headers[.contentType], type.hasPrefix("multipart/form-data"),
            let match = type.firstMatch(of: /boundary="?([^";]{1,70})"?/)
        else { throw FormFields.broken }
        var parser = MultipartParser(boundary: String(match.1))
        var fields = FormFields()
        var file: File?
        var header: MultipartParser.PartHeader?
        var text: (name: String, bytes: [UInt8])?
        var (files, total, texts) = (0, 0, 0)
        for try await chunk in request.body {
            for event in try parser.feed(chunk.readableBytesView) {
                switch event {
                case .begin(let part) where part.fileName == nil:
                    text = (part.name, [])
                    texts += part.name.utf8.count
                case .begin(let part):
                    if let csrf { try fields.check(csrf: csrf) }
                    files += 1
                    guard files <= self.maximumFiles else { throw Fault.tooManyFiles(self.maximumFiles) }
                    (file, header) = (try open(part), part)
                case .bytes(let bytes):
                    if var content = file.take() {
                        total += bytes.count
                        guard total <= self.maximumBytes else { throw Fault.filesTooLarge(self.maximumBytes) }
                        try write(&content, bytes)
                        file = content
                    } else {
                        texts += bytes.count
                        guard texts <= FormFields.maximumBytes else { throw Fault.bodyTooLarge }
                        text?.bytes.append(contentsOf: bytes)
                        guard (text?.bytes.count ?? 0) <= 65_536 else { throw FormFields.broken }
                    }
                case .end:
                    if let field = text {
                        fields.add(field.name, String(decoding: field.bytes, as: UTF8.self))
                        guard fields.count <= FormFields.maximumFields else { throw FormFields.broken }
                    }
                    if let content = file.take(), let header { try await close(content, header) }
                    text = nil
                }
            }
        }
        guard parser.isComplete else { throw FormFields.broken }
        if let csrf { try fields.check(csrf: csrf) }
        return fields
    }
}

extension Fault {
    fileprivate static func tooManyFiles(_ maximum: Int) -> Fault {
        Fault(.tooMany, vi: "Tối đa \(maximum) tệp một lần.", en: "At most \(maximum) files at once.")
    }

    fileprivate static func filesTooLarge(_ maximumBytes: Int) -> Fault {
        Fault(
            .tooLarge, vi: "Tệp vượt quá \(maximumBytes >> 20) MB.",
            en: "The files exceed \(maximumBytes >> 20) MB.")
    }
}
